"""The soak of `bench.memory` for half an hour: `make soak`."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench.live.plan import make_plan
from bench.memory import soak

SECONDS = 1_800.0


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table."""
    crowd = make_plan(quick=quick).soak
    return [
        asdict(row)
        for row in soak(Path(folder), crowd if quick else replace(crowd, seconds=SECONDS), full=True)
    ]
