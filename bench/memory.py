"""How much memory a server holds while a round goes on: `python -m bench memory`, and half an hour in `make soak`.

Screens watch, votes come in, and someone opens a page of the dashboard every other
second; at first one comes after the other, until everything that is kept of pages and
visitors is full. Growth is counted from when the server is warm to the end, less what the
database file and its log have grown meanwhile: the votes themselves, which DuckDB may keep.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any

from bench.live.fleet import joined_fleet
from bench.live.ours import copied_board, live_tools, our_server
from bench.live.plan import Crowd, make_plan
from bench.live.room import SOCKETIO
from bench.live.runs import TOOLS, installed_socketio
from bench.live.server import Server, free_port, running
from bench.live.visits import visit
from bench.results import write_series
from bench.table import MEGABYTES, Row, measured

EVERY = 2.0  # seconds between looks, and between visitors of the pages
CROWDED = 45.0  # seconds at the beginning in which visitors come one after the other, or…
CROWDED_SHARE = 0.15  # …this share of the time, if that is shorter
WARM = (0.45, 0.55)  # shares of the time in which it is warm
END = (0.9, 1.0)
GROWTH_TARGET = 10.0  # MB in five minutes beyond the data
FIVE_MINUTES = 300.0


@dataclass(frozen=True)
class Look:
    """Seconds since the beginning; MB of the process, and of the database on the disk."""

    at: float
    memory: float
    data: float


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table: five minutes, or as many seconds as show that it works."""
    plan = make_plan(quick=quick)
    return [asdict(row) for row in soak(Path(folder), plan.soak, full=plan.full)]


def soak(folder: Path, crowd: Crowd, *, full: bool) -> list[Row]:
    """Let both servers run side by side under the same votes."""
    place = Path(mkdtemp(dir=folder))
    database = copied_board(place)
    tools = live_tools(database)
    port = free_port()
    other = ["node", "server.js", str(port)]
    with (
        our_server(database) as ours,
        running(other, port, place, cwd=installed_socketio(place)) as theirs,
        joined_fleet("web", ours.port, crowd, tools, database.parent) as voters,
        joined_fleet("socketio", port, crowd, TOOLS, place) as their_voters,
    ):
        began = voters.start()
        their_voters.start()
        looks, their_looks = _watch(began, crowd.seconds, ours, theirs, database)
        records = voters.records()
        their_voters.records()
        for fleet in (voters, their_voters):
            fleet.leave()
    write_series(folder, "memory", _records("Spectrum", looks) + _records("socket.io", their_looks))
    return _rows(crowd, looks, their_looks, len(records.seqs), full=full)


def growth(looks: Sequence[Look], seconds: float) -> float:
    """MB by which memory has grown from warm to the end beyond what the data have grown; below 0 if it has shrunk."""
    memory = _at(looks, seconds, END, _memory) - _at(looks, seconds, WARM, _memory)
    data = _at(looks, seconds, END, _data) - _at(looks, seconds, WARM, _data)
    return memory - max(0.0, data)


def _watch(
    began: float, seconds: float, ours: Server, theirs: Server, database: Path
) -> tuple[list[Look], list[Look]]:
    crowded = min(CROWDED, CROWDED_SHARE * seconds)
    looks: list[Look] = []
    their_looks: list[Look] = []
    while (at := time.monotonic() - began) < seconds:
        visit(ours.port)
        looks.append(Look(at, ours.memory(), _megabytes(database)))
        their_looks.append(Look(at, theirs.memory(), 0.0))
        while time.monotonic() < began + min(at + EVERY, crowded):
            visit(ours.port)
        time.sleep(max(0.0, began + at + EVERY - time.monotonic()))
    return looks, their_looks


def _rows(
    crowd: Crowd, looks: Sequence[Look], theirs: Sequence[Look], votes: int, *, full: bool
) -> list[Row]:
    seconds = crowd.seconds
    name = f"{crowd.size} for {seconds / 60:.1f} minutes"
    end, their_end = _at(looks, seconds, END, _memory), _at(theirs, seconds, END, _memory)
    grown = growth(looks, seconds) * FIVE_MINUTES / (seconds * (sum(END) - sum(WARM)) / 2)
    return [
        measured(f"{name}: memory of the server", [end], MEGABYTES, SOCKETIO, [their_end]),
        Row(
            f"{name}: memory grown beyond the data, in 5 minutes",
            grown,
            MEGABYTES,
            target=GROWTH_TARGET if full else None,
        ),
        Row(f"{name}: votes answered", votes, "votes"),
    ]


def _at(
    looks: Sequence[Look], seconds: float, shares: tuple[float, float], what: Callable[[Look], float]
) -> float:
    first, last = (share * seconds for share in shares)
    inside = [what(look) for look in looks if first <= look.at <= last]
    return median(inside or [what(looks[-1])])


def _memory(look: Look) -> float:
    return look.memory


def _data(look: Look) -> float:
    return look.data


def _megabytes(database: Path) -> float:
    files = (database, Path(f"{database}.wal"))
    return sum(file.stat().st_size for file in files if file.exists()) / 1e6


def _records(way: str, looks: Sequence[Look]) -> list[dict[str, Any]]:
    return [{"way": way, **asdict(look)} for look in looks]
