"""Frames as they go over the wire, from states that are made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from spectrum.live.frames import Frame, RoomState, state_of, utc_text
from spectrum.model import Board, Round, Tally, Tool
from spectrum.store import Placement, RoomReading
from tests.live.visiting import tools_of

ROUND = Round("r1", "one", datetime(2026, 1, 1))
TOOLS = (
    Tool("t1", "Denoise", 1, seed_x=10.0, seed_y=90.0),
    Tool("t2", "Text to film", 2),
    Tool("t3", "Pünktchen “ß”", 3, seed_x=50.0),
)


def state(version: int = 1, *, weight: float = 2.0, **changed: object) -> RoomState:
    reading = RoomReading(
        board=Board("board", anchor_weight=weight),
        tools=TOOLS,
        open_round=ROUND,
        last_round=ROUND,
        tallies={"t1": Tally(2, 1, 40.0, 30.0), "t2": Tally(3, 0, 100 / 3, None)},
        voters=3,
        votes=5,
        last_seq=10,
        recent=(),
    )
    return state_of(replace(reading, **changed), version)  # type: ignore[arg-type]


def read(frame: bytes) -> dict[str, object]:
    head, data, *rest = frame.decode().split("\n")
    assert (head, rest) == ("event: frame", ["", ""])
    return json.loads(data.removeprefix("data: "))


def test_full_frame_tells_all():
    frame = read(Frame(1, state(), None).encoded(full=True))
    assert isinstance(frame.pop("sent_at"), float)
    assert isinstance(frame.pop("catalogue"), int)
    assert frame == {
        "version": 1,
        "full": True,
        "round": {
            "id": "r1", "name": "one", "reveal": "live", "start": "cumulative", "closes_at": None,
            "join_code_needed": False,
        },
        "voting_open": True,
        "adding_open": False,
        "voters": 3,
        "votes": 5,
        "tools": [["t1", 2, 25.0, 70.0], ["t2", 3, 33.33, None], ["t3", 0, 50.0, None]],
        "recent": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "place"), [(0.0, [2, 40.0, 30.0]), (2.0, [2, 25.0, 70.0]), (1e9, [2, 10.0, 90.0])]
)
def test_position_is_drawn_to_the_seed_by_the_anchor_weight(weight, place):
    frame = read(Frame(1, state(weight=weight), None).encoded(full=True))
    assert tools_of(frame)["t1"] == place


def test_delta_tells_what_changed():
    before = state()
    after = state(2, tallies={"t1": Tally(2, 1, 40.0, 30.0), "t2": Tally(4, 1, 50.0, 1.005)}, votes=6)
    frame = read(Frame(2, after, before).encoded(full=False))
    assert (frame["full"], frame["votes"]) == (False, 6)
    assert frame["tools"] == [["t2", 4, 50.0, 1.0]]
    assert len(read(Frame(2, after, before).encoded(full=True))["tools"]) == 3


def test_first_frame_is_full_whatever_is_asked_for():
    assert read(Frame(1, state(), None).encoded(full=False))["full"] is True


def test_all_tools_are_told_again_when_others_may_see_them():
    closed = state(2, open_round=None)
    for before, after in (
        (state(), closed),
        (closed, state(3)),
        (state(open_round=replace(ROUND, reveal="after_close")), closed),
        (state(), state(2, open_round=replace(ROUND, round_id="r2"))),
    ):
        assert len(read(Frame(2, after, before).encoded(full=False))["tools"]) == 3
    assert read(Frame(2, state(2), state()).encoded(full=False))["tools"] == []


def test_closed_board_has_no_round():
    frame = read(Frame(1, state(open_round=None), None).encoded(full=True))
    assert (frame["round"], frame["voting_open"]) == (None, False)
    assert tools_of(frame)["t1"] == [2, 25.0, 70.0]


@pytest.mark.parametrize("placed", [frozenset(), frozenset({"t1"}), frozenset({"t1", "t2", "t3"})])
def test_round_that_reveals_after_closing_tells_counts_alone(placed):
    blind = state(open_round=replace(ROUND, reveal="after_close"))
    frame = read(Frame(1, blind, None).encoded(full=True, placed=placed))
    assert frame["tools"] == [["t1", 2], ["t2", 3], ["t3", 0]]
    assert blind.entry("t1", placed) == ["t1", 2]
    assert not blind.sees("t1", placed)


def test_round_that_reveals_after_own_vote_tells_each_voter_their_tools():
    blind = Frame(1, state(open_round=replace(ROUND, reveal="after_own_vote")), None)
    assert read(blind.encoded(full=True))["tools"] == [["t1", 2], ["t2", 3], ["t3", 0]]
    seen = read(blind.encoded(full=True, placed=frozenset({"t2"})))
    assert seen["tools"] == [["t1", 2], ["t2", 3, 33.33, None], ["t3", 0]]
    assert read(blind.encoded(full=True))["tools"] == [["t1", 2], ["t2", 3], ["t3", 0]]


def test_recent_votes_are_those_since_the_frame_before_in_live_rounds_alone():
    votes = (Placement(12, "t2", 3.0, None), Placement(11, "t1", 1.0, 2.0), Placement(10, "t1", 9.0, 9.0))
    after = state(2, last_seq=12, recent=votes)
    frame = Frame(2, after, state())
    assert read(frame.encoded(full=False))["recent"] == [["t2", 3.0, None], ["t1", 1.0, 2.0]]
    assert read(frame.encoded(full=True))["recent"] == []
    for round_ in (
        None,
        replace(ROUND, reveal="after_close"),
        replace(ROUND, reveal="after_own_vote"),
    ):
        hidden = state(2, last_seq=12, recent=votes, open_round=round_)
        for before in (state(), state(open_round=round_)):
            assert read(Frame(2, hidden, before).encoded(full=False))["recent"] == []


def test_join_code_and_closing_time_are_told_as_far_as_they_may_be():
    round_ = replace(ROUND, join_code="wombat", closes_at=datetime(2026, 1, 1, 12, 30))
    encoded = Frame(1, state(open_round=round_), None).encoded(full=True)
    assert b"wombat" not in encoded
    told = read(encoded)["round"]
    assert (told["join_code_needed"], told["closes_at"]) == (True, "2026-01-01T12:30:00.000Z")
    assert utc_text(None) is None


def test_name_with_line_breaks_does_not_break_the_stream():
    round_ = replace(ROUND, name="one\n\nevent: frame\r\ndata: {}")
    assert read(Frame(1, state(open_round=round_), None).encoded(full=True))["round"]["name"] == round_.name
