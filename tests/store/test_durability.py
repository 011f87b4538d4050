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
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"
ROOT = Path(__file__).parents[2]
KILLS = 20
WRITER = """
import sys
from uuid import uuid4
from spectrum.model import Ballot
from spectrum.store.duckdb_store import DuckDBStore
store = DuckDBStore(sys.argv[1])
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


def write_until_killed(database: Path, seconds: float) -> list[str]:
    """Start a process that writes, kill it after it has written for a while, return what it was promised."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database)], cwd=ROOT, stdout=subprocess.PIPE, text=True
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


@pytest.mark.slow
def test_no_acknowledged_vote_is_lost_when_the_process_is_killed(database):
    store = DuckDBStore(database)
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, [Tool(f"t{i}", f"Tool {i}") for i in range(3)])
    store.open_round(BOARD, "one")
    store.close()
    promised: list[str] = []
    pause = random.Random(4)
    for kill in range(KILLS):
        promised += write_until_killed(database, pause.uniform(0.05, 0.6))
        store = DuckDBStore(database)
        stored = store.extract(BOARD).votes["vote_id"].astype(str)
        agreement = store.verify(BOARD)
        store.close()
        assert agreement.agrees, (kill, agreement.differences)
        assert set(promised) <= set(stored), f"kill {kill} lost votes"
        assert stored.is_unique
    assert len(promised) > KILLS * 40
