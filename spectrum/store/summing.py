"""The figures of each tool, from how many placements have the same value on an axis.

A database counts ten million votes into some ten thousand such cells in one pass.
Medians, quartiles and moments of those take numpy a few milliseconds, while the
same in SQL would sort all votes, or take the database longer to plan than to run.
A vote of a small board is a cell of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NO_TRACE = 1e-9
"""A sum of two variances up to this, in squared axis points, is rounding error."""

MIDDLE = 50.0
"""From where the cells count their y's, in axis points."""

APART = 128.0
"""More than any two positions are apart, in axis points."""

COUNTS = ("n", "n_y")
FIGURES = (
    "mean_x", "mean_y", "q1_x", "median_x", "q3_x", "q1_y", "median_y", "q3_y", "mad_x", "mad_y", "sd_x", "sd_y",
    "mean_complete_x", "mean_complete_y", "var_x", "var_y", "cov_xy", "mean_d2", "mean_d4",
)  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """The cells of one axis, rising in position within each tool: shape (cells,).

    `tools`: how many there are; `tool`: which one a cell belongs to, from 0. `n`:
    placements; `n_y`: those of them that have a y, whose distances from the middle of
    the y axis and their squares are summed up in `sum_y` and `sum_y2`.
    """

    tools: int
    tool: IntArray
    position: FloatArray
    n: FloatArray
    n_y: FloatArray
    sum_y: FloatArray
    sum_y2: FloatArray

    def total(self, values: FloatArray) -> FloatArray:
        """Sum over each tool's cells: shape (tools,)."""
        return _sum_by(self.tool, values, self.tools)


def sum_up_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each tool of `cells` (from the statement list_cells), by tool_id.

    Its columns are tool_id, COUNTS and FIGURES: positions in axis points, variances
    in their square, mean_d4 in their fourth power; NaN where undefined.
    """
    codes, tool_ids = pd.factorize(cells["tool_id"], sort=True)
    on_x = (cells["axis"] == "x").to_numpy()
    columns = [cells[name].to_numpy("float64") for name in ("position", "n", "n_y", "sum_y", "sum_y2")]
    x, y = (
        _rising(len(tool_ids), codes[where], *(column[where] for column in columns))
        for where in (on_x, ~on_x)
    )
    return _figures(tool_ids, x, y)


def sum_up_votes(placed: pd.DataFrame) -> pd.DataFrame:
    """Return the same from the placements themselves (tool_id, x, y)."""
    codes, tool_ids = pd.factorize(placed["tool_id"], sort=True)
    x, y = placed["x"].to_numpy("float64"), placed["y"].to_numpy("float64")
    has_y, from_middle = ~np.isnan(y), y - MIDDLE
    one = np.ones(len(x))
    on_x = _rising(len(tool_ids), codes, x, one, has_y.astype("float64"), from_middle, from_middle**2)
    on_y = _rising(len(tool_ids), codes[has_y], y[has_y], *[one[has_y]] * 4)
    return _figures(tool_ids, on_x, on_y)


def with_left_out(positions: pd.DataFrame, placed: pd.DataFrame, *, below: int) -> pd.DataFrame:
    """Add what remains of the spread when a vote is left out, for tools with some, but fewer than `below`.

    `placed`: tool_id, x and y of all placements on these tools, or on more. A trace is the
    sum of the two variances of the other votes with both axes: log_trace_n counts those
    above zero, and log_trace_var is the sample variance of their logarithms. Else NaN.
    """
    few = positions.loc[positions["n_y"].between(1, below - 1), "tool_id"]
    own = placed[placed["y"].notna().to_numpy() & placed["tool_id"].isin(few).to_numpy()]
    codes, tool_ids = pd.factorize(own["tool_id"])
    logs, of_log = _log_traces(
        own["x"].to_numpy("float64"), own["y"].to_numpy("float64"), codes, len(tool_ids)
    )
    told = _count_by(of_log, len(tool_ids))
    squares = _sum_by(of_log, _from_mean(logs, of_log, told) ** 2, len(tool_ids))
    found = pd.DataFrame({"log_trace_n": told, "log_trace_var": _divided(squares, told - 1)}, index=tool_ids)
    return positions.assign(**found.reindex(positions["tool_id"]).set_index(positions.index))


def _log_traces(x: FloatArray, y: FloatArray, codes: IntArray, tools: int) -> tuple[FloatArray, IntArray]:
    """The logarithms of the traces above zero, and the tool that each belongs to."""
    n = _count_by(codes, tools)
    d2 = _from_mean(x, codes, n) ** 2 + _from_mean(y, codes, n) ** 2
    enough = n[codes] > 2
    size, sums, own, of_own = (
        n[codes][enough],
        _sum_by(codes, d2, tools)[codes][enough],
        d2[enough],
        codes[enough],
    )
    traces = (sums - size / (size - 1) * own) / (size - 2)
    above = traces > NO_TRACE
    return np.log(traces[above]), of_own[above]


def _figures(tool_ids: Any, x: Cells, y: Cells) -> pd.DataFrame:
    figures = _axis_figures("x", x) | _axis_figures("y", y) | _joint_figures(x, y)
    counts = {"n": x.total(x.n).astype("int64"), "n_y": x.total(x.n_y).astype("int64")}
    frame = pd.DataFrame({"tool_id": tool_ids, **counts, **{name: figures[name] for name in FIGURES}})
    return frame.astype({"tool_id": "str"})


def _rising(tools: int, tool: IntArray, position: FloatArray, *others: FloatArray) -> Cells:
    """The cells in order: tool by tool, rising in position."""
    order = _order(tool, position)
    return Cells(tools, tool[order], position[order], *(column[order] for column in others))


def _order(tool: IntArray, values: FloatArray) -> IntArray:
    """The order tool by tool, rising in values from 0 to 100: one key sorts many times as fast as two."""
    return np.argsort(tool * APART + values)


def _count_by(codes: IntArray, groups: int) -> FloatArray:
    """How many there are of each group: shape (groups,)."""
    return np.bincount(codes, minlength=groups).astype("float64")


def _from_mean(values: FloatArray, codes: IntArray, n: FloatArray) -> FloatArray:
    """The values' distances from the mean of their group, of which there are `n` each."""
    from_mean: FloatArray = values - _divided(_sum_by(codes, values, len(n)), n)[codes]
    return from_mean


def _sum_by(codes: IntArray, values: FloatArray, groups: int) -> FloatArray:
    """The sum of each group's values: shape (groups,)."""
    sums: FloatArray = np.bincount(codes, weights=values, minlength=groups).astype("float64")
    return sums


def _axis_figures(axis: str, cells: Cells) -> dict[str, FloatArray]:
    mean, variance = _mean_and_variance(cells, cells.n)
    up_to, total = np.cumsum(cells.n), cells.total(cells.n)
    first, median, third = (_quantile(cells.position, up_to, total, share) for share in (0.25, 0.5, 0.75))
    deviation = np.abs(cells.position - median[cells.tool])
    rising = _order(cells.tool, deviation)
    return {
        f"mean_{axis}": mean,
        f"sd_{axis}": np.sqrt(variance),
        f"q1_{axis}": first,
        f"median_{axis}": median,
        f"q3_{axis}": third,
        f"mad_{axis}": _quantile(deviation[rising], np.cumsum(cells.n[rising]), total, 0.5),
    }


def _joint_figures(x: Cells, y: Cells) -> dict[str, FloatArray]:
    """What concerns both axes together, over placements that have both: shape (tools,)."""
    n = x.total(x.n_y)
    mean_x, var_x = _mean_and_variance(x, x.n_y)
    mean_y, var_y = _mean_and_variance(y, y.n)
    has_y = x.n_y > 0  # sums over no votes are NaN
    middle = (mean_y - MIDDLE)[x.tool]
    dx = np.where(has_y, x.position - mean_x[x.tool], 0)
    sum_dy = np.where(has_y, x.sum_y - x.n_y * middle, 0)
    sum_dy2 = np.where(has_y, x.sum_y2 - middle * (2 * x.sum_y - x.n_y * middle), 0)
    dx2, dy2 = dx * dx, (y.position - mean_y[y.tool]) ** 2
    d2 = x.total(x.n_y * dx2) + y.total(y.n * dy2)
    d4 = x.total(dx2 * (x.n_y * dx2 + 2 * sum_dy2)) + y.total(y.n * dy2 * dy2)
    return {
        "mean_complete_x": mean_x,
        "mean_complete_y": mean_y,
        "var_x": var_x,
        "var_y": var_y,
        "cov_xy": _divided(x.total(dx * sum_dy), n - 1),
        "mean_d2": _divided(d2, n),
        "mean_d4": _divided(d4, n),
    }


def _mean_and_variance(cells: Cells, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and sample variance of each tool's cells with `n` votes in each: shape (tools,)."""
    total = cells.total(n)
    mean = _divided(cells.total(n * cells.position), total)
    from_mean = np.where(n > 0, cells.position - mean[cells.tool], 0)
    return mean, _divided(cells.total(n * from_mean**2), total - 1)


def _divided(sums: FloatArray, by: FloatArray) -> FloatArray:
    """The quotient, NaN where there is nothing to divide by."""
    quotient = np.full(len(sums), np.nan)
    np.divide(sums, by, out=quotient, where=by > 0)
    return quotient


def _quantile(rising: FloatArray, up_to: FloatArray, total: FloatArray, share: float) -> FloatArray:
    """A quantile of each tool's values: shape (tools,), NaN for a tool without any.

    The values rise within each tool; `up_to`: the votes on all values so far, of all
    tools; `total`: each tool's votes. Between two votes it is found by straight line.
    """
    quantile = np.full(len(total), np.nan)
    voted = total > 0
    rank = share * (total[voted] - 1)  # of a vote among its tool's, counted from 0
    before = (np.cumsum(total) - total)[voted]
    below, above = (
        rising[np.searchsorted(up_to, before + whole, side="right")]
        for whole in (np.floor(rank), np.ceil(rank))
    )
    quantile[voted] = below + (above - below) * (rank - np.floor(rank))
    return quantile
