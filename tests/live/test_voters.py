"""Who votes: the cookie that comes back, names and branches."""

from __future__ import annotations

from dataclasses import replace
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest

from spectrum.live import VOTER_COOKIE, read_voter
from spectrum.live.pseudonyms import pseudonym
from spectrum.model import Board, Tool, Voter
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, SECRET, problem


def cookie_of(answer):
    [header] = [h for h in answer.headers.get_list("set-cookie") if h.startswith(VOTER_COOKIE)]
    return SimpleCookie(header)[VOTER_COOKIE]


def test_new_voter_gets_a_cookie_and_is_offered_a_name(house, store):
    visitor = house.visitor()
    answer = visitor.describe()
    assert answer.status_code == 200
    body = answer.json()
    cookie = cookie_of(answer)
    assert read_voter(cookie.value, SECRET) == body["voter_id"]
    assert cookie["httponly"]
    assert (cookie["samesite"].lower(), cookie["path"], cookie["secure"]) == ("lax", "/", "")
    assert body == {"voter_id": body["voter_id"], "name": pseudonym(body["voter_id"]), "branch": None}
    assert visitor.describe().json() == body
    assert store.extract(BOARD).voters.empty  # who says nothing of themselves is not written down


def test_cookie_is_secure_behind_tls(house):
    assert cookie_of(house.visitor(base="https://hall.example").describe())["secure"]


def test_voter_votes_with_the_cookie_they_were_given(house, store):
    store.open_round(BOARD, "one")
    visitor = house.visitor()
    voter_id = visitor.describe().json()["voter_id"]
    assert visitor.vote("t1", 1, 2).status_code == 201
    assert store.extract(BOARD).votes["voter_id"].tolist() == [voter_id]


def test_forged_cookie_makes_a_new_voter(house):
    answer = house.visitor().post("/api/voter", {}, cookie=f"{VOTER_COOKIE}=ann.forged")
    assert answer.json()["voter_id"] not in ("ann", "ann.forged")


def test_name_and_branch_are_kept_one_by_one(store, ann):
    assert ann.describe(name="  Ann   B. ", branch="Sound").json() == {
        "voter_id": "ann", "name": "Ann B.", "branch": "Sound"
    }  # fmt: skip
    assert ann.describe(name="Anna").json()["branch"] == "Sound"
    assert ann.describe(branch="Editing").json()["name"] == "Anna"
    assert store.voter(BOARD, "ann") == Voter("ann", "Anna", "Editing")
    assert ann.describe(name=None, branch="").json() == {
        "voter_id": "ann", "name": pseudonym("ann"), "branch": None
    }  # fmt: skip
    assert store.voter(BOARD, "ann") == Voter("ann")


def test_name_of_any_script_is_taken(ann):
    for name in ("Zoë 👩‍🎬", "数字电影", "x" * 60, "<b>&amp;</b>", "O'Hara; DROP TABLE"):
        assert ann.describe(name=name).json()["name"] == name


def test_what_cannot_be_a_name_or_branch_is_refused(store, ann):
    for name in ("x" * 61, 7, True, ["Ann"], {}, "a\x00b", "a\x7fb", "\ud800"):
        problem(ann.describe(name=name), 422, "name")
    for branch in ("Nowhere", "sound", 7, "\ud800"):
        problem(ann.describe(branch=branch), 422, "branch")
    problem(ann.describe(join_code=7), 422, "join_code")
    assert store.extract(BOARD).voters.empty


def test_voter_cannot_unblock_themselves(store, ann):
    store.save_voter(BOARD, Voter("ann", blocked_at=utc_now()))
    blocked = store.voter(BOARD, "ann")
    assert ann.describe(name="Someone else", branch="Sound").status_code == 200
    assert store.voter(BOARD, "ann") == replace(blocked, name="Someone else", branch="Sound")
    store.open_round(BOARD, "one")
    problem(ann.vote("t1", 1, 2), 403)


def test_vote_does_not_take_the_name_away(store, ann):
    ann.describe(name="Ann", branch="Sound")
    store.open_round(BOARD, "one")
    ann.vote("t1", 1, 2)
    assert store.voter(BOARD, "ann") == Voter("ann", "Ann", "Sound")


def test_who_changes_their_name_too_often_has_to_wait(ann):
    answers = [ann.describe(name=f"Ann {i}") for i in range(40)]
    assert answers[19].status_code == 200
    problem(next(answer for answer in answers if answer.status_code == 429), 429)


@pytest.fixture
def second(store):
    """Another board on the same database, in whose open round one votes with a code."""
    store.save_board(Board("second"))
    store.save_tools("second", [Tool("s1", "One of the second")])
    return store.open_round("second", "there", join_code="plum")


def test_name_and_code_are_for_the_board_that_is_named(second, store, ann):
    vote = {"vote_id": str(uuid4()), "tool_id": "s1", "x": 1, "y": 2}
    problem(ann.post("/api/boards/second/votes", vote), 403)
    assert ann.describe(board_id="second", name="Ann", join_code="plum").json()["name"] == "Ann"
    assert ann.post("/api/boards/second/votes", vote).status_code == 201
    assert store.voter("second", "ann") == Voter("ann", "Ann")
    assert store.voter(BOARD, "ann") == Voter("ann")


def test_code_is_that_of_the_servers_board_where_none_is_named(second, store, ann):
    store.open_round(BOARD, "here", join_code="fig")
    problem(ann.describe(join_code="plum"), 403)
    problem(ann.describe(board_id="second", join_code="fig"), 403)
    assert ann.describe(join_code="fig").status_code == 200


def test_board_may_have_any_id(store, ann):
    long = "a  board " * 20
    store.save_board(Board(long))
    assert ann.describe(board_id=long, name="Ann").status_code == 200
    assert store.voter(long, "ann") == Voter("ann", "Ann")


def test_board_that_there_is_not_is_refused(store, ann):
    assert "nowhere" in problem(ann.describe(board_id="nowhere", name="Ann"), 404)
    problem(ann.describe(board_id=7), 422, "board_id")
    assert store.voter(BOARD, "ann") == Voter("ann")
