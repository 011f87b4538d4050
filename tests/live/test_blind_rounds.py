"""What a voter may not see in a blind round is in no byte that is sent to them.

The votes of ann and bob put t3 at 12.34 / 56.78; these and the votes themselves are looked for.
"""

from __future__ import annotations

from uuid import uuid4

import pytest

from spectrum.model import Tool
from tests.live.visiting import BOARD, problem, told, tools_of

MEAN = ("12.34", "56.78")
SECRETS = (*MEAN, "11.34", "13.34", "55.78", "57.78")


@pytest.fixture
def blind(request, store, house, ann, bob):
    """A blind round with two votes on t3."""
    store.open_round(BOARD, "blind", reveal=request.param)
    with house.visitor("cem").stream() as before:  # makes sure that there is a frame from before the votes
        before.frame()
        answers = [ann.vote("t3", 11.34, 55.78), bob.vote("t3", 13.34, 57.78)]
        before.until(lambda frame: frame["votes"] == 2)
    assert [answer.status_code for answer in answers] == [201, 201]
    return answers


either = pytest.mark.parametrize("blind", ["after_close", "after_own_vote"], indirect=True)
closing = pytest.mark.parametrize("blind", ["after_close"], indirect=True)
revealing = pytest.mark.parametrize("blind", ["after_own_vote"], indirect=True)


def everything_told(visitor, *, but=()):
    """The numbers that any answer tells this visitor; the last call adds a tool."""
    answers = {
        "board": visitor.get(f"/api/boards/{BOARD}"),
        "vote": visitor.vote("t1", 1, 2),
        "withdrawal": visitor.vote("t1", kind="withdraw"),
        "voter": visitor.describe(name="Nosy"),
        "refusal": visitor.vote("t3", 101, 50),
        "page": visitor.get("/join"),
    }
    return {name: told(answer, *SECRETS) for name, answer in answers.items() if name not in but}


@either
@pytest.mark.parametrize("name", ["onlooker", None])
def test_who_has_not_voted_is_told_no_position(blind, house, name):
    found = everything_told(house.visitor(name))
    assert set(map(tuple, found.values())) == {()}


@either
def test_counts_are_told(blind, onlooker):
    board = onlooker.board()
    assert (board["voters"], board["votes"]) == (2, 2)
    t3 = next(tool for tool in board["tools"] if tool["tool_id"] == "t3")
    assert (t3["n"], t3["x"], t3["y"], t3["seed"]) == (2, None, None, None)


@either
def test_seeds_are_hidden_like_positions(blind, onlooker):
    board = onlooker.board()
    assert [(tool["x"], tool["y"], tool["seed"]) for tool in board["tools"]] == [(None, None, None)] * 3


@closing
def test_own_vote_reveals_nothing_until_the_round_closes(blind, store, ann, onlooker):
    assert [told(answer, *SECRETS) for answer in blind] == [[], []]
    assert blind[1].json()["tool"] == ["t3", 2]
    assert told(ann.get(f"/api/boards/{BOARD}"), *MEAN) == []
    store.close_round(BOARD)
    assert told(onlooker.get(f"/api/boards/{BOARD}"), *MEAN) == list(MEAN)


@revealing
def test_own_vote_reveals_that_tool_alone(blind, ann, bob):
    assert told(blind[0], *MEAN) == []  # ann voted first, and saw her own
    assert blind[1].json()["tool"] == ["t3", 2, 12.34, 56.78]
    assert told(ann.get(f"/api/boards/{BOARD}"), *MEAN) == list(MEAN)
    assert ann.vote("t1", kind="unsure").json()["tool"] == ["t1", 0]
    shown = {tool["tool_id"]: tool["x"] for tool in ann.board()["tools"]}
    assert shown == {"t1": None, "t2": None, "t3": 12.34}


@revealing
@pytest.mark.parametrize("kind", ["withdraw", "unsure", "unknown_tool"])
def test_taking_the_vote_back_hides_the_position_again(blind, ann, bob, kind):
    cem = ann.house.visitor("cem")
    assert told(cem.vote("t3", 12.34, 56.78), *MEAN) == list(MEAN)
    assert cem.vote("t3", kind=kind).json()["tool"] == ["t3", 2]
    assert told(cem.get(f"/api/boards/{BOARD}"), *SECRETS) == []
    with cem.stream() as stream:
        stream.frame()
        assert told(stream.bytes, *SECRETS) == []


@revealing
def test_vote_sent_again_reveals_what_counts_now_and_no_more(blind, onlooker):
    """Whatever an old vote_id comes with, it places nothing."""
    onlooker.board()
    unsure, placed = str(uuid4()), str(uuid4())
    onlooker.vote("t3", kind="unsure", vote_id=unsure)
    assert onlooker.vote("t3", 1, 1, vote_id=unsure).json()["tool"] == ["t3", 2]
    assert told(onlooker.get(f"/api/boards/{BOARD}"), *MEAN) == []
    onlooker.vote("t3", 12.34, 56.78, vote_id=placed)
    onlooker.vote("t3", kind="withdraw")
    assert onlooker.vote("t3", 12.34, 56.78, vote_id=placed).json()["tool"] == ["t3", 2]
    assert told(onlooker.get(f"/api/boards/{BOARD}"), *MEAN) == []


def test_vote_of_an_earlier_round_sent_again_reveals_nothing(store, ann, bob, onlooker):
    store.open_round(BOARD, "one")
    earlier = str(uuid4())
    onlooker.vote("t3", 12.34, 56.78, vote_id=earlier)
    store.close_round(BOARD)
    store.open_round(BOARD, "two", reveal="after_own_vote")
    ann.vote("t3", 11.34, 55.78)
    bob.vote("t3", 13.34, 57.78)
    onlooker.board()
    assert onlooker.vote("t3", 12.34, 56.78, vote_id=earlier).json()["tool"] == ["t3", 3]
    assert [tool["x"] for tool in onlooker.board()["tools"]] == [None] * 3


@revealing
def test_refused_vote_reveals_nothing(blind, store, onlooker):
    from spectrum.model import Voter
    from spectrum.store.sql_store import utc_now

    onlooker.board()
    store.save_voter(BOARD, Voter("onlooker", blocked_at=utc_now()))
    problem(onlooker.vote("t3", 1, 1), 403)
    assert told(onlooker.get(f"/api/boards/{BOARD}"), *SECRETS) == []


@revealing
def test_placement_moves_with_its_tool_when_tools_are_merged(blind, store, ann):
    assert told(ann.get(f"/api/boards/{BOARD}"), *MEAN)
    [three] = [tool for tool in store.tools(BOARD) if tool.tool_id == "t3"]
    store.save_tools(BOARD, [Tool("t3", three.name, three.number, status="merged", merged_into="t2")])
    shown = {tool["tool_id"]: tool["x"] for tool in ann.board()["tools"]}
    assert shown["t1"] is None
    assert shown["t2"] is not None


@pytest.mark.parametrize("reveal", ["after_close", "after_own_vote"])
def test_added_tools_position_is_hidden_from_others(store, house, ann, onlooker, reveal):
    from dataclasses import replace

    store.save_board(replace(store.board(BOARD), adding_open=True))
    store.open_round(BOARD, "blind", reveal=reveal)
    with onlooker.stream() as stream:
        stream.frame()
        added = ann.add_tool("Upscaler", x=12.34, y=56.78)
        assert told(added, *SECRETS) == []
        frame = stream.until(lambda frame: len(frame["tools"]) == 1)
        assert frame["tools"] == [[added.json()["tool_id"], 0]]
        assert told(stream.bytes, *SECRETS) == []
    assert told(onlooker.get(f"/api/boards/{BOARD}"), *SECRETS) == []


# --- streams ---------------------------------------------------------------------------


@either
def test_stream_of_an_onlooker_holds_no_position(blind, store, house, onlooker):
    with onlooker.stream() as known, house.visitor().stream() as unknown:
        first = known.frame(), unknown.frame()
        house.visitor("cem").vote("t3", 12.34, 56.78)
        later = [s.until(lambda frame: frame["votes"] == 3) for s in (known, unknown)]
        for frame in (*first, *later):
            assert {len(entry) for entry in frame["tools"]} == {2}
            assert frame["recent"] == []
        assert told(known.bytes + unknown.bytes, *SECRETS) == []


@closing
def test_streams_tell_the_positions_when_the_round_closes(blind, store, onlooker):
    with onlooker.stream() as stream:
        stream.frame()
        assert told(stream.bytes, *SECRETS) == []
        store.close_round(BOARD)
        frame = stream.until(lambda frame: not frame["voting_open"])
        assert tools_of(frame) == {"t1": [0, 10.0, 90.0], "t2": [0, 95.0, 5.0], "t3": [2, 12.34, 56.78]}


@revealing
def test_stream_reveals_a_tool_after_the_voters_own_vote_and_hides_it_again(blind, onlooker):
    with onlooker.stream() as mine, onlooker.house.visitor("dee").stream() as others:
        assert tools_of(mine.frame())["t3"] == [2]
        others.frame()
        onlooker.vote("t3", 12.34, 56.78)
        frame = mine.until(lambda frame: tools_of(frame).get("t3") == [3, 12.34, 56.78])
        assert frame["full"]
        assert [len(entry) for entry in frame["tools"]] == [2, 2, 4]
        onlooker.vote("t3", kind="withdraw")
        frame = mine.until(lambda frame: tools_of(frame).get("t3") == [2])
        assert frame["full"]
        others.until(lambda frame: tools_of(frame).get("t3") == [2])
        assert told(others.bytes, *SECRETS) == []


@revealing
def test_voter_who_comes_back_sees_what_they_have_placed(blind, ann):
    with ann.stream() as stream:
        assert tools_of(stream.frame()) == {"t1": [0], "t2": [0], "t3": [2, 12.34, 56.78]}


def test_positions_vanish_from_the_stream_when_a_blind_round_opens(store, ann, onlooker):
    store.open_round(BOARD, "one")
    with onlooker.stream() as stream:
        stream.frame()
        ann.vote("t3", 50, 50)
        stream.until(lambda frame: "t3" in tools_of(frame))
        store.close_round(BOARD)
        store.open_round(BOARD, "two", reveal="after_close")
        frame = stream.until(lambda frame: frame["round"] and frame["round"]["name"] == "two")
        assert tools_of(frame) == {"t1": [0], "t2": [0], "t3": [1]}
