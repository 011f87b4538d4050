"""How far votes stay where something was shown before they were cast.

People place things near a figure they have just seen, even a meaningless one
(Tversky & Kahneman 1974). A high share alone proves nothing: those who agree
also vote nearby. It tells which figures to compare with and without such votes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import require
from spectrum.errors import InvalidSetting
from spectrum.model import Anchoring, Tool

BoolArray = NDArray[np.bool_]

SHOWN_COLUMNS = ("x", "y", "shown_x", "shown_y")

VOTER_ANCHORING_COLUMNS = ("voter_id", "n", "n_shown", "n_near", "share", "low", "high")

NORMAL_95 = 1.959963984540054
"""Standard deviations to either side of the mean that hold 95 % of a normal distribution."""

ROUNDING = 1e-9
"""Axis points by which a distance may exceed its limit, as decimal fractions are not exact."""

HALF_STEP = 0.05
"""Axis points between a number and the same number to one decimal place, at most."""


# --- near what was shown ------------------------------------------------------------


def anchoring_share(
    x: ArrayLike, y: ArrayLike, shown_x: ArrayLike, shown_y: ArrayLike, *, within: float
) -> Anchoring:
    """Return how many votes lie within `within` axis points of the position that each voter was shown.

    All arrays have shape (n,) and NaN where missing; votes without x are left
    out. The distance is that in the plane where vote and position both have a y,
    else that along x. The interval is Wilson's (1927). Raises InvalidSetting
    unless `within` is a finite number of at least 0.
    """
    voted = ~np.isnan(np.asarray(x, dtype=float))
    shown, near = _shown_and_near(x, y, shown_x, shown_y, within)
    n_shown, n_near = int(shown.sum()), int(near.sum())
    share, low, high = (float(figure) for figure in _wilson(n_near, n_shown))
    return Anchoring(int(voted.sum()), n_shown, n_near, share, low, high)


def beyond_shown(votes: pd.DataFrame, *, within: float) -> pd.Series[bool]:
    """Return True for each of `votes` (SHOWN_COLUMNS) but those within `within` points of what was shown.

    Votes that were shown nothing stay. Take measures of `votes[mask]` to see what
    they are without anchored votes. Raises ValueError for missing columns.
    """
    _, near = _near_shown(votes, within)
    return pd.Series(~near, index=votes.index, dtype=bool)


def anchoring_by_voter(votes: pd.DataFrame, *, within: float) -> pd.DataFrame:
    """Return each voter's anchoring over `votes` (voter_id and SHOWN_COLUMNS), sorted by voter_id.

    The columns, VOTER_ANCHORING_COLUMNS, are voter_id and those of `Anchoring`;
    share, low and high are NaN where the voter was shown nothing. Raises
    ValueError for missing columns.
    """
    require(votes, ("voter_id", *SHOWN_COLUMNS))
    shown, near = _near_shown(votes, within)
    flags = {"n": votes["x"].notna().to_numpy(), "n_shown": shown, "n_near": near}
    counts = pd.DataFrame({"voter_id": votes["voter_id"].astype("str").to_numpy(), **flags})
    frame = counts.groupby("voter_id", as_index=False).sum().astype(dict.fromkeys(flags, "int64"))
    share, low, high = _wilson(frame["n_near"], frame["n_shown"])
    return frame.assign(share=share, low=low, high=high)[list(VOTER_ANCHORING_COLUMNS)]


# --- on the seed's y ------------------------------------------------------------------


def repeats_seed_y(votes: pd.DataFrame, tools: Sequence[Tool]) -> pd.Series[bool]:
    """Return True for each of `votes` (tool_id, y) whose y is, to 0.1, that of its tool's seed.

    A view that shows the x axis alone may store the y that the tool already had:
    such a y was not chosen, and makes the seed look agreed on. A voter may also
    have chosen it, so this is a suspicion. Raises ValueError for missing columns.
    """
    require(votes, ("tool_id", "y"))
    seeds = {tool.tool_id: np.nan if tool.seed_y is None else tool.seed_y for tool in tools}
    seed = votes["tool_id"].map(seeds).to_numpy(dtype=float)
    away = np.abs(votes["y"].to_numpy(dtype=float) - seed)
    return pd.Series(away <= HALF_STEP + ROUNDING, index=votes.index, dtype=bool)


def without_seed_y(votes: pd.DataFrame, mask: pd.Series[bool]) -> pd.DataFrame:
    """Return a copy of `votes` that keeps their x alone where `mask`, from `repeats_seed_y`, is True."""
    require(votes, ("y",))
    return votes.assign(y=votes["y"].astype("float64").mask(mask))


# --- parts --------------------------------------------------------------------------


def _near_shown(votes: pd.DataFrame, within: float) -> tuple[BoolArray, BoolArray]:
    require(votes, SHOWN_COLUMNS)
    x, y, shown_x, shown_y = (votes[name].to_numpy(dtype=float) for name in SHOWN_COLUMNS)
    return _shown_and_near(x, y, shown_x, shown_y, within)


def _shown_and_near(
    x: ArrayLike, y: ArrayLike, shown_x: ArrayLike, shown_y: ArrayLike, within: float
) -> tuple[BoolArray, BoolArray]:
    """Return two masks of shape (n,): a position was shown, and the vote is near it."""
    if not (math.isfinite(within) and within >= 0):
        raise InvalidSetting("within", within, "a finite number of axis points of at least 0")
    along_x = np.asarray(x, dtype=float) - np.asarray(shown_x, dtype=float)
    along_y = np.nan_to_num(np.asarray(y, dtype=float) - np.asarray(shown_y, dtype=float), nan=0.0)
    distance = np.hypot(along_x, along_y)
    return ~np.isnan(distance), distance <= within + ROUNDING


def _wilson(near: ArrayLike, shown: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a share with the ends of its 95 % interval (Wilson 1927); NaN out of nothing."""
    out_of = np.asarray(shown, dtype=float)
    n = np.where(out_of > 0, out_of, np.nan)
    share = np.asarray(near, dtype=float) / n
    z2 = NORMAL_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = NORMAL_95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return share, np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)
