"""From the start of a process to the home page: of the server, and of the figures alone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.plan import BOARD, Plan, make_plan
from bench.process import run_function
from bench.repeat import side_by_side
from bench.table import MILLISECONDS, SECONDS, Row, measured

TARGET = 300.0  # ms for opening the database and computing, once the modules are there
RUNS = 5
PANDAS = "the log as Parquet in pandas"
PANDAS_PAGE = "a Streamlit page with pandas, the log as Parquet"
PANDAS_SCRIPT = str(Path(__file__).parent / "pandas_page.py")


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table: the server's first page, then the figures and what they are made of."""
    plan = make_plan(folder, quick=quick)
    return [asdict(row) for row in [*_server_rows(plan), *_figure_rows(plan)]]


def serve_home_page(folder: str, script: str, settings: Mapping[str, str]) -> float:
    """Seconds from the start of a server's process until a visitor has the whole home page."""
    servers, ours, visits = (import_module(f"bench.live.{name}") for name in ("server", "ours", "visits"))
    port = servers.free_port()
    began = time.monotonic()
    with servers.running(ours.streamlit_command(script, port), port, Path(folder), env=settings):
        visits.visit(port)
        return time.monotonic() - began


def home_page(database: str, spawned_at: float) -> dict[str, float]:
    """Seconds for each part, and two figures that tell whether the pages agree."""
    stores, analysis = import_module("spectrum.store"), import_module("spectrum.analysis")
    import_module("scipy.special")  # which intervals load when the first of them is computed
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


def _server_rows(plan: Plan) -> list[Row]:
    folder = str(plan.folder)
    settings = {"SPECTRUM_DATABASE": str(plan.database), "SPECTRUM_BOARD": BOARD}
    ours = partial(serve_home_page, folder, "dashboard.py", settings)
    theirs = partial(serve_home_page, folder, PANDAS_SCRIPT, {"BENCH_PARQUET": str(plan.parquet)})
    name = f"start of the server to its first page, {plan.size} votes"
    found, their = side_by_side(ours, theirs, plan.runs)
    return [measured(name, found, SECONDS, PANDAS_PAGE, their)]


def _figure_rows(plan: Plan) -> list[Row]:
    ours, theirs = side_by_side(
        partial(_call, "bench.first_page:home_page", database=str(plan.database)),
        partial(_call, "bench.pandas_way:first_page", parquet=str(plan.parquet)),
        RUNS if plan.full else 1,
    )
    _check_same(ours[0], theirs[0])

    def milliseconds(found: list[dict[str, float]], *parts: str) -> list[float]:
        return [1000 * sum(each[part] for part in parts) for each in found]

    name = f"figures of the home page, {plan.size} votes"
    target = TARGET if plan.full else None
    data, their_data = milliseconds(ours, "open", "query"), milliseconds(theirs, "data")
    start, their_start = milliseconds(ours, "start"), milliseconds(theirs, "start")
    return [
        measured(
            f"{name}, once the modules are loaded", data, MILLISECONDS, PANDAS, their_data, target=target
        ),
        measured(f"{name}: before that Python and its modules", start, MILLISECONDS, PANDAS, their_start),
        measured(f"{name}: of that opening the database", milliseconds(ours, "open"), MILLISECONDS),
    ]


def _call(function: str, **arguments: str) -> dict[str, float]:
    found: dict[str, float] = run_function(function, spawned_at=time.time(), **arguments)[0]
    return found


def _check_same(ours: dict[str, float], theirs: dict[str, float]) -> None:
    same = ours["votes"] == theirs["votes"] and abs(ours["disagreement"] - theirs["disagreement"]) < 1e-9
    if not same:
        raise RuntimeError(f"The two ways give different figures: {ours}, {theirs}")
