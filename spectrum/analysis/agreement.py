"""How far voters agree on where the tools stand, apart from each other: Krippendorff's alpha.

The interval metric needs only counts, means and variances per tool, so alpha of
ten million votes comes from a store's aggregates. Its interval leaves out
voters, not votes: one person's votes belong together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import IntArray, Placements, placements
from spectrum.analysis.spread import NO_TRACE
from spectrum.model import Agreement

GROUPS = 200
"""Voters above which the jackknife leaves out groups of voters: this many, equal in size to one voter."""

NO_PAIRS = "no tool has two votes"
NO_VARIANCE = "all votes are the same"
NO_SPREAD = "no interval: the votes on each tool are all the same"
TOO_FEW_VOTERS = "no interval: too few voters to leave one out"


def alpha(votes: pd.DataFrame, axis: str, *, level: float = 0.95) -> Agreement:
    """Return Krippendorff's alpha of `axis` ("x", "y" or "xy" for both) with its interval.

    `votes`: current placements (tool_id, voter_id, x, y); what has no value on
    the axis is left out. 1: all voters place each tool alike; 0: as if votes
    were dealt out to tools at random; below 0: less alike than that
    (Krippendorff 2011, interval metric, missing values allowed; "xy" takes the
    squared distance in the plane).

    Interval: jackknife over voters of ln(1 - alpha) with t(voters - 1). Above
    GROUPS voters, that many groups are left out in turn. Groups follow from
    what was voted, not from ids.
    """
    found = _pairable(placements(votes, axis))
    sizes = {"n": found.n, "n_tools": len(found.tools), "n_voters": len(found.voters)}
    if not found.n:
        return Agreement(None, None, None, **sizes, why=NO_PAIRS)
    values = found.values - found.values.mean(axis=0)
    sums = _sums(_groups(found.voter), found.tool, values)
    whole = sums.sum(axis=1, keepdims=True)
    value = float(_alphas(whole)[0])
    if np.isnan(value):
        return Agreement(None, None, None, **sizes, why=NO_VARIANCE)
    low, high, why = _jackknife(value, _alphas(whole - sums), level)
    return Agreement(value, low, high, **sizes, why=why)


def alpha_from_aggregates(n: ArrayLike, mean: ArrayLike, var: ArrayLike) -> float:
    """Return alpha from each tool's number of votes, mean and sample variance.

    `n` has shape (tools,); `mean` and `var` the same, or (tools, axes) for axes
    together, over the same votes. NaN where no tool has two votes or all votes
    are the same.
    """
    paired = np.asarray(n, dtype=float) >= 2
    if not paired.any():
        return float("nan")
    counts = np.asarray(n, dtype=float)[paired, None]
    means, variances = (
        np.asarray(figures, dtype=float)[paired].reshape(len(counts), -1) for figures in (mean, var)
    )
    total = counts.sum()
    from_mean = means - (counts * means).sum(axis=0) / total
    squares = ((counts - 1) * variances).sum() + (counts * from_mean**2).sum()
    return float(_alpha((counts * variances).sum(), squares, total))


def _sums(group: IntArray, tool: IntArray, values: FloatArray) -> FloatArray:
    """Sum up by group and tool, shape (2 + axes, groups, tools): counts, squares, and values of each axis."""
    shape = (int(group.max()) + 1, int(tool.max()) + 1)
    cell = group * shape[1] + tool
    weights = [np.ones(len(values)), (values**2).sum(axis=1), *values.T]
    return np.stack([np.bincount(cell, weight, shape[0] * shape[1]).reshape(shape) for weight in weights])


def _alphas(sums: FloatArray) -> FloatArray:
    """Return alpha of every board, shape (boards,), from `_sums` with boards in place of groups."""
    counts, squares, *totals = np.where(sums[0] >= 2, sums, 0.0)
    within = squares - sum(total**2 for total in totals) / np.maximum(counts, 1)
    observed = (counts / np.maximum(counts - 1, 1) * np.maximum(within, 0.0)).sum(axis=1)
    n = counts.sum(axis=1)
    around_mean = squares.sum(axis=1) - sum(total.sum(axis=1) ** 2 for total in totals) / np.maximum(n, 1)
    return _alpha(observed, around_mean, n)


def _alpha(weighted_variance: ArrayLike, squares: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return 1 - [sum of n·s² over tools / sum of n] / s² of all, NaN where nothing varies."""
    counts = np.asarray(n, dtype=float)
    expected = np.asarray(squares, dtype=float) / np.maximum(counts - 1, 1)
    observed = np.asarray(weighted_variance, dtype=float) / np.maximum(counts, 1)
    varies = expected > NO_TRACE
    return np.where(varies, 1 - observed / np.where(varies, expected, 1.0), np.nan)


def _pairable(votes: Placements) -> Placements:
    """Keep the votes on tools that have two of them or more: only they can be compared."""
    return votes.take(np.bincount(votes.tool, minlength=len(votes.tools))[votes.tool] >= 2)


def _groups(voter: IntArray) -> IntArray:
    """Return the group in which each vote is left out: its voter, or one of GROUPS groups of voters."""
    return voter % GROUPS if voter.max() >= GROUPS else voter


def _jackknife(value: float, others: FloatArray, level: float) -> tuple[float | None, float | None, str]:
    """Return low, high and '', or None twice and the reason."""
    from scipy.special import stdtrit  # noqa: PLC0415  (0.2 s that a command without intervals need not wait)

    if 1 - value < NO_TRACE:
        return None, None, NO_SPREAD
    if len(others) < 3 or np.isnan(others).any() or (1 - others < NO_TRACE).any():
        return None, None, TOO_FEW_VOTERS
    logs = np.log(1 - others)
    count = len(logs)
    error = np.sqrt((count - 1) / count * ((logs - logs.mean()) ** 2).sum())
    factor = np.exp(stdtrit(count - 1, (1 + level) / 2) * error)
    return float(1 - (1 - value) * factor), float(1 - (1 - value) / factor), ""
