"""The query behind every page with positions, by the number of current votes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from bench.data import make_board
from bench.pandas_way import aggregates
from bench.plan import BOARD, in_words, make_plan
from bench.table import MILLISECONDS, Row
from spectrum.model import Selection
from spectrum.store import Store, open_store

SMALLER = (10_000, 100_000)
REPEATS = 7
PANDAS = "pandas groupby, rows in memory"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, one for each size."""
    plan = make_plan(folder, quick=quick)
    boards = {votes: plan.folder / f"{votes}.duckdb" for votes in SMALLER if votes < plan.votes}
    for votes, database in boards.items():
        make_board(str(database), votes)
    boards[plan.votes] = plan.database
    return [asdict(_row(votes, database)) for votes, database in boards.items()]


def _row(votes: int, database: Path) -> Row:
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        rows = _rows_in_memory(store)
        _check_same(store.positions(Selection(BOARD)), aggregates(rows))
        return Row(
            f"positions query, {in_words(votes)} current votes",
            _milliseconds(lambda: store.positions(Selection(BOARD))),
            MILLISECONDS,
            PANDAS,
            _milliseconds(lambda: aggregates(rows)),
        )
    finally:
        store.close()


def _rows_in_memory(store: Store) -> pd.DataFrame:
    rows = store.current_votes(Selection(BOARD))
    return rows[["tool_id", "x", "y"]].astype({"tool_id": "category"})


def _check_same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    for column in ours.columns.drop("tool_id"):
        np.testing.assert_allclose(
            ours[column].astype("float64"), theirs[column].astype("float64"), rtol=1e-9, err_msg=column
        )


def _milliseconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return 1000 * median(found)
