"""A flood from one address while a shared Wi-Fi goes on voting: the one is refused, the others are not."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from subprocess import DEVNULL, PIPE, Popen
from uuid import uuid4

import httpx
import pytest

from spectrum.live import VOTER_COOKIE
from tests.abuse.attack import BOARD, SECRET, TOOL, VOTES, Target, genuine_cookie
from tests.abuse.conftest import open_to_all
from tests.browser.conftest import serving

ATTACKER, WIFI = "127.0.0.2", "127.0.0.3"
RATE = 200  # requests a second from one address: what the Wi-Fi needs four times over, less than the flood's first wave
VOTERS = 40  # who share the Wi-Fi and vote once a second
VOTES_EACH = 4
PATIENCE = 120.0  # seconds for an answer: however slow the machine, it is to come

# As fast as one process can, until its input ends: 32 connections, requests sent before the answers are read.
FLOOD = """
import socket, sys, threading
port, source, request = int(sys.argv[1]), sys.argv[2], bytes.fromhex(sys.argv[3])
ended, counts, lock = threading.Event(), [0, 0], threading.Lock()
def one():
    while not ended.is_set():
        try:
            with socket.create_connection(("127.0.0.1", port), 5, (source, 0)) as wire:
                while not ended.is_set():
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
sys.stdin.read()
ended.set()
[thread.join() for thread in threads]
print(*counts)
"""
REQUESTS = {
    "votes": f"POST {VOTES} HTTP/1.1\r\nHost: hall\r\nContent-Length: 2\r\n\r\n{{}}",
    "boards": f"GET /api/boards/{BOARD} HTTP/1.1\r\nHost: hall\r\n\r\n",
    "light pages": "GET /join HTTP/1.1\r\nHost: hall\r\n\r\n",
    "scripts": "GET /canvas/room.js HTTP/1.1\r\nHost: hall\r\n\r\n",
    "pages": "GET / HTTP/1.1\r\nHost: hall\r\n\r\n",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    database = tmp_path_factory.mktemp("hall") / "votes.duckdb"
    open_to_all(database)
    with serving(database, SPECTRUM_SECRET=SECRET, SPECTRUM_ADDRESS_RATE=str(RATE)) as site:
        yield Target(site.url)


def fair_voter(hall: Target) -> list[int]:
    """Votes once a second from the Wi-Fi: the status of each answer."""
    headers = {"cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    transport = httpx.HTTPTransport(local_address=WIFI)
    answers = []
    with httpx.Client(transport=transport, base_url=hall.url, trust_env=False, timeout=PATIENCE) as client:
        for _ in range(VOTES_EACH):
            body = {"vote_id": str(uuid4()), "tool_id": TOOL, "x": 20, "y": 30}
            answers.append(client.post(VOTES, json=body, headers=headers).status_code)
            time.sleep(1)
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_shared_wifi_votes_on_through_a_flood(hall: Target, request_: str) -> None:
    command = [sys.executable, "-c", FLOOD, str(hall.port), ATTACKER, request_.encode().hex()]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True) as flood:
        try:
            with ThreadPoolExecutor(VOTERS) as wifi:
                answers = [status for voter in wifi.map(fair_voter, [hall] * VOTERS) for status in voter]
        finally:
            told, _ = flood.communicate()
    answered, refused = map(int, told.split())
    assert Counter(answers) == {201: VOTERS * VOTES_EACH}
    assert refused > RATE / 10, f"{answered} flooded, {refused} of them refused"
