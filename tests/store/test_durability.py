"""Kill the process without warning while it writes: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spectrum.model import Board, Tool
from spectrum.store import Store
from spectrum.store.postgres_store import PostgresStore
from tests.postgres import PostgresServer

BOARD = "board"
ROOT = Path(__file__).parents[2]
KILLS = 20 if os.environ.get("FAULTS_LONG") else 8
CRASHES = 3
WRITER = """
import sys
from uuid import uuid4
from spectrum.model import Ballot
from spectrum.store import open_store
store = open_store(sys.argv[1], "board", must_exist=True)
turn = 0
while True:
    turn += 1
    ballots = [Ballot(uuid4(), "board", f"t{i % 3}", f"v{turn % 50}-{i}", i % 100, None if i % 7 else 50.0)
               for i in range(40)]
    futures = [store.submit(ballot) for ballot in ballots]
    for future in futures:
        future.result()
        print(future.result().vote_id, flush=True)
"""


def write_until_killed(database: str, seconds: float) -> list[str]:
    """Start a process that writes, kill it after it has written for a while, return what it was promised."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, database], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        promised = [process.stdout.readline().strip()]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            promised.append(process.stdout.readline().strip())
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    complete = [line for line in [*promised, *rest[:-1]] if len(line) == 36]
    assert process.returncode == -signal.SIGKILL
    return complete


def furnish(store: Store) -> None:
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, [Tool(f"t{i}", f"Tool {i}") for i in range(3)])
    store.open_round(BOARD, "one")
    store.close()


def assert_kept(store: Store, promised: list[str], what: str) -> None:
    stored = store.extract(BOARD).votes["vote_id"].astype(str)
    agreement = store.verify(BOARD)
    store.close()
    assert agreement.agrees, (what, agreement.differences)
    assert set(promised) <= set(stored), f"{what} lost votes"
    assert stored.is_unique


@pytest.mark.slow
def test_no_acknowledged_vote_is_lost_when_the_process_is_killed(home):
    furnish(home.open())
    promised: list[str] = []
    pause = random.Random(4)
    for kill in range(KILLS):
        promised += write_until_killed(home.address, pause.uniform(0.05, 0.6))
        assert_kept(home.open(), promised, f"kill {kill}")
    assert len(promised) > KILLS * 40


@pytest.mark.slow
def test_no_acknowledged_vote_is_lost_when_postgresql_crashes():
    server = PostgresServer(durable=True)
    try:
        furnish(PostgresStore(server.address()))
        promised: list[str] = []
        for crash in range(CRASHES):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, server.address()], cwd=ROOT, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            assert writer.stdout is not None
            with writer:
                promised.append(writer.stdout.readline().strip())
                time.sleep(0.5)
                server.stop("immediate")
                promised += writer.stdout.read().split()
            server.start()
            assert_kept(PostgresStore(server.address()), promised, f"crash {crash}")
        assert len(promised) > CRASHES * 40
    finally:
        server.remove()
