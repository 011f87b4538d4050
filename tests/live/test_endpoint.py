"""What all calls of the API share: methods, addresses that lead nowhere, cookies in odd forms."""

from __future__ import annotations

import json

import pytest

from spectrum.errors import ReadingBroken, StoreUnavailable
from spectrum.live import VOTER_COOKIE
from spectrum.live.identity import sign_voter
from tests.live.visiting import BOARD, SECRET, open_house, problem

READ = [f"/api/boards/{BOARD}", f"/api/boards/{BOARD}/live", "/api/openapi.json"]
WRITE = ["/api/voter", f"/api/boards/{BOARD}/votes", f"/api/boards/{BOARD}/tools"]


@pytest.mark.parametrize("path", READ)
def test_what_is_read_takes_no_other_method(ann, path):
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = ann.send(method, path)
        problem(answer, 405)
        assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", WRITE)
def test_what_is_written_takes_no_other_method(ann, path):
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = ann.send(method, path)
        problem(answer, 405)
        assert answer.headers["allow"] == "POST"
    assert ann.send("HEAD", path).status_code == 405


@pytest.mark.parametrize("path", READ)
def test_head_is_answered_like_get_without_a_body(ann, path):
    answer = ann.send("HEAD", path)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/boards", "/api/boards/", "/api/voters", f"/api/boards/{BOARD}/", f"/api/boards/{BOARD}/vote",
     f"/api/boards/{BOARD}/votes/1", f"/api/boards/{BOARD}%2Fvotes/x", "/api//boards/board", "/api/ü%00"],
)  # fmt: skip
def test_address_that_leads_nowhere_is_told_so_by_any_method(ann, path):
    for method in ("GET", "POST", "DELETE"):
        assert "openapi.json" in problem(ann.send(method, path), 404)
    assert ann.send("HEAD", path).status_code == 404


@pytest.mark.parametrize(
    "board", ["bord", "BOARD", "%00", "ü", "%F0%9F%8E%AC", "a%20b", "'--", "%", "%ff", "." * 3, "x" * 3000]
)
def test_board_that_is_not_there_is_told_with_those_that_are(house, ann, board):  # fmt: skip
    assert "'board'" in problem(ann.get(f"/api/boards/{board}"), 404)
    assert "'board'" in problem(ann.get(f"/api/boards/{board}/live"), 404)
    assert set(house.hall._rooms) <= {BOARD}


def test_unknown_board_comes_before_the_missing_cookie(house):
    problem(house.visitor().post("/api/boards/bord/votes", {}), 404)


@pytest.mark.parametrize(
    "cookies",
    [
        [f"{VOTER_COOKIE}=forged", f"{VOTER_COOKIE}={sign_voter('ann', SECRET)}"],
        ["theme=dark", f"{VOTER_COOKIE}={sign_voter('ann', SECRET)}"],
        [f"{VOTER_COOKIE}=forged; {VOTER_COOKIE}={sign_voter('ann', SECRET)}"],
        [f'prefs={{"a": "é"}}; {VOTER_COOKIE}={sign_voter("ann", SECRET)}'],
    ],
    ids=["twice", "in two headers", "twice in one", "beside odd ones"],
)
def test_cookie_is_found_in_whatever_form_it_comes(house, cookies):
    headers = [(b"cookie", cookie.encode()) for cookie in cookies]
    answer = house.visitor().send("GET", f"/api/boards/{BOARD}", headers=headers)
    assert answer.json()["voter"]["voter_id"] == "ann"


def test_headers_of_any_bytes_are_no_harm(house):
    odd = bytes(range(128, 256))
    headers = [(b"cookie", odd), (b"accept-encoding", odd), (b"if-none-match", odd), (b"x-odd", odd)]
    for path in (f"/api/boards/{BOARD}", "/join", "/canvas/room.js", "/sign-in", "/healthz"):
        assert house.visitor().send("GET", path, headers=headers).status_code == 200
    headers.append((b"origin", odd))
    problem(house.visitor().send("POST", "/api/voter", content=b"{}", headers=headers), 403)


def test_store_that_is_being_opened_again_is_told_with_a_time_to_come_back(store):
    failing = []

    def find():
        if failing:
            raise StoreUnavailable("it is being opened again")
        return store

    with open_house(find) as house:
        store.open_round(BOARD, "one")
        ann = house.visitor("ann")
        failing.append(True)
        for answer in (ann.vote("t1", 1, 2), ann.get(READ[0]), ann.describe(name="Ann"), ann.get("/healthz")):
            assert "opened again" in problem(answer, 503)
        problem(ann.get("/api/boards/unknown"), 503)
        failing.clear()
        assert ann.vote("t1", 1, 2).status_code == 201


def test_reading_that_another_change_broke_is_made_once_more(ann, house, monkeypatch):
    failures = []

    async def look_for(board_id):
        if failures:
            raise failures.pop()

    ann.get(READ[0])
    monkeypatch.setattr(house.hall, "look_for", look_for)
    broken = ReadingBroken("The disk is full.")
    failures += [broken]
    assert ann.get(READ[0]).status_code == 200
    failures += [broken, broken]
    assert problem(ann.get(READ[0]), 503) == "The disk is full."
    assert failures == []
    failures += [broken, broken]
    problem(ann.vote("t1", 1, 2), 503)
    assert failures == [broken]  # what writes is not done twice unasked


def test_bug_is_not_taken_for_a_refusal(store):
    def find():
        return 1 / 0

    with pytest.raises(ZeroDivisionError), open_house(find):
        pass


def test_answers_are_json_that_any_reader_takes(ann, store):
    store.open_round(BOARD, "one")
    ann.vote("t3", 1, None)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(ann.get(f"/api/boards/{BOARD}").content, parse_constant=refuse)
