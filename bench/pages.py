"""The home page and the query behind it at 10 thousand, 1 million and 10 million current votes.

A page is run by Streamlit's own test harness in a process for each size: its script with
nothing cached, from the read to the chart. The page beside it does the same with pandas.
"""

from __future__ import annotations

import gc
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.plan import BOARD, Plan, in_words, make_plan
from bench.process import ROOT, run_function
from bench.repeat import repeated
from bench.results import write_series
from bench.table import MILLISECONDS, Row, measured

REPEATS = 5
PANDAS = "pandas groupby, rows in memory"
POLARS = "polars group_by, rows in memory"
PANDAS_PAGE = "the same page with pandas, from Parquet"
FACTOR = "× time per × 10 votes"
PATIENCE = 300  # seconds that a page may run

Times = Mapping[str, Sequence[float]]  # way → milliseconds of each run


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, for each size; then how both grow."""
    plan = make_plan(folder, quick=quick)
    found: dict[int, Times] = {}
    for votes in plan.sizes:
        place = str(plan.sized_folder(votes))
        repeats = {"queries": 1 if quick else REPEATS, "pages": plan.runs}
        found[votes], _ = run_function("bench.pages:times", folder=place, repeats=repeats)
    write_series(folder, "growth", _records(found))
    rows = [row for votes, times in found.items() for row in _rows_of(votes, times)]
    return [asdict(row) for row in [*rows, *_growth_rows(plan, found)]]


def times(folder: str, repeats: Mapping[str, int]) -> dict[str, list[float]]:
    """Milliseconds of the queries and of the home page on the board of a folder, by the ways to compute them."""
    return {**queries(folder, repeats["queries"]), **home_pages(folder, repeats["pages"])}


def queries(folder: str, repeats: int) -> dict[str, list[float]]:
    """The query of the positions, by the store and over rows in memory; checked against each other."""
    stores, model, pandas_way, polars_way, pandas, polars = (
        import_module(name)
        for name in ("spectrum.store", "spectrum.model", "bench.pandas_way", "bench.polars_way", "pandas", "polars")
    )  # fmt: skip
    store = stores.open_store(str(Path(folder) / "tables.duckdb"), BOARD, must_exist=True)
    try:
        selection = model.Selection(BOARD)
        rows = pandas.read_parquet(Path(folder) / "pandas.parquet", columns=["tool_id", "x", "y"])
        rows = rows.astype({"tool_id": "category"})
        frame = polars.read_parquet(Path(folder) / "polars.parquet", columns=["tool_id", "x", "y"])
        _check_same(store.positions(selection), pandas_way.aggregates(rows))
        return {
            "query": _milliseconds(lambda: store.positions(selection), repeats),
            "query, pandas": _milliseconds(lambda: pandas_way.aggregates(rows), repeats),
            "query, polars": _milliseconds(lambda: polars_way.figures_of(frame.lazy()), repeats),
        }
    finally:
        store.close()


def home_pages(folder: str, repeats: int) -> dict[str, list[float]]:
    """The home page with nothing cached, ours and with pandas."""
    os.environ.update(
        SPECTRUM_DATABASE=str(Path(folder) / "tables.duckdb"),
        SPECTRUM_BOARD=BOARD,
        BENCH_PARQUET=str(Path(folder) / "pandas.parquet"),
        BENCH_FOLDED="1",
    )
    ours = str(ROOT / "pages" / "navigation.py")
    theirs = str(ROOT / "bench" / "pandas_page.py")
    for script in (ours, theirs):  # the first run of each loads modules
        _run_page(script)
    return {
        "page": _milliseconds(lambda: _run_page(ours), repeats),
        "page, pandas": _milliseconds(lambda: _run_page(theirs), repeats),
    }


def _run_page(script: str) -> None:
    streamlit, testing = import_module("streamlit"), import_module("streamlit.testing.v1")
    streamlit.cache_data.clear()
    page = testing.AppTest.from_file(script, default_timeout=PATIENCE).run()
    if page.exception or page.error:
        raise RuntimeError(f"{script} failed: {[*page.exception, *page.error]}")


def _milliseconds(work: Callable[[], object], repeats: int) -> list[float]:
    def once() -> float:
        gc.collect()
        began = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - began)

    return repeated(once, repeats)


def _check_same(ours: Any, theirs: Any) -> None:
    compare = import_module("numpy").testing.assert_allclose
    for column in ours.columns.drop("tool_id"):
        compare(ours[column].astype("float64"), theirs[column].astype("float64"), rtol=1e-9, err_msg=column)


def _rows_of(votes: int, times: Times) -> list[Row]:
    size = f"{in_words(votes)} current votes"
    query, page = f"positions query, {size}", f"home page, nothing cached, {size}"
    return [
        measured(query, times["query"], MILLISECONDS, PANDAS, times["query, pandas"]),
        measured(query, times["query"], MILLISECONDS, POLARS, times["query, polars"]),
        measured(page, times["page"], MILLISECONDS, PANDAS_PAGE, times["page, pandas"]),
    ]


def _growth_rows(plan: Plan, found: Mapping[int, Times]) -> list[Row]:
    """By which factor time grows for each tenfold of votes, from the smallest to the largest board."""
    smallest, largest = min(plan.sizes), max(plan.sizes)
    decades = math.log10(largest / smallest)

    def factor(way: str) -> list[float]:
        first, last = (sorted(found[size][way])[len(found[size][way]) // 2] for size in (smallest, largest))
        return [(last / first) ** (1 / decades)]

    span = f"{in_words(smallest)} to {in_words(largest)} votes"
    return [
        measured(
            f"positions query, growth, {span}", factor("query"), FACTOR, PANDAS, factor("query, pandas")
        ),
        measured(f"home page, growth, {span}", factor("page"), FACTOR, PANDAS_PAGE, factor("page, pandas")),
    ]


def _records(found: Mapping[int, Times]) -> list[dict[str, Any]]:
    return [
        {"votes": votes, "way": way, "milliseconds": sorted(times)[len(times) // 2]}
        for votes, ways in found.items()
        for way, times in ways.items()
    ]
