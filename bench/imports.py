"""A large file of votes in, and a data package out, as the command line does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from itertools import count
from typing import Any

from bench.plan import BOARD, Plan, make_plan
from bench.process import Finished, run, run_function
from bench.repeat import side_by_side
from bench.table import MEGABYTES, RATE, SECONDS, Row, measured

SECONDS_TARGET = 6.0
MEMORY_TARGET = 1000.0  # MB
PANDAS_IN = "read_csv, checks and fold in pandas; INSERT from frames"
PANDAS_OUT = "the same tables with pandas' to_csv"
NUMBERS = count()


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table; leaves the imported board at the plan's database."""
    plan = make_plan(folder, quick=quick)
    imported = side_by_side(partial(_import, plan), partial(_import_with_pandas, plan), plan.runs)
    exported = side_by_side(partial(_export, plan), partial(_export_with_pandas, plan), plan.runs)
    targets = (SECONDS_TARGET, MEMORY_TARGET) if plan.full else (None, None)
    rows = [
        *_rows(f"import of {plan.size} votes from CSV", plan, imported, PANDAS_IN, targets),
        *_rows(f"export of {plan.size} votes as a data package", plan, exported, PANDAS_OUT, (None, None)),
    ]
    return [asdict(row) for row in rows]


def _rows(
    name: str,
    plan: Plan,
    found: tuple[Sequence[Finished], Sequence[Finished]],
    alternative: str,
    targets: tuple[float | None, float | None],
) -> list[Row]:
    seconds, theirs = ([each.seconds for each in runs] for runs in found)
    peaks, their_peaks = ([each.peak for each in runs] for runs in found)
    rates, their_rates = ([plan.votes / each for each in runs] for runs in (seconds, theirs))
    return [
        measured(f"{name}, the whole command", seconds, SECONDS, alternative, theirs, target=targets[0]),
        measured(f"{name}, rate", rates, RATE, alternative, their_rates),
        measured(f"{name}, peak memory", peaks, MEGABYTES, alternative, their_peaks, target=targets[1]),
    ]


def _import(plan: Plan) -> Finished:
    plan.database.unlink(missing_ok=True)
    finished = run("-m", "spectrum", "import", str(plan.csv), *_where(plan))
    if f"votes {plan.votes}," not in finished.output:
        raise RuntimeError(f"The import brought something else than was made: {finished.output}")
    return finished


def _import_with_pandas(plan: Plan) -> Finished:
    database = plan.folder / "pandas.duckdb"
    database.unlink(missing_ok=True)
    run("-m", "spectrum", "round", "open", "empty", "--database", str(database), "--board", "empty")
    _, finished = run_function("bench.pandas_way:import_csv", csv=str(plan.csv), database=str(database))
    return finished


def _export(plan: Plan) -> Finished:
    return run("-m", "spectrum", "export", str(plan.folder / f"package-{next(NUMBERS)}"), *_where(plan))


def _export_with_pandas(plan: Plan) -> Finished:
    target = plan.folder / f"pandas-package-{next(NUMBERS)}"
    written, finished = run_function(
        "bench.pandas_export:export", database=str(plan.database), target=str(target)
    )
    if written != plan.votes:
        raise RuntimeError(f"pandas wrote {written} votes, not {plan.votes}")
    return finished


def _where(plan: Plan) -> tuple[str, ...]:
    return ("--database", str(plan.database), "--board", BOARD)
