"""Votes a second through the one writer, and how long a voter waits for the receipt."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from bench.plan import BOARD, SEED, TOOLS, Plan, make_plan
from bench.repeat import repeated, side_by_side
from bench.table import MILLISECONDS, RATE, Row, measured
from spectrum.model import Ballot
from spectrum.store import Store, open_store, writer

THREADS = (1, 8, 64)
SUBMITTED = 20_000  # as many as may wait
SUBMITTED_QUICK = 4_000
SUBMITTED_ALONE = 200
PAGE = 4096  # bytes in one write to the disk
ALONE = "one commit per vote"
DISK = "the disk by itself: 4 KB written and synced, a second"

Rate = tuple[float, float, float]  # votes a second, and the median and 99th percentile of the wait in ms


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table: for each number of threads the rate and the wait; then without waiting."""
    plan = make_plan(folder, quick=quick)
    rows: list[Row] = []
    with _board(plan) as store:
        for threads in THREADS:
            rows += _waiting_rows(plan, store, threads)
        submitted = side_by_side(
            partial(_submit_only, store, SUBMITTED if plan.full else SUBMITTED_QUICK),
            _one_by_one(partial(_submit_only, store, SUBMITTED_ALONE)),
            plan.runs,
        )
        syncs = repeated(partial(_syncs, plan), plan.runs)
    rows.append(measured("votes saved, nobody waiting", submitted[0], RATE, ALONE, submitted[1]))
    rows.append(measured("votes saved, nobody waiting", submitted[0], RATE, DISK, syncs))
    return [asdict(row) for row in rows]


def _waiting_rows(plan: Plan, store: Store, threads: int) -> list[Row]:
    many = f"{threads} thread{'s' if threads > 1 else ''}"
    work = partial(_rate, plan, store, threads)
    together, alone = side_by_side(work, _one_by_one(work), plan.runs)

    def column(found: list[Rate], at: int) -> list[float]:
        return [each[at] for each in found]

    saved = f"votes saved, {many}, each waiting for its receipt"
    return [
        measured(saved, column(together, 0), RATE, ALONE, column(alone, 0)),
        *(
            measured(
                f"wait for a receipt, {many}, p{percent}",
                column(together, at),
                MILLISECONDS,
                ALONE,
                column(alone, at),
            )
            for at, percent in ((1, 50), (2, 99))
        ),
    ]


def _one_by_one(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same work while the writer commits each vote by itself."""

    def run() -> Any:
        usual, writer.BATCH = writer.BATCH, 1
        try:
            return work()
        finally:
            writer.BATCH = usual

    return run


def _rate(plan: Plan, store: Store, threads: int) -> Rate:
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


def _submit_only(store: Store, count: int) -> float:
    """Votes a second from the first submission to the last receipt."""
    made = _ballots(0)
    ballots = [next(made) for _ in range(count)]
    started = time.perf_counter()
    receipts = [store.submit(ballot) for ballot in ballots]
    for receipt in receipts:
        receipt.result()
    return count / (time.perf_counter() - started)


@contextmanager
def _board(plan: Plan) -> Iterator[Store]:
    """A copy of the large board with a round open."""
    database = plan.folder / "writer.duckdb"
    shutil.copyfile(plan.database, database)
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        store.open_round(BOARD, "bench")
        store.append([next(_ballots(-1))])
        yield store
    finally:
        store.close()


def _ballots(number: int) -> Iterator[Ballot]:
    """A voter's ballots without end: known tools, drawn positions, ids of their own."""
    drawn = random.Random(f"{SEED} {number} {time.perf_counter_ns()}")
    while True:
        tool = f"t{drawn.randrange(TOOLS) + 1:03}"
        voter = f"live{number}-{drawn.randrange(1000)}"
        x, y = round(drawn.uniform(0, 100), 1), round(drawn.uniform(0, 100), 1)
        yield Ballot(UUID(int=drawn.getrandbits(128)), BOARD, tool, voter, x, y)


def _syncs(plan: Plan) -> float:
    return _synced_pages(plan.folder / "syncs", plan.seconds) / plan.seconds


def _synced_pages(file: Path, seconds: float) -> int:
    deadline = time.perf_counter() + seconds
    written = 0
    with file.open("wb", buffering=0) as opened:
        while time.perf_counter() < deadline:
            opened.write(bytes(PAGE))
            os.fsync(opened.fileno())
            written += 1
    return written
