"""A crowd that comes all at once: to the dashboard's home page, and to the light page.

Somebody has been there before, so the server has loaded what it needs. The pages
beside them are the same ones with Streamlit's default settings, as the dashboard
would be served if nobody had looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.live.fleet import joined_fleet
from bench.live.ours import copied_board, our_server
from bench.live.plan import ONE_CROWD, Crowd, make_plan
from bench.live.records import Numbers
from bench.live.visits import visit
from bench.repeat import repeated, side_by_side
from bench.table import MILLISECONDS, Row, measured

DEFAULTS = ("--server.fileWatcherType", "auto", "--runner.postScriptGC", "true")
WITH_DEFAULTS = "the same with Streamlit's default settings"
HOME_PAGE = "the dashboard's home page"


@dataclass(frozen=True)
class Storm:
    """Seconds from when each was due until they saw the room; processor seconds of the server for each."""

    waits: Numbers
    processor: float

    def wait(self, percent: float) -> float:
        """Milliseconds."""
        return 1000 * float(np.percentile(self.waits, percent))


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table. Only a small crowd can be put to Streamlit's defaults: a large one takes minutes."""
    plan, place = make_plan(quick=quick), Path(folder)
    few, pages, light = plan.few_arrivals, plan.page_arrivals, plan.light_arrivals
    ours, theirs = side_by_side(
        partial(_storm, "page", few, place), partial(_storm, "page", few, place, *DEFAULTS), 1
    )
    crowd = [_storm("page", pages, place)] if pages != few else ours
    phones = repeated(partial(_storm, "light", light, place), plan.runs)
    rows = [
        *_rows(f"{_size(few)} on the home page", ours, theirs, WITH_DEFAULTS),
        *_rows(f"{_size(light)} on the light page", phones, crowd, f"{HOME_PAGE}, {_size(pages)}"),
    ]
    return [asdict(row) for row in rows]


def _rows(name: str, ours: Sequence[Storm], theirs: Sequence[Storm], alternative: str) -> list[Row]:
    rows = [
        measured(
            f"{name}: until it is there, p{percent}",
            [storm.wait(percent) for storm in ours],
            MILLISECONDS,
            alternative,
            [storm.wait(percent) for storm in theirs],
        )
        for percent in (50, 95)
    ]
    processor = [1000 * storm.processor for storm in ours]
    other = [1000 * storm.processor for storm in theirs]
    return [*rows, measured(f"{name}: processor for each", processor, MILLISECONDS, alternative, other)]


def _storm(way: str, crowd: Crowd, folder: Path, *options: str) -> Storm:
    database = copied_board(folder)
    with our_server(database, *options, settings=ONE_CROWD) as server:
        visit(server.port)
        used = server.cpu_seconds()
        with joined_fleet(way, server.port, crowd, [], database.parent) as fleet:
            used = server.cpu_seconds() - used
            fleet.start()
            records = fleet.records()
            fleet.leave()
    return Storm(records.joined - records.joins_due, used / crowd.screens)


def _size(crowd: Crowd) -> str:
    return f"{crowd.screens:,} arrivals at {crowd.joins:,.0f}/s"
