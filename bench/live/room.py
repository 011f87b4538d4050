"""A crowd that votes all at once, beside socket.io under the same load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.live.plan import make_plan
from bench.live.runs import Run, run_ours, run_socketio
from bench.repeat import side_by_side
from bench.table import MILLISECONDS, SECONDS, Row, measured

ACK, SCREEN = 200.0, 500.0  # milliseconds that 95 of 100 should not exceed
FRAMES, VOTES, STREAMS, CORES = "frames/s", "votes", "streams", "cores"
OTHERS = "processor that others on the machine used meanwhile"
SOCKETIO = "socket.io, votes in memory only"
PERCENTILES = (50, 95, 99)


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    plan, place = make_plan(quick=quick), Path(folder)
    ours, theirs = side_by_side(
        partial(run_ours, plan.room, place), partial(run_socketio, plan.room, place), plan.runs
    )
    size = plan.room.size
    ack, screen = (ACK, SCREEN) if plan.full else (None, None)
    stopped = [run.stopped_in for run in ours]
    rows = [
        *crowd_rows(size, ours, theirs, SOCKETIO, ack=ack, screen=screen),
        *promise_rows(size, ours),
        measured(f"{size}: the server ends with all streams open", stopped, SECONDS),
    ]
    return [asdict(row) for row in rows]


def crowd_rows(
    size: str,
    ours: Sequence[Run],
    theirs: Sequence[Run],
    alternative: str,
    *,
    ack: float | None = None,
    screen: float | None = None,
) -> list[Row]:
    """Waits, frames and processor; `ack`, `screen`: targets of the 95th percentiles in milliseconds."""

    def row(name: str, unit: str, figure: Callable[[Run], float], target: float | None = None) -> Row:
        found, other = [figure(run) for run in ours], [figure(run) for run in theirs]
        return measured(f"{size}: {name}", found, unit, alternative, other, target=target)

    aims = {95: (ack, screen)}
    return [
        *(
            row(f"answer, p{percent}", MILLISECONDS, _ack(percent), aims.get(percent, (None, None))[0])
            for percent in PERCENTILES
        ),
        *(
            row(
                f"vote to every screen, p{percent}",
                MILLISECONDS,
                _shown(percent),
                aims.get(percent, (None, None))[1],
            )
            for percent in PERCENTILES
        ),
        row("frames a screen", FRAMES, lambda run: run.frames),
        row("processor", CORES, lambda run: run.cpu.server),
        measured(f"{size}: {OTHERS}", [run.cpu.others for run in ours], CORES),
    ]


def promise_rows(size: str, runs: Sequence[Run]) -> list[Row]:
    """What must never happen, summed over the runs."""
    ledgers = [run.ledger for run in runs if run.ledger is not None]
    counts = {
        "votes answered and not in the log": (sum(each.lost for each in ledgers), VOTES),
        "votes in the log more than once": (sum(each.doubled for each in ledgers), VOTES),
        "votes in the log that were not answered": (sum(each.unanswered for each in ledgers), VOTES),
        "runs after which `verify` finds current votes wrong": (
            sum(not each.verified for each in ledgers),
            "runs",
        ),
        "streams dropped": (sum(run.records.dropped for run in runs), STREAMS),
    }
    return [
        Row(f"{size}: {name}", count, unit, target=0, runs=len(runs))
        for name, (count, unit) in counts.items()
    ]


def _ack(percent: float) -> Callable[[Run], float]:
    return lambda run: run.ack(percent)


def _shown(percent: float) -> Callable[[Run], float]:
    return lambda run: run.shown(percent)
