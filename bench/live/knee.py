"""More and more votes: up to which rate they are answered in time, and what happens beyond it.

Rising rates by the clock, whether or not earlier votes are answered; then everyone as
fast as they are answered; then far too many; then far too many with a queue so short
that it overflows, as the usual one of 20,000 does not fill from these cores.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.live.plan import NO_LIMITS, Crowd, Plan, make_plan
from bench.live.room import SOCKETIO, promise_rows
from bench.live.runs import Run, run_ours, run_socketio
from bench.repeat import late
from bench.results import write_series
from bench.table import MILLISECONDS, RATE, Row, measured

IN_TIME = 500.0  # milliseconds within which 95 of 100 votes are to be answered
KEPT_UP = 0.97  # of the offered votes answered while they are offered
ALONE = "the same server, one commit per vote"
QUEUE = 100  # votes that may wait, in the run that overflows
BUSY = "503"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    plan, place = make_plan(quick=quick), Path(folder)
    rows = _stairs_rows(plan, place) if plan.stairs else []
    rows += [*_beyond_rows(plan, place), *_saturated_rows(plan, place)]
    return [asdict(row) for row in rows]


def kept_up(run: Run) -> bool:
    """Whether the votes of a run were answered in time."""
    return run.ack(95) <= IN_TIME and run.in_time >= KEPT_UP * run.crowd.rate


def _stairs_rows(plan: Plan, folder: Path) -> list[Row]:
    """Until the first rate that is not kept up with, or the last, or the end of the time."""
    runs = [_climb(plan.stairs[0], folder)]
    for crowd in plan.stairs[1:]:
        if not kept_up(runs[-1]) or late():
            break
        runs.append(_climb(crowd, folder))
    write_series(folder, "stairs", [_record(run) for run in runs])
    good = [run for run in runs if kept_up(run)]
    highest = good[-1].crowd.rate if good else 0.0
    theirs = [run_socketio(good[-1].crowd, folder)] if good else []
    screens = f"{plan.stairs[0].screens:,} screens"
    name = f"{screens}: highest rate tried at which 95 of 100 votes are answered within {IN_TIME:.0f} ms"
    rows = [measured(name, [highest], RATE), *promise_rows("all rates", runs)]
    if good:
        wait = f"{screens}, {highest:,.0f} votes/s: answer, p95"
        other = [run.ack(95) for run in theirs]
        rows.append(measured(wait, [good[-1].ack(95)], MILLISECONDS, SOCKETIO, other))
    return rows


def _climb(crowd: Crowd, folder: Path) -> Run:
    return run_ours(crowd, folder, settings=NO_LIMITS)


def _saturated_rows(plan: Plan, folder: Path) -> list[Row]:
    crowd = plan.saturated
    run = partial(run_ours, crowd, folder, settings=NO_LIMITS)
    ours, theirs = [run()], run_socketio(crowd, folder)
    alone = [run(limits={"batch": 1})] if plan.full else []
    name = f"{crowd.screens:,} screens, each voting again when answered: votes answered"
    rates = [each.in_time for each in ours]
    return [
        *(measured(name, rates, RATE, ALONE, [each.in_time]) for each in alone),
        measured(name, rates, RATE, SOCKETIO, [theirs.in_time]),
        *promise_rows(f"{crowd.screens:,} screens as fast as they are answered", [*ours, *alone]),
    ]


def _beyond_rows(plan: Plan, folder: Path) -> list[Row]:
    """Far too many votes: all are answered late; with a short queue the rest are refused, and nothing is lost."""
    crowd = plan.overload
    slow = [run_ours(crowd, folder, settings=NO_LIMITS)] if plan.full else []
    narrow = run_ours(crowd, folder, settings=NO_LIMITS, limits={"queue": QUEUE})
    write_series(folder, "beyond", [_record(run) for run in (*slow, narrow)])
    short = f"{crowd.size}, {QUEUE} may wait"
    return [
        *(row for run in slow for row in _slow_rows(run)),
        measured(f"{short}: answers 503", [float(narrow.refusals[BUSY])], "answers"),
        measured(f"{short}: votes answered", [float(len(narrow.records.seqs))], "votes"),
        Row(f"{short}: votes neither answered nor refused with 503", _lost_track(narrow), "votes", target=0),
        *promise_rows(short, [narrow]),
    ]


def _slow_rows(run: Run) -> list[Row]:
    size = run.crowd.size
    return [
        measured(f"{size}: votes answered", [run.answered], RATE, "what was offered", [run.crowd.rate]),
        measured(f"{size}: answer, p95", [run.ack(95)], MILLISECONDS),
        measured(f"{size}: answers 503", [float(run.refusals[BUSY])], "answers"),
        *promise_rows(size, [run]),
    ]


def _lost_track(run: Run) -> int:
    return run.crowd.votes - len(run.records.seqs) - run.refusals[BUSY]


def _record(run: Run) -> dict[str, Any]:
    return {
        "offered": run.crowd.rate,
        "answered": run.answered,
        "in_time": run.in_time,
        "p50": run.ack(50),
        "p95": run.ack(95),
        "refused": sum(run.refusals.values()),
        "sent_late": run.late,
    }
