"""Two servers on one PostgreSQL: what is done at one is so at the other, on screens and for votes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from spectrum.model import Board, Tool
from spectrum.store.postgres_store import PostgresStore
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, PATIENCE, open_house, tools_of


@pytest.fixture
def stores(postgres):
    """Each server's store, on the same tables."""
    address = postgres.address(postgres.new_schema())
    opened = [PostgresStore(address) for _ in range(2)]
    opened[0].save_board(Board(BOARD, title="Test board"))
    opened[0].save_tools(BOARD, [Tool("t1", "Denoise", seed_x=10.0, seed_y=90.0), Tool("t2", "Dub")])
    yield opened
    for store in opened:
        store.close()


@pytest.fixture
def houses(stores):
    with open_house(stores[0]) as here, open_house(stores[1]) as there:
        yield here, there


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def moved(visitor, house):
    """The same browser, led to another server."""
    other = house.visitor()
    other.cookies = visitor.cookies
    return other


def test_votes_at_either_reach_the_screens_of_both(stores, houses):
    here, there = houses
    stores[0].open_round(BOARD, "one")
    with here.visitor("see").stream() as near, there.visitor("sea").stream() as far:
        near.until(lambda frame: frame["voting_open"])
        far.until(lambda frame: frame["voting_open"])
        assert here.visitor("ann").vote("t2", 10, 20).status_code == 201
        assert there.visitor("bob").vote("t2", 30, 40).status_code == 201
        for stream in (near, far):
            frame = stream.until(lambda frame: frame["votes"] == 2)
            assert tools_of(frame)["t2"] == [2, 20.0, 30.0]


def test_opening_and_closing_elsewhere_reach_screens_and_votes(stores, houses):
    _, there = houses
    ann = there.visitor("ann")
    with there.visitor("see").stream() as stream:
        assert stream.frame()["round"] is None
        opened = stores[0].open_round(BOARD, "one")
        assert ann.vote("t1", 1, 2).status_code == 201
        assert stream.until(lambda frame: frame["voting_open"])["round"]["id"] == opened.round_id
        stores[0].close_round(BOARD)
        assert ann.vote("t1", 1, 2).status_code == 409
        assert stream.until(lambda frame: not frame["voting_open"])["round"] is None


def test_blocking_and_unblocking_elsewhere_reach_screens_and_votes(stores, houses):
    _, there = houses
    organiser = stores[0].organise(BOARD, "session 1")
    stores[0].open_round(BOARD, "one")
    ann = there.visitor("ann")
    with there.visitor("see").stream() as stream:
        ann.vote("t2", 10, 20)
        there.visitor("bob").vote("t2", 30, 40)
        stream.until(lambda frame: frame["votes"] == 2)
        organiser.block(["ann"])
        assert ann.vote("t2", 10, 20).status_code == 403
        assert tools_of(stream.until(lambda frame: frame["votes"] == 1))["t2"] == [1, 30.0, 40.0]
        organiser.unblock(["ann"])
        stream.until(lambda frame: frame["votes"] == 2)
        assert ann.vote("t2", 50, 60).status_code == 201


def test_merging_renaming_and_adding_elsewhere_reach_screens_and_votes(stores, houses):
    here, there = houses
    organiser = stores[0].organise(BOARD, "session 1")
    stores[0].save_board(replace(stores[0].board(BOARD), adding_open=True))
    stores[0].open_round(BOARD, "one")
    ann = there.visitor("ann")
    with there.visitor("see").stream() as stream:
        ann.vote("t1", 10, 20)
        frame = stream.until(lambda frame: frame["votes"] == 1)
        added = here.visitor("bob").add_tool("Upscale").json()["tool_id"]
        frame = stream.until(lambda new: new["catalogue"] != frame["catalogue"])
        assert ann.vote(added, 30, 40).status_code == 201
        organiser.edit("t2", name="Dubbing")
        stream.until(lambda new: new["catalogue"] != frame["catalogue"])
        assert {tool["name"] for tool in ann.board()["tools"]} == {"Denoise", "Dubbing", "Upscale"}
        organiser.merge(added, "t1")
        assert ann.vote(added, 50, 60).json()["tool"][0] == "t1"
        stream.until(lambda frame: frame["votes"] == 1)
        assert [tool["tool_id"] for tool in ann.board()["tools"]] == ["t1", "t2"]


def test_join_code_given_at_one_holds_at_the_other(stores, houses):
    here, there = houses
    stores[0].open_round(BOARD, "one", join_code="wombat")
    ann = here.visitor("ann")
    assert ann.describe(join_code="wombat").status_code == 200
    assert moved(ann, there).vote("t1", 1, 2).status_code == 201
    assert there.visitor("bob").vote("t1", 1, 2).status_code == 403


def test_voter_is_the_same_at_both(stores, houses):
    here, there = houses
    stores[0].open_round(BOARD, "one")
    ann = here.visitor("ann")
    ann.describe(name="Ann", branch="Sound")
    ann.vote("t1", 10, 20)
    elsewhere = moved(ann, there)
    eventually(lambda: elsewhere.board()["mine"] != [])
    board = elsewhere.board()
    assert board["mine"] == [{"tool_id": "t1", "kind": "place", "x": 10.0, "y": 20.0}]
    assert (board["voter"]["name"], board["voter"]["branch"]) == ("Ann", "Sound")


def test_vote_sent_to_both_is_stored_once(stores, houses):
    here, there = houses
    stores[0].open_round(BOARD, "one")
    ann, vote_id = here.visitor("ann"), str(uuid4())
    first = ann.vote("t1", 10, 20, vote_id=vote_id)
    again = moved(ann, there).vote("t1", 10, 20, vote_id=vote_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"]
    assert stores[0].last_seq(BOARD) == 1


def test_round_whose_time_is_up_is_closed_once_by_the_clock(stores, houses):
    stores[0].open_round(BOARD, "short", closes_at=utc_now() + timedelta(milliseconds=500))
    with houses[0].visitor("see").stream() as near, houses[1].visitor("sea").stream() as far:
        for stream in (near, far):
            stream.until(lambda frame: frame["voting_open"])
        for stream in (near, far):
            stream.until(lambda frame: not frame["voting_open"])
    time.sleep(0.2)  # ticks of both servers
    entries = stores[1].organise(BOARD, "session 1").audit()
    assert [(entry.who, entry.action) for entry in entries] == [
        ("clock", "close_round"),
        ("cli", "open_round"),
    ]


def test_what_a_voter_placed_at_one_is_revealed_to_them_at_the_other(stores, houses):
    """In a round that reveals after one's own vote each server keeps what its voters have placed."""
    here, there = houses
    stores[0].open_round(BOARD, "blind", reveal="after_own_vote")
    ann = here.visitor("ann")
    elsewhere = moved(ann, there)
    with elsewhere.stream() as stream:
        stream.until(lambda frame: frame["voting_open"])
        ann.vote("t2", 10, 20)
        frame = stream.until(lambda frame: frame["votes"] == 1)
        assert tools_of(frame)["t2"] == [1, 10.0, 20.0]
        there.visitor("bob").vote("t2", 30, 40)
        assert tools_of(stream.until(lambda frame: frame["votes"] == 2))["t2"] == [2, 20.0, 30.0]
        ann.vote("t2", kind="withdraw")
        frame = stream.until(lambda frame: frame["votes"] == 1)
        assert tools_of(frame)["t2"] == [1]
        tool = next(tool for tool in elsewhere.board()["tools"] if tool["tool_id"] == "t2")
        assert (tool["x"], tool["y"]) == (None, None)


def test_blind_round_opened_elsewhere_hides_at_once(stores, houses):
    _, there = houses
    stores[0].open_round(BOARD, "one")
    there.visitor("ann").vote("t2", 10, 20)
    stores[0].close_round(BOARD)
    with there.visitor("see").stream() as stream:
        stream.until(lambda frame: not frame["voting_open"])
        stores[0].open_round(BOARD, "blind", reveal="after_close")
        answer = there.visitor("bob").vote("t2", 77.7, 88.8, shown_x=10, shown_y=20)
        assert answer.json()["tool"] == ["t2", 2]
        frame = stream.until(lambda frame: frame["votes"] == 2)
        assert tools_of(frame)["t2"] == [2]
    log = stores[0].extract(BOARD).votes
    assert log["shown_x"].isna().all()
