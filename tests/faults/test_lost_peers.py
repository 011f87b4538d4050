"""Clients that are gone without a word, or read no more: what they hold is free again in time."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spectrum.live.lost_peers import PATIENCE
from tests.faults.serving import serving
from tests.faults.sockets import HALF_A_HEADER, STREAM, Stream, connected
from tests.faults.voting import assert_kept, crowd
from tests.faults.watched import BLOCKED
from tests.serving import Server, within

SOON = 3  # seconds, for the tests; else PATIENCE
LOST = 30  # clients
FREED_WITHIN = 90.0  # seconds, of which most go by until a client's way is full, on a busy machine
KEPT_ALIVE = 2  # how the kernel says that it will ask whether the other end is there
TICKS = 100  # of the kernel's clock in a second


@pytest.fixture
def server(database) -> Iterator[Server]:
    with serving(database, watched=True, SPECTRUM_TICK="0.02", LOST_AFTER=str(SOON)) as running:
        yield running
    assert BLOCKED not in running.said
    assert "Traceback" not in running.said


def streams(server: Server) -> int:
    """How many streams the server has open."""
    told = re.search(r"^spectrum_subscribers{.*} (\d+)", server.get("/metrics").text, re.M)
    return int(told[1]) if told else 0


def test_stream_that_nobody_reads_is_free_again_while_its_client_holds_on(server, account):
    with contextlib.closing(Stream(server)) as stream, connected(server, LOST, STREAM, narrow=True):
        within(30, lambda: streams(server) == LOST + 1, "all streams are open")
        with crowd(server, account, voters=6):
            until = time.monotonic() + FREED_WITHIN
            while streams(server) > 1 and time.monotonic() < until:
                stream.read(0.2)
            assert streams(server) == 1
            assert stream.sees_a_frame()
    server.stop()
    assert_kept(server.database, account)


@pytest.mark.parametrize("sent", [b"", HALF_A_HEADER, STREAM], ids=["silent", "half a header", "stream"])
def test_client_is_asked_whether_it_is_there(database, sent):
    """The kernel lets go of one that does not answer, which no test can keep a kernel from doing."""
    with serving(database) as server, connected(server, 1, sent) as [client]:
        time.sleep(0.5)
        kind, due = timer(server, client.getsockname()[1])
        assert kind == KEPT_ALIVE
        assert 0 < due <= PATIENCE


def timer(server: Server, port: int) -> tuple[int, float]:
    """What the kernel waits for at the server's end of a connection, and the seconds until then."""
    here, there = f":{server.port:04X}", f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, _, waits, *_ = line.split()
        if local.endswith(here) and remote.endswith(there):
            kind, due = waits.split(":")
            return int(kind, 16), int(due, 16) / TICKS
    raise AssertionError("the server has no such connection")
