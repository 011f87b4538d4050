"""What blocking some voters would change, tool by tool."""

from __future__ import annotations

import pandas as pd

from spectrum.analysis.placements import require

COMPARED = ("n", "mean_x", "mean_y", "x", "y", "disagreement")
"""Figures that are shown before and after."""

BLOCKING_COLUMNS = (
    "tool_id",
    "number",
    "name",
    *(f"{figure}_{when}" for figure in COMPARED for when in ("before", "after")),
    "moved",
)


def effect_of_blocking(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return one row per tool, in order of number: BLOCKING_COLUMNS.

    `before`, `after`: `tool_statistics` of the board's positions, and of those without the voters
    (`Organiser.positions_without`). n: placements; means and the collective position x, y in axis
    points; disagreement: D. moved: how far the collective position goes, in axis points. What is
    undefined is NaN. Raises ValueError for missing columns.
    """
    for frame in (before, after):
        require(frame, ("tool_id", "number", "name", *COMPARED))
    there = before[["tool_id", "number", "name", *COMPARED]]
    then = after[["tool_id", *COMPARED]]
    both = there.merge(then, on="tool_id", how="left", suffixes=("_before", "_after"), validate="one_to_one")
    dx, dy = (both[f"{axis}_after"] - both[f"{axis}_before"] for axis in ("x", "y"))
    moved = both.assign(moved=(dx**2 + dy**2) ** 0.5)
    return moved.sort_values("number", kind="stable", ignore_index=True)[list(BLOCKING_COLUMNS)]
