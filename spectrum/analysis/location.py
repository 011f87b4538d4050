"""Where a tool stands on one axis: by its votes, its seed, or both.

Everything broadcasts, so one call serves one tool or a whole board. Positions
are in axis points; NaN stands for a seed or a mean that is not there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.errors import InvalidSetting


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
