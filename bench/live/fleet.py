"""The client processes of one run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.live.plan import Crowd
from bench.live.records import Records
from bench.live.server import cpu_seconds
from bench.live.worker import Order
from bench.process import ROOT

SOON = 0.5  # seconds between the last join and the first vote


class Fleet:
    """Processes that have joined and wait for the word to vote."""

    def __init__(self, processes: list[subprocess.Popen[str]], orders: list[Order]) -> None:
        self._processes = processes
        self._orders = orders

    def start(self) -> float:
        """Let voting begin; return when it does."""
        begin = time.monotonic() + SOON
        self._tell(f"{begin}")
        return begin

    def cpu_seconds(self) -> float:
        """Processor time that all of them have used."""
        return sum(cpu_seconds(process.pid) for process in self._processes)

    def records(self) -> Records:
        """Wait until all is over, and read what the processes have seen."""
        self.hear("saved")
        return Records.read([Path(order.out) for order in self._orders])

    def leave(self) -> None:
        """Let all of them hang up."""
        self._tell("leave")

    def hear(self, word: str) -> None:
        """Wait until every process says `word`. Raises RuntimeError if one ends instead."""
        for process in self._processes:
            assert process.stdout is not None
            said = process.stdout.readline().strip()
            if said != word:
                raise RuntimeError(f"A client process ended before it {word}: {said}")

    def _tell(self, line: str) -> None:
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(line + "\n")
            process.stdin.flush()


@contextmanager
def joined_fleet(
    way: str, port: int | Sequence[int], crowd: Crowd, tools: Sequence[str], folder: Path
) -> Iterator[Fleet]:
    """Start the processes, wait until everyone has joined; end them at last.

    Of several ports each process takes one, in turn.
    """
    ports = [port] if isinstance(port, int) else port
    orders = [
        Order(way, ports[index % len(ports)], list(tools), crowd, index, str(folder / f"{way}-{index}.npz"))
        for index in range(crowd.processes)
    ]
    processes = [_spawn(order) for order in orders]
    try:
        fleet = Fleet(processes, orders)
        fleet.hear("joined")
        yield fleet
    finally:
        for process in processes:
            try:
                process.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def _spawn(order: Order) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.live.worker", json.dumps(asdict(order))]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
