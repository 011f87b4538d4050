"""Join codes: who has given the round's code may vote, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from spectrum.live.admission import ADMISSION_COOKIE, code_fits
from spectrum.model import Round
from tests.live.visiting import BOARD, problem


@pytest.fixture
def wombat(store):
    store.save_board(replace(store.board(BOARD), adding_open=True))
    return store.open_round(BOARD, "one", join_code="Wombat 7")


def test_round_with_a_code_refuses_whoever_has_not_given_it(wombat, store, ann):
    assert "join code" in problem(ann.vote("t1", 1, 2), 403)
    problem(ann.vote("t1", kind="unsure"), 403)
    problem(ann.add_tool("Upscaler"), 403)
    assert ann.board()["round"]["code_accepted"] is False
    assert store.extract(BOARD).votes.empty
    assert len(store.tools(BOARD)) == 3


def test_code_opens_the_round(wombat, ann):
    answer = ann.describe(join_code=" wombat  7 ")
    assert answer.status_code == 200
    assert "7" not in answer.json()["name"]
    cookie = next(h for h in answer.headers.get_list("set-cookie") if h.startswith(ADMISSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ann.board()["round"]["code_accepted"] is True
    assert ann.vote("t1", 1, 2).status_code == 201
    assert ann.add_tool("Upscaler").status_code == 201


def test_new_voter_can_give_the_code_with_their_first_call(wombat, house):
    visitor = house.visitor()
    assert visitor.describe(name="Ann", join_code="WOMBAT 7").status_code == 200
    assert visitor.vote("t1", 1, 2).status_code == 201


@pytest.mark.parametrize("code", ["wombat", "Wombat 77", "7", "ẞ", "x" * 60])
def test_wrong_code_is_refused_and_changes_nothing(wombat, store, ann, code):
    problem(ann.describe(name="Ann", join_code=code), 403)
    assert store.extract(BOARD).voters.empty
    problem(ann.vote("t1", 1, 2), 403)


def test_code_is_of_one_round_and_one_voter(wombat, store, ann, bob):
    ann.describe(join_code="wombat 7")
    bob.cookies.set(ADMISSION_COOKIE, ann.cookies[ADMISSION_COOKIE])
    problem(bob.vote("t1", 1, 2), 403)
    store.close_round(BOARD)
    store.open_round(BOARD, "two", join_code="wombat 7")
    problem(ann.vote("t1", 1, 2), 403)
    ann.describe(join_code="wombat 7")
    assert ann.vote("t1", 1, 2).status_code == 201


def test_forged_admission_is_none(wombat, ann):
    for value in (f"ann/{wombat.round_id}", f"ann/{wombat.round_id}.x", "a/b/c", "x"):
        ann.cookies.set(ADMISSION_COOKIE, value)
        problem(ann.vote("t1", 1, 2), 403)


def test_code_where_none_is_asked_for_is_ignored(store, ann):
    assert ann.describe(join_code="wombat").status_code == 200
    store.open_round(BOARD, "one")
    assert ann.describe(join_code="wombat").status_code == 200
    assert ann.board()["round"]["code_accepted"] is True


def test_codes_cannot_be_tried_one_after_the_other(wombat, house):
    """Once too many were wrong, the right one is not looked at either."""
    guesser = house.visitor()
    answers = [guesser.describe(join_code=str(i)).status_code for i in range(100)]
    assert set(answers) == {403}
    for _ in range(20):
        answer = guesser.describe(join_code="no")
        if answer.status_code == 429:
            break
    problem(answer, 429)
    limit = house.hall.codes_of_address
    limit._buckets[guesser.address] = (0.0, limit._clock() + 3600)  # as if it had just been used up
    problem(guesser.describe(join_code="wombat 7"), 429)
    assert house.visitor(address="10.9.9.9").describe(join_code="wombat 7").status_code == 200


def test_code_is_compared_without_case_and_spare_blanks():
    round_ = Round("r", "one", datetime(2026, 1, 1), join_code=" Straße  5 ")
    assert code_fits("STRASSE 5", round_)
    assert not code_fits("strasse5", round_)
    assert not code_fits("", round_)
