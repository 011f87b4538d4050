"""How long Python needs to load what each way in needs, in fresh processes."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from bench.plan import make_plan
from bench.process import run
from bench.repeat import side_by_side
from bench.table import MILLISECONDS, measured

RUNS = 5
WAYS_IN = (  # what is measured, its arguments, the alternative, its arguments
    (
        "load the dashboard's modules",
        ("-c", "import spectrum.cli, spectrum.exchange, spectrum.live, spectrum.ui"),
        "a Streamlit script's usual imports: streamlit, pandas, altair, duckdb",
        ("-c", "import streamlit, pandas, altair, duckdb"),
    ),
    ("command line, its help", ("-m", "spectrum", "--help"), "`import pandas`", ("-c", "import pandas")),
    (
        "command line, figures of an empty board",
        ("-m", "spectrum", "stats", "--database", "{database}"),
        "`import pandas, duckdb`",
        ("-c", "import pandas, duckdb"),
    ),
)


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, a way in each."""
    plan = make_plan(folder, quick=quick)
    database = str(plan.folder / "startup.duckdb")
    run("-m", "spectrum", "round", "open", "startup", "--database", database)
    rows = []
    for name, ours, alternative, theirs in WAYS_IN:
        arguments = [each.format(database=database) for each in ours]
        found = side_by_side(
            partial(_milliseconds, *arguments), partial(_milliseconds, *theirs), 1 if quick else RUNS
        )
        rows.append(measured(name, found[0], MILLISECONDS, alternative, found[1]))
    return [asdict(row) for row in rows]


def _milliseconds(*arguments: str) -> float:
    return 1000 * run(*arguments).seconds
