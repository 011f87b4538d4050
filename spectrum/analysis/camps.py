"""Whether the votes on a tool fall into camps: Hartigan's dip test, along three axes.

The dip (Hartigan & Hartigan 1985) is how far the votes are from the nearest
distribution with one peak. It takes their distribution to be continuous, but
votes lie on a grid of 0.1 points, and with thousands of them the grid itself
looks like many peaks. So each vote first gets a fixed place within its step of
the grid, whoever cast it. No evidence of camps is never evidence of one camp.
The package diptest is under the GNU GPL, version 3 or later, as this one is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spectrum.analysis.many_tests import adjusted_p
from spectrum.analysis.moments import FloatArray, moments
from spectrum.analysis.placements import require
from spectrum.model import DipTest

CAMPS_FROM = 30
"""Votes below which nothing is tested: the dip would miss most camps."""

CAMP_AXES = ("x", "y", "principal")
"""Along which votes are tested; the principal axis is the direction in which they vary most."""

CAMP_COLUMNS = ("tool_id", "n", "axis", "dip", "p", "q", "verdict")

NO_EVIDENCE = "no evidence of camps"
EVIDENCE = "evidence of camps"
TOO_FEW = f"too few votes (n < {CAMPS_FROM})"

VOTE_STEP = 0.1
"""Axis points between one possible vote and the next."""

LONGEST_TABLE = 72_000
"""Values up to which the dip's distribution is tabulated; beyond, dip·√n hardly changes any more."""

_SPREAD = (0.7548776662466927, 0.5698402909980532)
"""Parts of a step that the places of two successive votes are apart; they fill the square evenly."""


def dip_test(values: ArrayLike) -> DipTest:
    """Test the values, shape (n,), for more than one peak; NaN is left out. dip and p are NaN below four.

    The p value is interpolated from a table of dip·√n under uniformly distributed
    values, the worst case of one peak, so that it errs on the safe side.
    """
    from diptest import dipstat  # type: ignore[import-untyped]  # noqa: PLC0415  (for camps alone)
    from diptest.consts import Consts  # type: ignore[import-untyped]  # noqa: PLC0415

    given = np.asarray(values, dtype=float)
    told = given[~np.isnan(given)]
    n = len(told)
    if n < 4:
        return DipTest(n, np.nan, np.nan)
    dip = float(dipstat(told))
    tabulated = min(n, LONGEST_TABLE)
    p = float(Consts.compute_pval_interpolation(tabulated, dip * np.sqrt(n / tabulated)))
    return DipTest(n, dip, p)


def tool_camps(x: ArrayLike, y: ArrayLike, *, step: float = VOTE_STEP) -> dict[str, DipTest]:
    """Test one tool's votes (shape (n,), axis points, NaN where missing) along each of CAMP_AXES.

    `step`: axis points between one possible vote and the next, for votes that were
    imported from a coarser scale. dip and p are NaN below CAMPS_FROM votes. Along y
    and the principal axis only complete votes count.
    """
    points = _off_the_grid(np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)]), step)
    complete = points[~np.isnan(points).any(axis=1)]
    along = (points[:, 0], complete[:, 1], complete @ _principal_direction(complete))
    return {axis: _enough(values) for axis, values in zip(CAMP_AXES, along, strict=True)}


def camps(votes: pd.DataFrame, *, level: float = 0.05, step: float = VOTE_STEP) -> pd.DataFrame:
    """Test every tool of `votes` (tool_id, x, y; one row per voter) along each of CAMP_AXES.

    Returns a tidy frame, sorted by tool_id, with CAMP_COLUMNS: n votes on that axis,
    the dip, its p value, and q, the p value adjusted by Benjamini & Hochberg (1995)
    within one family: all axes of all tools that have votes enough. `verdict` is
    EVIDENCE where q is at most `level`, else NO_EVIDENCE, or TOO_FEW where dip, p
    and q are NaN. Raises ValueError for missing columns.
    """
    require(votes, ("tool_id", "x", "y"))
    rows: list[dict[str, Any]] = []
    for tool_id, own in votes.groupby("tool_id"):
        for axis, test in tool_camps(own["x"], own["y"], step=step).items():
            rows.append({"tool_id": str(tool_id), "n": test.n, "axis": axis, "dip": test.dip, "p": test.p})
    frame = pd.DataFrame(rows, columns=list(CAMP_COLUMNS))
    frame = frame.astype({"tool_id": "str", "n": "int64", "axis": "str", "dip": "float64", "p": "float64"})
    q = adjusted_p(frame["p"].to_numpy())
    verdict = np.where(np.isnan(q), TOO_FEW, np.where(q <= level, EVIDENCE, NO_EVIDENCE))
    return frame.assign(q=q, verdict=pd.Series(verdict, dtype="str"))


def _off_the_grid(points: FloatArray, step: float) -> FloatArray:
    """Return the points, sorted by value, each moved by up to half a step so that equal ones spread out.

    The moves follow from a vote's place in that order alone: the same votes give
    the same points, whoever cast them.
    """
    in_order = points[np.lexsort((points[:, 1], points[:, 0]))]
    places = np.outer(np.arange(1, len(points) + 1), _SPREAD) % 1
    moved: FloatArray = in_order + step * (places - 0.5)
    return moved


def _principal_direction(points: FloatArray) -> FloatArray:
    """Return the unit vector, shape (2,), along which the points vary most."""
    own = moments(points[:, 0], points[:, 1]).covariance
    angle = np.arctan2(2 * own.cov_xy, own.var_x - own.var_y) / 2
    return np.array([np.cos(angle), np.sin(angle)])


def _enough(values: FloatArray) -> DipTest:
    n = int(np.count_nonzero(~np.isnan(values)))
    return dip_test(values) if n >= CAMPS_FROM else DipTest(n, np.nan, np.nan)
