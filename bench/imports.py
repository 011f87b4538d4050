"""A large file of votes in, and a data package out, as the command line does it."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median
from typing import Any

from bench.plan import BOARD, Plan, make_plan
from bench.process import Finished, run, run_function
from bench.table import MEGABYTES, SECONDS, Row

SECONDS_TARGET = 6.0
MEMORY_TARGET = 1000.0  # MB
PANDAS = "read_csv, checks and fold in pandas; INSERT from frames"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table; leaves the imported board at the plan's database."""
    plan = make_plan(folder, quick=quick)
    ours = [_import(plan) for _ in range(plan.runs)]
    theirs = [_import_with_pandas(plan) for _ in range(plan.runs)]
    exported = [_export(plan, number) for number in range(plan.runs)]
    rows = [
        Row(
            f"import of {plan.size} votes from CSV",
            median(each.seconds for each in ours),
            SECONDS,
            PANDAS,
            median(each.seconds for each in theirs),
            SECONDS_TARGET if plan.full else None,
        ),
        Row(
            f"import of {plan.size} votes from CSV, peak memory",
            max(each.peak for each in ours),
            MEGABYTES,
            PANDAS,
            max(each.peak for each in theirs),
            MEMORY_TARGET if plan.full else None,
        ),
        Row(
            f"export of {plan.size} votes as a data package",
            median(each.seconds for each in exported),
            SECONDS,
        ),
        Row(
            f"export of {plan.size} votes as a data package, peak memory",
            max(each.peak for each in exported),
            MEGABYTES,
        ),
    ]
    return [asdict(row) for row in rows]


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


def _export(plan: Plan, number: int) -> Finished:
    return run("-m", "spectrum", "export", str(plan.folder / f"package-{number}"), *_where(plan))


def _where(plan: Plan) -> tuple[str, ...]:
    return ("--database", str(plan.database), "--board", BOARD)
