"""Where a tool stands: by its votes, its seed, or both.

What mixes seed and mean broadcasts, so one call serves one tool or a whole
board; the medians are of one tool's votes. Positions are in axis points; NaN
stands for what is not there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.errors import InvalidSetting

# --- by votes and seed --------------------------------------------------------------


def seed_share(n: ArrayLike, seed: ArrayLike, anchor_weight: float) -> FloatArray:
    """Return the part of the anchored position that the seed makes up, w / (w + n), 0 to 1.

    Without votes it is 1, whatever the weight; without a seed NaN. Raises
    InvalidSetting unless `anchor_weight` is a finite number of at least 0.
    """
    if not (math.isfinite(anchor_weight) and anchor_weight >= 0):
        raise InvalidSetting("anchor_weight", anchor_weight, "a finite number of at least 0")
    votes = np.asarray(n, dtype=float)
    total = anchor_weight + votes
    share = np.divide(anchor_weight, total, out=np.ones_like(total), where=votes > 0)
    return np.where(np.isnan(np.asarray(seed, dtype=float)), np.nan, share)


def anchored(mean: ArrayLike, n: ArrayLike, seed: ArrayLike, anchor_weight: float) -> FloatArray:
    """Return (w·seed + sum of votes) / (w + n): the mean, with the seed counted as w votes.

    It shrinks the mean towards the seed (Efron & Morris 1977) and is the seed
    itself where there are no votes. NaN without a seed.
    """
    share = seed_share(n, seed, anchor_weight)
    start = np.asarray(seed, dtype=float)
    mixture = share * start + (1 - share) * np.asarray(mean, dtype=float)
    return np.where(np.asarray(n) > 0, mixture, start)


def collective(mean: ArrayLike, n: ArrayLike, seed: ArrayLike, anchor_weight: float) -> FloatArray:
    """Return the position that a board shows: anchored, or the plain mean where there is no seed.

    NaN only where there are neither votes nor a seed.
    """
    has_seed = ~np.isnan(np.asarray(seed, dtype=float))
    plain = np.where(np.asarray(n) > 0, np.asarray(mean, dtype=float), np.nan)
    return np.where(has_seed, anchored(mean, n, seed, anchor_weight), plain)


def collective_of_one(mean: float | None, n: int, seed: float | None, anchor_weight: float) -> float | None:
    """Return `collective` of one tool on one axis, with None where that has NaN, at the cost of a division."""
    if not n or mean is None:
        return seed
    if seed is None:
        return mean
    return (anchor_weight * seed + n * mean) / (anchor_weight + n)


# --- the middle vote of one axis ------------------------------------------------------


def median(values: ArrayLike) -> float:
    """Return the median of one axis, in axis points: shape (n,), NaN left out. NaN without votes."""
    told = _told(values)
    return float(np.median(told)) if len(told) else np.nan


def interquartile_range(values: ArrayLike) -> float:
    """Return how far the middle half of the votes on one axis reaches, in axis points.

    Quartiles lie on the straight line between neighbouring votes, as `percentile_cont`
    in SQL has them. NaN below two votes.
    """
    told = _told(values)
    return float(np.subtract(*np.percentile(told, [75, 25]))) if len(told) > 1 else np.nan


def mad(values: ArrayLike) -> float:
    """Return the median absolute deviation from the median, in axis points. NaN below two votes.

    It is raw: not multiplied by the 1.4826 that would make it an estimate of a
    normal standard deviation.
    """
    told = _told(values)
    return median(np.abs(told - median(told))) if len(told) > 1 else np.nan


def _told(values: ArrayLike) -> FloatArray:
    given = np.asarray(values, dtype=float)
    told: FloatArray = given[~np.isnan(given)]
    return told
