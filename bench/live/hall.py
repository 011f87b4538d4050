"""A large crowd that mostly watches, beside socket.io under the same load."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.live.plan import make_plan
from bench.live.room import SOCKETIO, crowd_rows, promise_rows
from bench.live.runs import run_ours, run_socketio
from bench.repeat import side_by_side
from bench.table import MEGABYTES, measured

SCREEN = 1_500.0  # milliseconds that 95 of 100 should not exceed


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    plan, place = make_plan(quick=quick), Path(folder)
    ours, theirs = side_by_side(
        partial(run_ours, plan.hall, place), partial(run_socketio, plan.hall, place), plan.runs
    )
    size = plan.hall.size
    memory = measured(
        f"{size}: memory of the server",
        [run.memory for run in ours],
        MEGABYTES,
        SOCKETIO,
        [run.memory for run in theirs],
    )
    rows = crowd_rows(size, ours, theirs, SOCKETIO, screen=SCREEN if plan.full else None)
    return [asdict(row) for row in [*rows, memory, *promise_rows(size, ours)]]
