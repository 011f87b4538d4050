"""The board as a whole, as a client first asks for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spectrum.live.pseudonyms import pseudonym
from spectrum.model import Board, Tool
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, BRANCHES, open_house, problem


def test_board_before_anything_has_happened(onlooker):
    answer = onlooker.get(f"/api/boards/{BOARD}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    board = answer.json()
    assert board["board"] == {
        "board_id": BOARD,
        "title": "Test board",
        "axes": {
            "left": "algorithmic",
            "right": "generative",
            "bottom": "not ready",
            "top": "production-ready",
        },
        "anchor_weight": 0.0,
    }
    assert (board["round"], board["last_round"], board["voting_open"]) == (None, None, False)
    assert (board["adding_open"], board["voters"], board["votes"], board["mine"]) == (False, 0, 0, [])
    assert board["branches"] == list(BRANCHES)
    assert board["demo"] is False
    first, _, third = board["tools"]
    assert first == {
        "tool_id": "t1", "number": 1, "name": "Denoise", "description": "", "branches": ["Sound"],
        "status": "live", "n": 0, "x": 10.0, "y": 90.0, "seed": [10.0, 90.0],
    }  # fmt: skip
    assert (third["x"], third["y"], third["seed"]) == (None, None, None)


def test_round_is_described(store, onlooker):
    closes_at = utc_now() + timedelta(hours=1)
    opened = store.open_round(BOARD, "one", reveal="after_close", start="fresh", closes_at=closes_at)
    board = onlooker.board()
    told = board["round"]
    assert datetime.fromisoformat(told.pop("closes_at")).replace(tzinfo=None) == pytest.approx(
        closes_at, abs=timedelta(milliseconds=1)
    )
    assert told == {
        "id": opened.round_id, "name": "one", "reveal": "after_close", "start": "fresh",
        "join_code_needed": False, "code_accepted": True,
    }  # fmt: skip
    assert (board["voting_open"], board["last_round"]["id"]) == (True, opened.round_id)
    store.close_round(BOARD)
    board = onlooker.board()
    assert (board["voting_open"], board["round"], board["last_round"]["name"]) == (False, None, "one")


def test_position_is_the_mean_anchored_at_the_seed(store, ann, bob, onlooker):
    store.save_board(replace(store.board(BOARD), anchor_weight=10.0, adding_open=True))
    store.open_round(BOARD, "one")
    for voter in (ann, bob):
        voter.vote("t1", 40, 30)
        voter.vote("t3", 40, None)
    board = onlooker.board()
    found = {tool["tool_id"]: (tool["n"], tool["x"], tool["y"]) for tool in board["tools"]}
    assert found == {"t1": (2, 15.0, 80.0), "t2": (0, 95.0, 5.0), "t3": (2, 40.0, None)}
    assert (board["voters"], board["votes"], board["adding_open"]) == (2, 4, True)


def test_mine_are_the_voters_own_answers(store, ann, bob, house):
    store.open_round(BOARD, "one")
    ann.vote("t1", 1.5, None)
    ann.vote("t2", kind="unknown_tool")
    ann.vote("t3", 5, 6)
    ann.vote("t3", kind="withdraw")
    bob.vote("t3", 7, 8)
    assert ann.board()["mine"] == [
        {"tool_id": "t1", "kind": "place", "x": 1.5, "y": None},
        {"tool_id": "t2", "kind": "unknown_tool", "x": None, "y": None},
    ]
    assert house.visitor().board()["mine"] == []


def test_fresh_round_counts_its_own_votes(store, ann, bob, onlooker):
    store.open_round(BOARD, "one")
    ann.vote("t3", 0, 0)
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    board = ann.board()
    assert (board["voters"], board["votes"], board["mine"]) == (0, 0, [])
    assert bob.vote("t3", 80, 90).json()["tool"] == ["t3", 1, 80.0, 90.0]
    store.close_round(BOARD)
    t3 = onlooker.board()["tools"][2]
    assert (t3["n"], t3["x"], t3["y"]) == (2, 40.0, 45.0)


def test_voter_is_told_what_they_said_of_themselves(house, ann):
    assert house.visitor().board()["voter"] is None
    assert ann.board()["voter"] == {
        "voter_id": "ann", "name": None, "branch": None, "pseudonym": pseudonym("ann")
    }  # fmt: skip
    ann.describe(name="Ann", branch="Sound")
    assert ann.board()["voter"]["name"] == "Ann"
    assert ann.board()["voter"]["branch"] == "Sound"


def test_live_tools_alone_are_shown(store, onlooker):
    hidden = [Tool(f"t{n}", f"Secret {n}", status=s) for n, s in ((7, "hidden"), (8, "proposed"))]
    store.save_tools(BOARD, [*hidden, Tool("t9", "Gone", status="merged", merged_into="t1")])
    answer = onlooker.get(f"/api/boards/{BOARD}")
    assert [tool["tool_id"] for tool in answer.json()["tools"]] == ["t1", "t2", "t3"]
    assert "Secret" not in answer.text


def test_join_code_itself_is_never_told(store, ann):
    store.open_round(BOARD, "one", join_code="wombat")
    answer = ann.get(f"/api/boards/{BOARD}")
    assert answer.json()["round"]["join_code_needed"]
    with ann.stream() as stream:
        assert stream.frame()["round"]["join_code_needed"]
        assert "wombat" not in answer.text + stream.bytes.decode()


def test_version_and_catalogue_move_with_what_they_stand_for(store, ann, onlooker):
    store.open_round(BOARD, "one")
    before = onlooker.board()
    ann.vote("t1", 1, 2)
    voted = onlooker.board()
    assert voted["version"] > before["version"]
    assert voted["catalogue"] == before["catalogue"]
    [first, *_] = store.tools(BOARD)
    seen = {before["catalogue"]}
    for changed in (
        replace(first, name="Denoiser"),
        replace(first, description="Takes noise away"),
        replace(first, branches=("Editing",)),
        replace(first, status="hidden"),
    ):
        store.save_tools(BOARD, [changed])
        seen.add(onlooker.board()["catalogue"])
    store.save_tools(BOARD, [replace(first, status="merged", merged_into="t2")])
    onlooker.board()
    assert len(seen) == 5


def test_demo_says_that_it_is_one(store):
    with open_house(store, demo=True) as house:
        assert house.visitor().board()["demo"] is True


def test_each_board_of_a_database_has_its_own_answer(store, onlooker):
    store.save_board(Board("other", title="Another"))
    assert onlooker.get("/api/boards/other").json()["board"]["title"] == "Another"
    assert onlooker.board()["board"]["title"] == "Test board"
    assert "'other'" in problem(onlooker.get("/api/boards/another"), 404)
