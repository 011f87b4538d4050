"""Where a request comes from, and what its body may be: the same for every call."""

from __future__ import annotations

import json

import pytest

from tests.live.visiting import BOARD, Visitor, open_house, problem

CALLS = ["/api/voter", f"/api/boards/{BOARD}/votes", f"/api/boards/{BOARD}/tools"]
PUBLIC = "https://vote.example.org"


@pytest.fixture
def send(house, store):
    """Sends a body to every call that takes one; asserts that it was refused, and that nothing was stored."""
    store.open_round(BOARD, "one")
    version = store.version(BOARD)

    def to_all(body: object, status: int, **headers: object) -> None:
        for number, call in enumerate(CALLS):
            problem(house.visitor(f"v{number}").post(call, body, **headers), status)
        assert store.version(BOARD) == version

    return to_all


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"{'a': 1}", b"vote_id=1&x=2", b"\xff\xfe\xff", b"nul", b"\x00", b"{" * 3000, b"[" * 16_000],
    ids=repr,
)  # fmt: skip
def test_body_that_is_not_json_is_refused(send, body):
    send(body, 400)


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"{}"', b"NaN", b"[" * 400 + b"]" * 400], ids=repr)
def test_body_that_is_no_object_is_refused(send, body):
    send(body, 400)


def test_deep_object_is_no_harm(house, ann):
    deep = b'{"name": ' + b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"}"
    assert ann.post("/api/voter", deep).status_code in (400, 422)


def test_body_over_16_kib_is_refused_and_one_below_is_read(send, ann):
    send(b'{"description": "' + b"x" * (16 * 1024) + b'"}', 413)
    padded = json.dumps({"name": "Ann"}).encode().ljust(16 * 1024)
    assert ann.post("/api/voter", padded).status_code == 200
    problem(ann.post("/api/voter", padded + b" "), 413)


def test_large_body_is_not_read_to_its_end(house, ann):
    sent = []

    async def endless():
        while len(sent) < 1_000:
            sent.append(1)
            yield b"x" * 1024

    problem(ann.send("POST", "/api/voter", content=endless()), 413)
    assert len(sent) < 20


# --- origins -----------------------------------------------------------------------------


def voted(visitor: Visitor, **headers: str):
    return visitor.post("/api/voter", {}, **headers)


@pytest.mark.parametrize(
    "origin", ["http://hall.example", "https://hall.example", "http://HALL.example", "http://hall.example:80"]
)
def test_page_of_this_host_may_call(ann, origin):
    assert voted(ann, origin=origin).status_code == 200


def test_call_without_an_origin_is_no_browsers_and_allowed(ann):
    assert voted(ann).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://hall.example.evil.example", "http://hall.example@evil.example", "null", "",
     "http://hall.example:8080", "hall.example", "http://[", "http://é", "https://vote.example.org"],
)  # fmt: skip
def test_page_of_another_host_may_not(send, origin):
    send({}, 403, origin=origin.encode())


def test_reading_is_open_to_other_sites_as_they_cannot_see_the_answer(ann):
    assert ann.get(f"/api/boards/{BOARD}", origin="http://evil.example").status_code == 200


def test_public_address_is_an_allowed_origin(store):
    with open_house(store, public_url=PUBLIC) as house:
        inside = house.visitor(base="http://10.0.0.7:8501")
        assert voted(inside, origin=PUBLIC).status_code == 200
        assert voted(inside, origin=PUBLIC + ":443").status_code == 200
        assert voted(inside, origin="http://10.0.0.7:8501").status_code == 200
        for origin in ("https://vote.example.org:8443", "https://example.org", "http://10.0.0.7"):
            problem(voted(inside, origin=origin), 403)


def test_request_without_a_host_has_no_origin_of_its_own(house):
    problem(house.visitor().post("/api/voter", {}, origin="null", host=""), 403)
