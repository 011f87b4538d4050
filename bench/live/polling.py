"""A crowd as small as a page that polls can hardly stand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.live.plan import make_plan
from bench.live.room import crowd_rows
from bench.live.runs import run_ours, run_polling

POLLING = "Streamlit page that polls each second"


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, of one run: the page that polls needs most of a minute for it."""
    plan, place = make_plan(quick=quick), Path(folder)
    ours, theirs = run_ours(plan.polling, place), run_polling(plan.polling, place)
    return [asdict(row) for row in crowd_rows(plan.polling.size, [ours], [theirs], POLLING)]
