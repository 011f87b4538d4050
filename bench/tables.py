"""`python -m bench.tables [--quick]`: the researcher's figures over very many votes.

The table per tool is computed three ways, each from a file of its own on the disk
and in a process of its own: by the store, by pandas and by polars. They must agree.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.machine import machine, machine_sentence
from bench.plan import BOARD, SEED, in_words
from bench.process import Finished, run_function
from bench.repeat import repeated
from bench.table import MEGABYTES, SECONDS, Row, markdown, measured, others

TOOLS = 40
TABLE_TARGET = 0.8  # seconds
MEMORY_TARGET = 1500.0  # MB
ALPHA_TARGET = 1.0  # seconds
RUNS = 3
WAYS = {"ours": "bench.tables:ours", "pandas": "bench.tables:pandas", "polars": "bench.tables:polars"}
FULL, QUICK = 10_000_000, 200_000  # votes


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    votes = QUICK if quick else FULL
    run_function("bench.tables:write_files", folder=folder, votes=votes)
    found = {
        way: repeated(partial(run_function, where, folder=folder), 1 if quick else RUNS)
        for way, where in WAYS.items()
    }
    _check_same({way: runs[0][0] for way, runs in found.items()})
    return [asdict(row) for row in _table_rows(found, votes, quick)]


def write_files(folder: str, votes: int) -> None:
    """The same current votes as a board, and as a Parquet file by pandas and one by polars, once a folder."""
    if (Path(folder) / "tables.duckdb").exists():
        return
    data, polars = import_module("bench.data"), import_module("polars")
    simulated = data.simulate(_simulation(votes)).votes
    simulated.to_parquet(Path(folder) / "pandas.parquet", index=False)
    polars.from_pandas(simulated).write_parquet(Path(folder) / "polars.parquet")
    del simulated
    store = data.open_store(str(Path(folder) / "tables.duckdb"), BOARD)
    data.import_simulation(store, BOARD, _simulation(votes))
    store.close()


def ours(folder: str) -> dict[str, Any]:
    """Open the board, and sum up its votes; then alpha from the same sums."""
    stores, model, analysis = (import_module(f"spectrum.{name}") for name in ("store", "model", "analysis"))
    started = time.perf_counter()
    store = stores.open_store(str(Path(folder) / "tables.duckdb"), BOARD, must_exist=True)
    opened = time.perf_counter()
    figures = store.positions(model.Selection(BOARD))
    summed = time.perf_counter()
    alphas = [
        analysis.alpha_from_aggregates(figures["n"], figures["mean_x"], figures["sd_x"] ** 2),
        analysis.alpha_from_aggregates(figures["n_y"], figures["mean_y"], figures["sd_y"] ** 2),
        analysis.alpha_from_aggregates(
            figures["n_y"], figures[["mean_complete_x", "mean_complete_y"]], figures[["var_x", "var_y"]]
        ),
    ]
    done = time.perf_counter()
    store.close()
    seconds = {"open": opened - started, "seconds": summed - opened, "alpha": done - opened, "alphas": alphas}
    return seconds | {"figures": _figures(figures)}


def pandas(folder: str) -> dict[str, Any]:
    """Read the Parquet file and group it with pandas."""
    figures, seconds = import_module("bench.pandas_way").tables(str(Path(folder) / "pandas.parquet"))
    return {"seconds": seconds, "figures": _figures(figures)}


def polars(folder: str) -> dict[str, Any]:
    """Read the Parquet file and group it with polars."""
    figures, seconds = import_module("bench.polars_way").tables(str(Path(folder) / "polars.parquet"))
    return {"seconds": seconds, "figures": _figures(figures)}


def _simulation(votes: int) -> Any:
    return import_module("spectrum.analysis").Simulation(
        voters=votes // TOOLS,
        tools=TOOLS,
        votes_per_voter=TOOLS,
        seed=SEED,
        one_axis_share=0.05,
    )


def _figures(frame: Any) -> dict[str, list[float]]:
    """The figures by their names, tool by tool in the order of their ids, without those of votes left out."""
    numbers = frame.sort_values("tool_id").drop(
        columns=["tool_id", "log_trace_n", "log_trace_var"], errors="ignore"
    )
    return {name: [float(value) for value in numbers[name]] for name in sorted(numbers.columns)}


def _check_same(found: dict[str, dict[str, Any]]) -> None:
    expected = found["ours"]["figures"]
    for way, result in found.items():
        for name, values in expected.items():
            pairs = zip(values, result["figures"][name], strict=True)
            if any(abs(a - b) > 1e-9 * max(1, abs(a)) for a, b in pairs):
                raise RuntimeError(f"{way} has another {name} than the store")


Found = Mapping[str, Sequence[tuple[Any, Finished]]]


def _table_rows(found: Found, votes: int, quick: bool) -> list[Row]:
    def seconds(way: str, part: str = "seconds") -> list[float]:
        return [float(result[part]) for result, _ in found[way]]

    def peaks(way: str) -> list[float]:
        return [finished.peak for _, finished in found[way]]

    name = f"table per tool, medians included, {in_words(votes)} current votes on {TOOLS} tools"
    targets = (None, None, None) if quick else (TABLE_TARGET, MEMORY_TARGET, ALPHA_TARGET)
    rows = []
    for way in ("pandas", "polars"):
        beside = f"{way}, Parquet"
        rows.append(measured(name, seconds("ours"), SECONDS, beside, seconds(way), target=targets[0]))
        rows.append(
            measured(f"{name}: peak memory", peaks("ours"), MEGABYTES, beside, peaks(way), target=targets[1])
        )
    alpha = f"α of x, y and both, {in_words(votes)} votes"
    return [
        *rows,
        measured(f"{name}: before that, opening the database", seconds("ours", "open"), SECONDS),
        measured(alpha, seconds("ours", "alpha"), SECONDS, target=targets[2]),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.tables", description="Time the researcher's figures."
    )
    parser.add_argument("--quick", action="store_true", help="few votes, each measured once")
    quick = parser.parse_args().quick
    about = machine()
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        rows = [Row(**row) for row in measure(folder, quick)]
    print(f"{machine_sentence(about)}\n\n{markdown(rows)}\n\n{others(rows)}")
    print("\nratio: how many times as good as the alternative; below 1 it is worse.", file=sys.stderr)


if __name__ == "__main__":
    main()
