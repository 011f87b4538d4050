"""A flood from one address while a shared Wi-Fi goes on voting, on a server with its usual limits."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from uuid import uuid4

import httpx
import pytest

from spectrum.live import VOTER_COOKIE
from tests.abuse.attack import BOARD, SECRET, TOOL, VOTES, Target, genuine_cookie
from tests.abuse.conftest import open_to_all
from tests.browser.conftest import serving

ATTACKER, WIFI = "127.0.0.2", "127.0.0.3"
PATIENCE = 5.0  # seconds within which 95 of 100 votes are answered, on a machine that floods itself
SECONDS = 6.0
VOTERS = 40  # who share the Wi-Fi and vote once a second

# As fast as one process can: 32 connections, requests sent before the answers are read.
FLOOD = """
import socket, sys, threading, time
port, seconds, source = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
request = bytes.fromhex(sys.argv[4])
ends, counts, lock = time.monotonic() + seconds, [0, 0], threading.Lock()
def one():
    while time.monotonic() < ends:
        try:
            with socket.create_connection(("127.0.0.1", port), 5, (source, 0)) as wire:
                while time.monotonic() < ends:
                    wire.sendall(request * 8)
                    found = wire.recv(1 << 20)
                    if not found:
                        break
                    with lock:
                        counts[0] += found.count(b"HTTP/1.1 ")
                        counts[1] += found.count(b"HTTP/1.1 429")
        except OSError:
            pass
threads = [threading.Thread(target=one) for _ in range(32)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(*counts)
"""
REQUESTS = {
    "votes": f"POST {VOTES} HTTP/1.1\r\nHost: hall\r\nContent-Length: 2\r\n\r\n{{}}",
    "boards": f"GET /api/boards/{BOARD} HTTP/1.1\r\nHost: hall\r\n\r\n",
    "light pages": "GET /join HTTP/1.1\r\nHost: hall\r\n\r\n",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with the limits that it has by default."""
    database = tmp_path_factory.mktemp("hall") / "votes.duckdb"
    open_to_all(database)
    with serving(database, SPECTRUM_SECRET=SECRET) as site:
        yield Target(site.url)


def fair_voter(hall: Target) -> list[tuple[int, float]]:
    """Votes once a second from the Wi-Fi: each answer's status, and how long it took."""
    ends, answers = time.monotonic() + SECONDS, []
    headers = {"cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    transport = httpx.HTTPTransport(local_address=WIFI)
    with httpx.Client(transport=transport, base_url=hall.url, trust_env=False, timeout=20) as client:
        while (began := time.monotonic()) < ends:
            body = {"vote_id": str(uuid4()), "tool_id": TOOL, "x": 20, "y": 30}
            status = client.post(VOTES, json=body, headers=headers).status_code
            answers.append((status, time.monotonic() - began))
            time.sleep(max(0.0, began + 1 - time.monotonic()))
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_shared_wifi_votes_on_through_a_flood(hall: Target, request_: str) -> None:
    command = [sys.executable, "-c", FLOOD, str(hall.port), str(SECONDS), ATTACKER, request_.encode().hex()]
    with Popen(command, stdout=PIPE, stderr=DEVNULL) as flood, ThreadPoolExecutor(VOTERS) as wifi:
        answers = [answer for voter in wifi.map(fair_voter, [hall] * VOTERS) for answer in voter]
        assert flood.stdout is not None
        sent, refused = map(int, flood.stdout.read().split())
    took = sorted(seconds for _, seconds in answers)
    told = f"{sent} flooded, {refused} of them refused; {len(answers)} votes, p95 {took[len(took) * 95 // 100]:.3f} s"
    print(told)
    assert Counter(status for status, _ in answers) == {201: len(answers)}, told
    assert len(answers) >= VOTERS * 3, told
    assert took[len(took) * 95 // 100] < PATIENCE, told
    assert sent > 1_000, told


def test_address_that_floods_is_refused_and_no_other(tmp_path: Path) -> None:
    database = tmp_path / "votes.duckdb"
    with serving(database, SPECTRUM_ADDRESS_RATE="30") as site:
        attacker, wifi = (
            httpx.Client(
                transport=httpx.HTTPTransport(local_address=address), base_url=site.url, trust_env=False
            )
            for address in (ATTACKER, WIFI)
        )
        with attacker, wifi:
            for path in ("/canvas/room.js", "/join", f"/api/boards/{BOARD}", "/"):
                flooded = [attacker.get(path).status_code for _ in range(100)]
                assert Counter(flooded)[429] > 20
                assert wifi.get(path).status_code == 200
