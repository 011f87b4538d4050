"""Rounds, and what anyone but the organiser may see while one is open."""

from __future__ import annotations

import math

import pytest

from spectrum.errors import NoSuchBoard, NotFound, RoundAlreadyOpen, RoundNameTaken
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
