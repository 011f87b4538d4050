"""Votes a second through the one writer, and how long a voter waits for the receipt."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from bench.plan import BOARD, SEED, TOOLS, Plan, make_plan
from bench.table import MILLISECONDS, RATE, Row
from spectrum.model import Ballot
from spectrum.store import Store, open_store, writer

THREADS = (1, 8, 64)
SUBMITTED = 20_000  # as many as may wait
SUBMITTED_ALONE = 200
PAGE = 4096  # bytes in one write to the disk
ALONE = "one commit per vote"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table: for each number of threads the rate and the wait; then without waiting."""
    plan = make_plan(folder, quick=quick)
    rows: list[Row] = []
    for threads in THREADS:
        together, alone = _rate(plan, threads), _rate(plan, threads, batch=1)
        many = f"{threads} thread{'s' if threads > 1 else ''}"
        rows.append(
            Row(f"votes saved, {many}, each waiting for its receipt", together[0], RATE, ALONE, alone[0])
        )
        for percent, ours, theirs in zip((50, 99), together[1:], alone[1:], strict=True):
            rows.append(Row(f"wait for a receipt, {many}, p{percent}", ours, MILLISECONDS, ALONE, theirs))
    rows.append(
        Row("votes saved, nobody waiting", _submit_only(plan), RATE, ALONE, _submit_only(plan, batch=1))
    )
    rows.append(Row("the disk by itself: 4 KB written and synced", _syncs(plan), "fsync/s"))
    return [asdict(row) for row in rows]


def _rate(plan: Plan, threads: int, batch: int = writer.BATCH) -> tuple[float, float, float]:
    """Votes a second, and the median and 99th percentile of the wait in ms."""
    with _board(plan, batch) as store:
        deadline = time.perf_counter() + plan.seconds
        waits: list[list[float]] = [[] for _ in range(threads)]
        crowd = [
            threading.Thread(target=_vote_until, args=(store, deadline, number, found))
            for number, found in enumerate(waits)
        ]
        started = time.perf_counter()
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()
        seconds = time.perf_counter() - started
    every = np.concatenate([np.array(found) for found in waits])
    return len(every) / seconds, 1000 * float(np.median(every)), 1000 * float(np.quantile(every, 0.99))


def _vote_until(store: Store, deadline: float, number: int, waits: list[float]) -> None:
    ballots = _ballots(number)
    while (started := time.perf_counter()) < deadline:
        store.submit(next(ballots)).result()
        waits.append(time.perf_counter() - started)


def _submit_only(plan: Plan, batch: int = writer.BATCH) -> float:
    """Votes a second from the first submission to the last receipt."""
    made = _ballots(0)
    count = SUBMITTED if batch > 1 else SUBMITTED_ALONE
    ballots = [next(made) for _ in range(count)]
    with _board(plan, batch) as store:
        started = time.perf_counter()
        receipts = [store.submit(ballot) for ballot in ballots]
        for receipt in receipts:
            receipt.result()
        return count / (time.perf_counter() - started)


@contextmanager
def _board(plan: Plan, batch: int) -> Iterator[Store]:
    """A copy of the large board with a round open, whose writer commits at most `batch` votes at once."""
    database = plan.folder / "writer.duckdb"
    shutil.copyfile(plan.database, database)
    usual, writer.BATCH = writer.BATCH, batch
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        store.open_round(BOARD, "bench")
        store.append([next(_ballots(-1))])
        yield store
    finally:
        store.close()
        writer.BATCH = usual


def _ballots(number: int) -> Iterator[Ballot]:
    """A voter's ballots without end: known tools, drawn positions, ids of their own."""
    drawn = random.Random(SEED + number)
    while True:
        tool = f"t{drawn.randrange(TOOLS) + 1:03}"
        voter = f"live{number}-{drawn.randrange(1000)}"
        x, y = round(drawn.uniform(0, 100), 1), round(drawn.uniform(0, 100), 1)
        yield Ballot(UUID(int=drawn.getrandbits(128)), BOARD, tool, voter, x, y)


def _syncs(plan: Plan) -> float:
    file = plan.folder / "syncs"
    return _synced_pages(file, plan.seconds) / plan.seconds


def _synced_pages(file: Path, seconds: float) -> int:
    deadline = time.perf_counter() + seconds
    written = 0
    with file.open("wb", buffering=0) as opened:
        while time.perf_counter() < deadline:
            opened.write(bytes(PAGE))
            os.fsync(opened.fileno())
            written += 1
    return written
