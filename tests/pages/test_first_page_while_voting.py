"""The first page while people vote: figures that many share are at most a moment old."""

from __future__ import annotations

import pytest

from spectrum.ui import moments
from tests.pages.looking import BOARD, listed, words

PAGE = "average.py"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, store) -> list[float]:
    """The time of the monotonic clock in seconds, which the test sets; figures may be a second old."""
    now = [100.0]
    monkeypatch.setattr(moments, "FRESH_FOR", 1.0)
    monkeypatch.setattr(moments, "monotonic", lambda: now[0])
    store.open_round(BOARD, "now")
    return now


def test_votes_of_one_second_are_drawn_together(visit, store, vote, clock):
    store.append([vote("t1", "ann", 20, 30)])
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1
    clock[0] += 0.9
    store.append([vote("t1", "bob", 40, 50)])
    at = visit(PAGE)
    assert listed(at).loc["Denoise", "n"] == 1
    assert "1 vote by 1 voter" in words(at)  # the sentence is of the same moment as the chart
    clock[0] += 0.2
    at = visit(PAGE)
    assert listed(at).loc["Denoise", "n"] == 2
    assert "2 votes by 2 voters" in words(at)


def test_figures_count_from_when_they_are_ready(visit, store, vote, clock, monkeypatch):
    """A board so large that summing it up takes longer than a moment; it is then shown three times as long."""
    made, sum_up = [], store.positions

    def slowly(*arguments):
        made.append(1)
        clock[0] += 5
        return sum_up(*arguments)

    monkeypatch.setattr(store, "positions", slowly)
    store.append([vote("t1", "ann", 20, 30)])
    visit(PAGE)
    clock[0] += 14.9
    store.append([vote("t1", "bob", 40, 50)])
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1
    assert made == [1]
    clock[0] += 0.2
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 2
    assert made == [1, 1]


def test_first_vote_after_a_pause_is_shown_at_once(visit, store, vote, clock):
    visit(PAGE)
    clock[0] += 60
    store.append([vote("t1", "ann", 20, 30)])
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1


def test_what_a_blind_round_hides_is_hidden_at_once(visit, store, vote, clock):
    store.append([vote("t1", "ann", 20, 30)])
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1
    store.close_round(BOARD)
    store.open_round(BOARD, "secret", reveal="after_close")
    store.append([vote("t1", "bob", 40, 50)])
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1
    clock[0] += 2
    assert listed(visit(PAGE)).loc["Denoise", "n"] == 1


def test_other_pages_have_every_vote(visit, store, vote, clock):
    store.append([vote("t1", "ann", 20, 30)])
    visit(PAGE)
    store.append([vote("t1", "bob", 40, 50)])
    assert "2 votes" in words(visit("distribution.py", tool="t1"))
