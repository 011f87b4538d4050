"""Rounds, and what anyone but the organiser may see while one is open."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spectrum.errors import InvalidSetting, NoSuchBoard, NotFound, RoundAlreadyOpen, RoundNameTaken
from spectrum.model import Selection

BOARD = "board"


def counts(store, selection):
    return dict(zip(*(store.positions(selection)[column] for column in ("tool_id", "n")), strict=True))


def test_second_round_waits_for_the_first_to_close(store):
    store.open_round(BOARD, "one")
    with pytest.raises(RoundAlreadyOpen, match="one"):
        store.open_round(BOARD, "two")
    store.close_round(BOARD)
    assert store.open_round(BOARD, "two").is_open


def test_round_has_a_name_of_its_own(store):
    store.open_round(BOARD, "one")
    store.close_round(BOARD)
    with pytest.raises(RoundNameTaken, match="'one'"):
        store.open_round(BOARD, "one")


def test_closing_without_an_open_round_is_refused(store):
    with pytest.raises(NotFound, match="No round is open"):
        store.close_round(BOARD)


def test_round_on_an_unknown_board_is_refused_with_the_boards_that_are_there(store):
    with pytest.raises(NoSuchBoard, match="'board'"):
        store.open_round("bord", "one")


def test_cumulative_round_goes_on_with_earlier_votes(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two")
    store.append([vote("t1", "bob", 3, 4)])
    assert counts(store, store.public_view(BOARD)) == {"t1": 2}


def test_fresh_round_shows_its_own_votes_and_forgets_earlier_y(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2), vote("t2", "ann", 3, 4)])
    store.close_round(BOARD)
    fresh = store.open_round(BOARD, "two", start="fresh")
    store.append([vote("t1", "ann", 50)])
    view = store.public_view(BOARD)
    assert view == Selection(BOARD, round_id=fresh.round_id)
    assert counts(store, view) == {"t1": 1}
    assert math.isnan(store.current_votes(view, "t1")["y"][0])
    assert counts(store, Selection(BOARD)) == {"t1": 1, "t2": 1}
    assert store.verify(BOARD).agrees


def test_y_forgotten_in_a_fresh_round_stays_forgotten_in_the_next(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    store.append([vote("t1", "ann", 50)])
    store.close_round(BOARD)
    store.open_round(BOARD, "three")
    store.append([vote("t1", "ann", 60)])
    assert math.isnan(store.current_votes(Selection(BOARD), "t1")["y"][0])
    assert store.verify(BOARD).agrees


@pytest.mark.parametrize("reveal", ["after_close", "after_own_vote"])
def test_blind_round_shows_the_board_as_of_its_opening(store, vote, reveal):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", reveal=reveal)
    store.append([vote("t1", "ann", 90, 90), vote("t1", "bob", 80, 80), vote("t2", "bob", 3, 4)])
    seen = store.positions(store.public_view(BOARD))
    assert seen["tool_id"].tolist() == ["t1"]
    assert seen["mean_x"].tolist() == [1.0]
    store.close_round(BOARD)
    assert counts(store, store.public_view(BOARD)) == {"t1": 2, "t2": 1}


def test_past_round_has_its_own_current_votes(store, vote):
    first = store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2), vote("t1", "bob", 3, 4)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two")
    store.append([vote("t1", "ann", 50, 60)])
    seen = store.current_votes(Selection(BOARD, round_id=first.round_id), "t1")
    assert dict(zip(seen["voter_id"], seen["x"], strict=True)) == {"ann": 1.0, "bob": 3.0}


def test_end_of_the_open_round_is_moved_and_taken_away_and_noted(store, organiser):
    now = datetime.now(UTC).replace(tzinfo=None)
    round_ = organiser.open_round("one", closes_at=now + timedelta(minutes=5), join_code="plum")
    later = now + timedelta(minutes=9)
    assert organiser.time_round(round_.round_id, later).closes_at == later
    assert store.rounds(BOARD)[0].closes_at == later
    organiser.time_round(round_.round_id, None)
    assert store.rounds(BOARD)[0] == replace(round_, closes_at=None)
    last, first, _ = organiser.audit()
    assert (first.action, first.before["closes_at"], first.after["closes_at"]) == (
        "time_round", f"{round_.closes_at.isoformat()}Z", f"{later.isoformat()}Z",
    )  # fmt: skip
    assert (last.who, last.after) == ("session 1", {"closes_at": None})


def test_end_that_is_over_is_refused(store, organiser):
    round_ = organiser.open_round("one")
    with pytest.raises(InvalidSetting, match="later than now"):
        organiser.time_round(round_.round_id, datetime(2020, 1, 1))
    assert store.rounds(BOARD)[0].closes_at is None


def test_action_on_a_round_that_is_over_leaves_the_next_one_alone(store, organiser):
    first = organiser.open_round("one")
    organiser.close_round(first.round_id)
    with pytest.raises(NotFound, match="No round is open"):
        organiser.time_round(first.round_id, None)
    organiser.open_round("two")
    for action in (
        lambda: organiser.close_round(first.round_id),
        lambda: organiser.time_round(first.round_id, None),
    ):
        with pytest.raises(NotFound, match="'two' is open now"):
            action()
    assert [round_.name for round_ in store.rounds(BOARD) if round_.is_open] == ["two"]


def test_live_votes_are_counted_by_minute(store, vote, monkeypatch):
    store.open_round(BOARD, "one")
    now = datetime.now(UTC).replace(tzinfo=None)
    for ago, voters in ((150, ("ann",)), (30, ("bob", "cleo")), (0, ("dan",))):
        monkeypatch.setattr(store._ballots, "_now", lambda at=now - timedelta(seconds=ago): at)
        store.append([vote("t1", voter, 1, 2) for voter in voters])
    monkeypatch.setattr(store, "_now", lambda: now)
    assert store.votes_by_minute(BOARD, 4) == [0, 1, 0, 3]
    assert store.votes_by_minute("another", 2) == [0, 0]
