"""Votes that are refused: nothing is stored, and the visitor is told."""

from __future__ import annotations

from datetime import datetime

import pytest

from spectrum.errors import StoreUnavailable
from spectrum.model import Tool, Voter
from spectrum.store import Store
from tests.pages.looking import BOARD, errors, fail, log, placed, press, vote_at, words


def test_closed_board_shows_no_form(visit, store):
    store.open_round(BOARD, "one")
    store.close_round(BOARD)
    at = visit("vote.py")
    assert "Nobody can vote at the moment" in words(at)
    assert not at.button
    assert not at.slider


def test_vote_after_the_round_closed_is_not_stored(visit, store):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t1")
    store.close_round(BOARD)
    vote_at(at, "t1", 20.0, 30.0)
    assert log(store).empty
    assert not at.success
    assert "Nobody can vote at the moment" in words(at)


@pytest.fixture
def closing(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A board whose round closes in the moment in which a vote arrives."""
    store.open_round(BOARD, "Tuesday")
    append = store.append

    def close_first(ballots):
        if any(round_.is_open for round_ in store.rounds(BOARD)):
            store.close_round(BOARD)
        return append(ballots)

    monkeypatch.setattr(store, "append", close_first)
    return store


def test_vote_while_the_round_closes_is_not_stored(visit, closing):
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    assert log(closing).empty
    assert not at.success


def test_visitor_is_told_that_the_round_closed_while_the_vote_arrived(visit, closing):
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    assert "Round 'Tuesday' is closed, so this vote was not saved" in words(at)


def test_visitor_is_told_that_the_round_closed_before_the_press(visit, closing):
    at = visit("vote.py", tool="t1")
    closing.close_round(BOARD)
    vote_at(at, "t1", 20.0, 30.0)
    assert "not saved" in words(at)


@pytest.mark.parametrize("label", ["Withdraw", "Change"])
def test_press_beside_an_own_vote_after_the_round_closed_changes_nothing(visit, store, label):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    store.close_round(BOARD)
    press(at, label)
    assert placed(store, "t1") == [(20.0, 30.0)]
    assert ("not saved" in words(at)) == (label == "Withdraw")


def test_refusal_of_one_round_is_not_told_in_the_next(visit, closing):
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    closing.open_round(BOARD, "Wednesday")
    at.run()
    assert not at.error


def test_refused_vote_is_said_and_can_be_sent_again(visit, store, monkeypatch):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t1")
    with monkeypatch.context() as broken:
        broken.setattr(store, "append", fail)
        vote_at(at, "t1", 20.0, 30.0)
    assert errors(at) == [str(StoreUnavailable("the disk is gone"))]
    assert not at.success
    assert log(store).empty
    assert at.slider(key="x_t1").value == 20.0
    press(at, "Vote")
    assert placed(store, "t1") == [(20.0, 30.0)]


def test_blocked_voter_is_told_so_and_nothing_is_stored(visit, store):
    store.open_round(BOARD, "one")
    at = vote_at(visit("vote.py", tool="t1"), "t1", 20.0, 30.0)
    voter = log(store)["voter_id"][0]
    store.save_voter(BOARD, Voter(voter, blocked_at=datetime(2026, 1, 1)))
    vote_at(at, "t1", 60.0, 70.0)
    assert "paused your votes" in words(at)
    assert len(log(store)) == 1


def test_vote_on_a_tool_that_was_just_hidden_is_not_stored(visit, store):
    store.open_round(BOARD, "one")
    at = visit("vote.py", tool="t1")
    store.save_tools(BOARD, [Tool("t1", "Denoise", number=1, status="hidden")])
    vote_at(at, "t1", 20.0, 30.0)
    assert log(store).empty
    assert not at.success
