"""Current placements as arrays, with tools and voters numbered by what was voted, not by their ids.

Ids differ between exports of one board. Whatever depends on an order (iterated
estimates, groups of a jackknife, permutations) takes it from here, so that the
same votes give the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spectrum.analysis.moments import FloatArray

IntArray = NDArray[np.int64]
HashArray = NDArray[np.uint64]

AXES = {"x": ("x",), "y": ("y",), "xy": ("x", "y")}
"""The columns that a measure of one axis, or of both together, reads."""

GRAIN = 1e-6
"""Axis points below which two positions count as the same."""


@dataclass(frozen=True, eq=False)
class Placements:
    """Votes that have every value asked for: one entry each in `tool`, `voter` and `values`.

    `tools` and `voters` are the ids; `tool` and `voter` (shape (n,)) their
    numbers from 0; `values` has shape (n, axes), in axis points.
    """

    tools: pd.Index[str]
    voters: pd.Index[str]
    tool: IntArray
    voter: IntArray
    values: FloatArray

    @property
    def n(self) -> int:
        """How many votes there are."""
        return len(self.values)

    def take(self, kept: NDArray[np.bool_]) -> Placements:
        """Return the votes that a mask of shape (n,) keeps, without tools and voters that have none left."""
        if kept.all():
            return self
        tool, tools = _close_up(self.tool[kept], self.tools)
        voter, voters = _close_up(self.voter[kept], self.voters)
        return Placements(tools, voters, tool, voter, self.values[kept])


def placements(votes: pd.DataFrame, axis: str) -> Placements:
    """Take the votes (tool_id, voter_id, x, y) that have a value on `axis`: "x", "y" or "xy" for both.

    Raises ValueError for another axis and for missing columns.
    """
    if axis not in AXES:
        raise ValueError(f"axis is {axis!r}, but must be one of {', '.join(AXES)}")
    columns = AXES[axis]
    require(votes, ("tool_id", "voter_id", *columns))
    values = votes[list(columns)].to_numpy(dtype=float)
    complete = ~np.isnan(values).any(axis=1)
    if not complete.all():
        votes, values = votes[complete], values[complete]
    tool, tools = pd.factorize(votes["tool_id"])
    voter, voters = pd.factorize(votes["voter_id"])
    content = _content(values)
    tool_content = _sum_by(tool, content, len(tools))
    voter_content = _sum_by(voter, _mix(content + tool_content[tool]), len(voters))
    tool, tools = _renumber(tool, pd.Index(tools), tool_content)
    voter, voters = _renumber(voter, pd.Index(voters), voter_content)
    return Placements(tools, voters, tool, voter, values)


def require(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise ValueError with the names of `columns` that `frame` lacks."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"votes lack the columns {', '.join(missing)}")


def _content(values: FloatArray) -> HashArray:
    """Return one number for each row of `values`, the same on every machine."""
    content = np.zeros(len(values), dtype=np.uint64)
    for column in values.T:
        content = _mix(content + np.rint(column / GRAIN).astype(np.int64).view(np.uint64))
    return content


def _mix(numbers: HashArray) -> HashArray:
    """Scatter 64-bit numbers: the output step of the generator SplitMix64 (Steele, Lea & Flood 2014)."""
    state = numbers + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: HashArray = state ^ (state >> np.uint64(31))
    return mixed


def _sum_by(code: IntArray, content: HashArray, count: int) -> HashArray:
    """Sum `content` by `code`, modulo 2⁶⁴: whatever the order of the rows."""
    sums = np.zeros(count, dtype=np.uint64)
    np.add.at(sums, code, content)
    return sums


def _renumber(code: IntArray, ids: pd.Index[str], content: HashArray) -> tuple[IntArray, pd.Index[str]]:
    order = np.argsort(content, kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[code], ids.take(order)


def _close_up(code: IntArray, ids: pd.Index[str]) -> tuple[IntArray, pd.Index[str]]:
    """Number what is left from 0 again, in the order that it had."""
    present = np.bincount(code, minlength=len(ids)) > 0
    return (np.cumsum(present) - 1)[code], ids[present]
