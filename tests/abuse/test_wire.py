"""Bytes on the wire that are no fair HTTP: too many, too slow, packed, cut off, or two requests in one."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import ExitStack
from uuid import uuid4

import pytest

from spectrum.live import VOTER_COOKIE
from tests.abuse.attack import TOOL, VOTES, Target, everything, exchange, genuine_cookie, statuses

HEAD = f"POST {VOTES} HTTP/1.1\r\nHost: hall\r\nCookie: {VOTER_COOKIE}={genuine_cookie()}\r\n"
GIGABYTE = 2**30
HALF_OPEN = 300  # connections that say nothing more


def test_body_that_is_announced_as_huge_is_refused_without_being_read(wire: socket.socket) -> None:
    answer = exchange(wire, f"{HEAD}Content-Length: {GIGABYTE}\r\n\r\n".encode() + b" " * 20_000)
    assert statuses(answer) == [413]


def test_body_in_chunks_without_an_end_is_refused(wire: socket.socket) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    answer = exchange(wire, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 5)
    assert statuses(answer) == [413]


def test_fair_vote_in_chunks_is_taken(wire: socket.socket) -> None:
    body = json.dumps({"vote_id": str(uuid4()), "tool_id": TOOL, "x": 1, "y": 2}).encode()
    chunks = b"".join(b"1\r\n" + body[i : i + 1] + b"\r\n" for i in range(len(body)))
    answer = exchange(wire, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n")
    assert statuses(answer) == [201]


def test_packed_body_is_not_unpacked(target: Target) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    assert len(bomb) < 16_384
    headers = {"content-encoding": "gzip", "cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    answer = target.send("POST", VOTES, content=bomb, headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (400, "Not JSON")


def test_deep_and_wide_bodies_are_refused(target: Target) -> None:
    cookie = {"cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    for body in (
        b"[" * 16_000,
        b'{"a":' * 3_000,
        b'{"x":' + b"9" * 16_000 + b"}",
        b"\xff\xfe",
        b'"' * 16_000,
    ):
        assert target.send("POST", VOTES, content=body, headers=cookie).status_code in (400, 422)


def test_slow_and_half_open_clients_keep_nobody_from_voting(target: Target) -> None:
    with ExitStack() as stack:
        for number in range(HALF_OPEN):
            connection = stack.enter_context(socket.create_connection((target.host, target.port), timeout=10))
            begun = (b"", b"GET /join HT", f"{HEAD}Content-Length: 100\r\n\r\n{{".encode())[number % 3]
            connection.sendall(begun)
        assert [target.vote(genuine_cookie()).status_code for _ in range(20)] == [201] * 20


def test_client_that_reads_nothing_is_left_alone(target: Target) -> None:
    with socket.create_connection((target.host, target.port), timeout=10) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.sendall(b"GET /api/openapi.json HTTP/1.1\r\nHost: hall\r\n\r\n" * 200)
        assert target.vote(genuine_cookie()).status_code == 201


# --- two requests in one ----------------------------------------------------------------------

SECOND = b"GET /healthz HTTP/1.1\r\nHost: hall\r\n\r\n"


def body_and(header: str, body: bytes = b"0\r\n\r\n" + SECOND) -> bytes:
    return f"{HEAD}{header}\r\n\r\n".encode() + body


SMUGGLED = {
    "two lengths": body_and(f"Content-Length: 5\r\nContent-Length: {5 + len(SECOND)}"),
    "lengths with a comma": body_and("Content-Length: 5, 6"),
    "length and chunks": body_and(f"Content-Length: {5 + len(SECOND)}\r\nTransfer-Encoding: chunked"),
    "chunks and length": body_and("Transfer-Encoding: chunked\r\nContent-Length: 4"),
    "negative length": body_and("Content-Length: -1"),
    "length with a sign": body_and("Content-Length: +5"),
    "length in hexadecimal": body_and("Content-Length: 0x5"),
    "length of many digits": body_and("Content-Length: " + "9" * 40),
    "unknown coding": body_and("Transfer-Encoding: xchunked"),
    "chunked not last": body_and("Transfer-Encoding: chunked, identity"),
    "blank before the colon": body_and("Transfer-Encoding : chunked"),
    "folded header": body_and("Transfer-Encoding:\r\n chunked"),
    "NUL in a header": body_and("Transfer-Encoding: chunked\x00"),
    "bad chunk size": body_and("Transfer-Encoding: chunked", b"zz\r\n" + SECOND),
    "chunk size that overflows": body_and("Transfer-Encoding: chunked", b"f" * 17 + b"\r\n" + SECOND),
}


@pytest.mark.parametrize("request_", SMUGGLED.values(), ids=SMUGGLED)
def test_no_second_request_hides_in_the_first(wire: socket.socket, request_: bytes) -> None:
    answer = exchange(wire, request_, patience=2)
    assert b'"status":"ok"' not in answer
    assert [status for status in statuses(answer) if status < 400 or status >= 500] == []


NO_HTTP = {
    "noise": bytes(range(256)) * 4,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "method of its own": b"HACK / HTTP/1.1\r\nHost: hall\r\n\r\n",
    "header without an end": b"GET /join HTTP/1.1\r\nX: " + b"a" * 1_000_000,
    "address of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: hall\r\n\r\n",
    "another proxy's address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
}


@pytest.mark.parametrize("request_", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_no_harm(target: Target, wire: socket.socket, request_: bytes) -> None:
    answer = exchange(wire, request_, patience=2)
    assert [status for status in statuses(answer) if status >= 500] == []
    assert b"Traceback" not in answer
    assert target.send("GET", "/healthz").status_code == 200


def test_answers_end_where_they_say(wire: socket.socket) -> None:
    """Two fair requests on one connection get two answers, so that the tests above would see a second one."""
    wire.sendall(SECOND * 2)
    assert statuses(everything(wire, 3)) == [200, 200]
