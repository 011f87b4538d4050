"""Slow, silent and too many clients: the others' votes and frames go on, and the server ends when it is told to."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.serving import serving
from tests.faults.sockets import HALF_A_HEADER, NO_BODY, STREAM, Stream, connected
from tests.faults.voting import Voter, assert_kept, crowd
from tests.faults.watched import BLOCKED
from tests.serving import ENDED_WITHIN, Server, within

BAD = 80  # clients of each kind
ANSWERED_WITHIN = 15.0  # seconds, on a busy machine; one that waits for a bad client waits for ever
BLOCKS = 150_000  # bytes of frames after which the server waits for a client that reads nothing
FILES = 200
CONNECTIONS = 10_000


@pytest.fixture
def server(database) -> Iterator[Server]:
    with serving(database, watched=True, SPECTRUM_TICK="0.02") as running:
        yield running
    assert BLOCKED not in running.said


@pytest.fixture
def stream(server) -> Iterator[Stream]:
    with contextlib.closing(Stream(server)) as opened:
        yield opened


def assert_votes_are_answered(voter: Voter, times: int) -> None:
    for _ in range(times):
        began = time.monotonic()
        assert voter.vote().status_code == 201
        assert time.monotonic() - began < ANSWERED_WITHIN


@pytest.mark.parametrize("sent", [b"", HALF_A_HEADER, NO_BODY], ids=["silent", "half a header", "no body"])
def test_client_that_never_finishes_its_request_holds_up_nobody(server, stream, account, join, sent):
    voter = join(server)
    with connected(server, BAD, sent) as bad:
        assert_votes_are_answered(voter, 20)
        for client in bad:
            if sent == HALF_A_HEADER:
                client.sendall(b"n")  # one letter more
        assert stream.sees_a_frame()
        assert_votes_are_answered(voter, 5)
        assert server.is_healthy()
        assert server.stop() < ENDED_WITHIN
    assert "Traceback" not in server.said
    assert_kept(server.database, account)


def test_stream_that_is_never_read_holds_up_nobody_and_costs_little(server, stream, account, join):
    voter = join(server)
    with connected(server, BAD, STREAM, narrow=True):
        before = memory(server)
        with crowd(server, account, voters=6):
            assert len(stream.read(120.0, enough=BLOCKS)) >= BLOCKS
            assert_votes_are_answered(voter, 20)
            assert stream.sees_a_frame()
        assert memory(server) - before < BAD * 1_000_000  # bytes
        assert server.stop() < ENDED_WITHIN
        assert "Some clients have not closed their connections within 3 seconds." in server.said
    assert "Traceback" not in server.said
    assert not server.database.with_name("votes.duckdb.wal").exists()
    assert_kept(server.database, account)


def memory(server: Server) -> int:
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_more_connections_than_file_descriptors(database, account, join):
    """As many as come are turned away or wait; who is in goes on, and all is well when they have left."""
    with serving(database, before=("prlimit", f"--nofile={FILES}:{FILES}")) as server:
        voter = join(server)
        assert voter.vote().status_code == 201
        with contextlib.closing(Stream(server)) as stream:
            assert stream.sees_a_frame()
            for _ in range(CONNECTIONS // 1_000):
                with connected(server, 1_000, HALF_A_HEADER):
                    within(30, lambda: descriptors(server) >= FILES - 20, "the descriptors run out")
                    assert_votes_are_answered(voter, 2)
                    assert stream.sees_a_frame()
            with connected(server, 1_000, HALF_A_HEADER):
                time.sleep(6)  # quiet enough for housekeeping, which needs descriptors too
                assert_votes_are_answered(voter, 3)
                with contextlib.suppress(httpx.TransportError):  # answered or refused, but at once
                    server.get("/healthz", timeout=ANSWERED_WITHIN)
            server.wait_until_healthy()
            assert_votes_are_answered(voter, 3)
            assert stream.sees_a_frame()
        assert server.stop() < ENDED_WITHIN
        assert "Traceback" not in server.said
    assert_kept(database, account)


def descriptors(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
