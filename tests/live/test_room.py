"""The voting room as it goes on: frames to everyone, votes on their way, rounds that end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spectrum.errors import StoreUnavailable
from spectrum.live import room as room_module
from spectrum.model import Tool
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, PATIENCE, open_house, tools_of


@pytest.fixture
def one(store):
    return store.open_round(BOARD, "one")


def eventually(house, holds: Callable[[], Any]) -> None:
    """Wait for something that happens by itself."""

    async def wait() -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)

    house.call(wait)


def test_first_frame_is_full_and_the_others_tell_what_changed(one, ann, bob, onlooker):
    with onlooker.stream() as stream:
        first = stream.frame()
        assert first["full"]
        assert len(first["tools"]) == 3
        assert (first["voters"], first["votes"], first["voting_open"]) == (0, 0, True)
        ann.vote("t3", 20, 30)
        second = stream.until(lambda frame: frame["votes"] == 1)
        assert not second["full"]
        assert second["tools"] == [["t3", 1, 20.0, 30.0]]
        assert second["recent"] == [["t3", 20.0, 30.0]]
        assert second["version"] > first["version"]
        bob.vote("t3", 40, None)
        third = stream.until(lambda frame: frame["votes"] == 2)
        assert third["tools"] == [["t3", 2, 30.0, 30.0]]
        assert third["recent"] == [["t3", 40.0, None]]


def test_everyone_gets_the_same_frames(one, house, ann):
    with house.visitor("a").stream() as a, house.visitor().stream() as b:
        a.frame(), b.frame()
        ann.vote("t1", 20, 30)
        for stream in (a, b):
            assert tools_of(stream.until(lambda frame: frame["votes"]))["t1"] == [1, 20.0, 30.0]


def test_who_comes_late_gets_all_of_it(one, ann, onlooker):
    ann.vote("t1", 20, 30)
    ann.vote("t3", kind="unsure")
    with onlooker.stream() as stream:
        first = stream.frame()
        assert first["full"]
        assert tools_of(first) == {"t1": [1, 20.0, 30.0], "t2": [0, 95.0, 5.0], "t3": [0, None, None]}


def test_subscriber_that_missed_a_frame_gets_a_full_one(one, ann, house, onlooker):
    with onlooker.stream() as slow, house.visitor("other").stream() as other:
        slow.frame(), other.frame()
        slow.pause()
        for count, tool in enumerate(("t1", "t2", "t3"), start=1):
            ann.vote(tool, 20, 30)
            other.until(lambda frame, count=count: frame["votes"] == count)
        slow.resume()
        seen = {}
        frames = []
        while not frames or frames[-1]["votes"] < 3:
            frames.append(slow.frame())
            seen |= tools_of(frames[-1])
        assert frames[-1]["full"]
        assert {tool: n for tool, (n, *_) in seen.items()} == {"t1": 1, "t2": 1, "t3": 1}
        assert len(frames) <= 2  # the one that it was being sent, and the one that makes up for the rest


def test_at_most_50_votes_are_shown_one_by_one(one, store, vote, onlooker):
    with onlooker.stream() as stream:
        stream.frame()
        futures = [store.submit(vote("t1", f"v{i}", float(i), 50.0)) for i in range(80)]
        for future in futures:
            future.result(PATIENCE)
        frames = [stream.until(lambda frame: frame["votes"])]
        while frames[-1]["votes"] < 80:
            frames.append(stream.frame())
        assert all(len(frame["recent"]) <= 50 for frame in frames)
        shown = [x for frame in frames for _, x, _ in frame["recent"]]
        assert len(set(shown)) == len(shown) >= 50
        assert 79.0 in shown


def test_vote_is_shown_in_one_frame_alone(one, ann, onlooker):
    """Also when the room is read more often than it ticks, for the answers to votes."""
    shown = []
    with onlooker.stream() as stream:
        stream.frame()
        for x in range(15):
            ann.vote("t1", x, 50)
        frame = stream.until(lambda frame: shown.extend(frame["recent"]) or ["t1", 14.0, 50.0] in shown)
        assert tools_of(frame)["t1"] == [1, 14.0, 50.0]
    assert sorted(x for _, x, _ in shown) == [float(x) for x in range(15)]


def test_refused_and_repeated_votes_move_nothing(one, store, ann, vote):
    ballot = vote("t1", "ann", 20.0, 30.0)
    store.append([ballot])
    version = store.version(BOARD)
    ann.vote("no such tool", 1, 2)
    ann.vote("t1", 101, 2)
    assert ann.vote("t1", 20, 30, vote_id=str(ballot.vote_id)).status_code == 200
    assert store.version(BOARD) == version


def test_catalogue_moves_when_tools_are_added_renamed_hidden_or_merged(one, store, ann, onlooker):
    store.save_board(replace(store.board(BOARD), adding_open=True))
    with onlooker.stream() as stream:
        catalogue = stream.frame()["catalogue"]
        ann.vote("t1", 20, 30)
        assert stream.until(lambda frame: frame["votes"])["catalogue"] == catalogue
        added = ann.add_tool("Upscaler").json()["tool_id"]
        frame = stream.until(lambda frame: frame["catalogue"] != catalogue)
        assert tools_of(frame)[added] == [0, None, None]
        tool = Tool(added, "Upscaler", 4)
        for changed in (
            replace(tool, name="Upscale"),
            replace(tool, status="merged", merged_into="t1"),
            tool,
            replace(tool, status="hidden"),
        ):
            catalogue = frame["catalogue"]
            store.save_tools(BOARD, [changed])
            frame = stream.until(lambda frame, catalogue=catalogue: frame["catalogue"] != catalogue)


def test_opening_and_closing_reach_the_stream(store, onlooker):
    with onlooker.stream() as stream:
        assert stream.frame()["round"] is None
        opened = store.open_round(BOARD, "one")
        frame = stream.until(lambda frame: frame["voting_open"])
        assert frame["round"]["id"] == opened.round_id
        store.save_board(replace(store.board(BOARD), adding_open=True))
        assert stream.until(lambda frame: frame["adding_open"])["voting_open"]
        store.close_round(BOARD)
        assert stream.until(lambda frame: not frame["voting_open"])["round"] is None


def test_round_closes_by_itself_when_its_time_is_up(store, house, onlooker):
    with onlooker.stream() as stream:
        stream.frame()
        store.open_round(BOARD, "short", closes_at=utc_now() + timedelta(milliseconds=300))
        stream.until(lambda frame: frame["voting_open"])
        stream.until(lambda frame: not frame["voting_open"])
    [closed] = store.rounds(BOARD)
    assert closed.closed_at >= closed.closes_at
    assert store.organise(BOARD, "x").audit(1)[0].who == "clock"


def test_round_closes_by_itself_with_nobody_there(store):
    store.open_round(BOARD, "short", closes_at=utc_now())
    with open_house(store) as house:
        eventually(house, lambda: not store.rounds(BOARD)[0].is_open)


def test_round_without_an_end_stays_open(store, house, onlooker):
    store.open_round(BOARD, "long", closes_at=utc_now() + timedelta(hours=1))
    with onlooker.stream() as stream:
        stream.frame()
        store.save_board(replace(store.board(BOARD), title="Another"))
        stream.frame()
    assert store.rounds(BOARD)[0].is_open


def test_quiet_stream_is_kept_open_with_comments(one, house, monkeypatch, ann):
    monkeypatch.setattr(room_module, "COMMENT_EVERY", 0.0)
    with house.visitor("quiet").stream() as stream:
        events = [stream.event() for _ in range(4)]
    assert events[0] == "retry: 1000"
    assert events[1].startswith("event: frame\n")
    assert events[2:] == [": here", ": here"]


def test_waiters_share_a_reading_and_its_failure(store, house):
    """Three ask at once while the store cannot be read: each is told, and the next one is served."""
    failing = [True]
    readings = []

    def find():
        if failing[0]:
            readings.append(1)
            raise StoreUnavailable("it is being opened again")
        return store

    room = room_module.Room(find, BOARD, 1.0)

    async def ask() -> list[object]:
        return await asyncio.gather(*(room.state_after(1) for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in house.call(ask)] == [StoreUnavailable] * 3
    assert len(readings) == 1
    failing[0] = False
    assert {outcome.version for outcome in house.call(ask)} == {store.version(BOARD)}


def test_room_goes_on_after_the_store_failed(store, monkeypatch):
    monkeypatch.setattr(room_module, "TROUBLE_PAUSE", 0.01)
    store.open_round(BOARD, "one")
    failing: list[Exception] = []

    def find():
        if failing:
            raise failing[0]
        return store

    with open_house(find) as house, house.visitor("quiet").stream() as stream:
        stream.frame()
        for failure in (StoreUnavailable("it is being opened again"), RuntimeError("a bug")):
            failing[:] = [failure]
            house.call(asyncio.sleep, 0.1)
            failing.clear()
            house.visitor("ann").vote("t1", float(len(str(failure))), 2)
            stream.until(lambda frame: frame["tools"])


def test_round_that_cannot_be_closed_keeps_nothing_from_the_screens(store, house, onlooker, monkeypatch):
    """The disk is full as the time is up: what changes is still shown, and the round closes later."""
    monkeypatch.setattr(room_module, "TROUBLE_PAUSE", 0.01)
    tried = []

    def full(*_arguments, **_options):
        tried.append(1)
        raise StoreUnavailable("the disk is full")

    with onlooker.stream() as stream:
        stream.frame()
        with monkeypatch.context() as failing:
            failing.setattr(store, "close_round", full)
            store.open_round(BOARD, "short", closes_at=utc_now())
            stream.until(lambda frame: frame["round"] and frame["round"]["name"] == "short")
            eventually(house, lambda: len(tried) > 2)
            store.save_tools(BOARD, [Tool("t9", "A late one")])
            assert "t9" in tools_of(stream.until(lambda frame: len(frame["tools"]) == 1))
        stream.until(lambda frame: not frame["voting_open"])
    assert not store.rounds(BOARD)[0].is_open
