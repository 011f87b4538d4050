"""From the start of a process to the figures that the home page shows."""

from __future__ import annotations

import time
from dataclasses import asdict
from importlib import import_module
from statistics import median
from typing import Any

from bench.plan import BOARD, make_plan
from bench.process import run_function
from bench.table import MILLISECONDS, Row

TARGET = 300.0  # ms for opening the database and computing, once the modules are there
RUNS = 5
PANDAS = "a Parquet log in pandas"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table: the whole, then what it is made of."""
    plan = make_plan(folder, quick=quick)
    runs = range(1 if quick else RUNS)
    ours = [_call("bench.first_page:home_page", database=str(plan.database)) for _ in runs]
    theirs = [_call("bench.pandas_way:first_page", parquet=str(plan.parquet)) for _ in runs]
    _check_same(ours[0], theirs[0])

    def milliseconds(found: list[dict[str, float]], *parts: str) -> float:
        return 1000 * median(sum(each[part] for part in parts) for each in found)

    rows = [
        Row(
            f"home page of {plan.size} votes, data once the modules are there",
            milliseconds(ours, "open", "query"),
            MILLISECONDS,
            PANDAS,
            milliseconds(theirs, "data"),
            TARGET if plan.full else None,
        ),
        Row("home page, of that opening the database", milliseconds(ours, "open"), MILLISECONDS),
        Row("home page, of that the queries", milliseconds(ours, "query"), MILLISECONDS),
        Row(
            "home page, before that Python and its modules",
            milliseconds(ours, "start"),
            MILLISECONDS,
            PANDAS,
            milliseconds(theirs, "start"),
        ),
    ]
    return [asdict(row) for row in rows]


def home_page(database: str, spawned_at: float) -> dict[str, float]:
    """Seconds for each part, and two figures that tell whether the pages agree."""
    stores, analysis = import_module("spectrum.store"), import_module("spectrum.analysis")
    imported = time.time()
    store = stores.open_store(database, BOARD, must_exist=True)
    opened = time.time()
    board, view = store.board(BOARD), store.public_view(BOARD)
    statistics = analysis.tool_statistics(
        store.positions(view), store.tools(BOARD), anchor_weight=board.anchor_weight
    )
    votes = store.counts(view).votes
    done = time.time()
    store.close()
    return {
        "start": imported - spawned_at,
        "open": opened - imported,
        "query": done - opened,
        "votes": votes,
        "disagreement": float(statistics["disagreement"].sum()),
    }


def _call(function: str, **arguments: str) -> dict[str, float]:
    found: dict[str, float] = run_function(function, spawned_at=time.time(), **arguments)[0]
    return found


def _check_same(ours: dict[str, float], theirs: dict[str, float]) -> None:
    same = ours["votes"] == theirs["votes"] and abs(ours["disagreement"] - theirs["disagreement"]) < 1e-9
    if not same:
        raise RuntimeError(f"The two ways give different figures: {ours}, {theirs}")
