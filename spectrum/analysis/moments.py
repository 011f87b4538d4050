"""Counts, means and covariance of votes: what spread and ellipses start from.

Votes on the x axis alone have no y. Whatever concerns both axes together
leaves them out, so that its n, mean and covariance belong to the same votes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrum.model import Covariance, Moments

FloatArray = NDArray[np.float64]


def complete_points(x: ArrayLike, y: ArrayLike) -> FloatArray:
    """Return the votes that have both axes, as an array of shape (n, 2) in axis points."""
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    complete: FloatArray = points[~np.isnan(points).any(axis=1)]
    return complete


def moments(x: ArrayLike, y: ArrayLike) -> Moments:
    """Sum up the complete votes among `x` and `y` (shape (n,), axis points, NaN where missing)."""
    points = complete_points(x, y)
    n = len(points)
    mean_x, mean_y = points.mean(axis=0) if n else (np.nan, np.nan)
    return Moments(n, float(mean_x), float(mean_y), _covariance(points))


def _covariance(points: FloatArray) -> Covariance:
    freedom = len(points) - 1
    if freedom < 1:
        return Covariance(np.nan, np.nan, np.nan, 0)
    from_mean = points - points.mean(axis=0)
    (var_x, cov_xy), (_, var_y) = from_mean.T @ from_mean / freedom
    return Covariance(float(var_x), float(var_y), float(cov_xy), freedom)


def pool(covariances: Iterable[Covariance]) -> Covariance:
    """Pool covariances within tools, each weighted by its degrees of freedom.

    Those without any (a tool with fewer than two votes) add nothing.
    """
    told = [c for c in covariances if c.freedom > 0]
    freedom = sum(c.freedom for c in told)
    if not freedom:
        return Covariance(np.nan, np.nan, np.nan, 0)
    return Covariance(
        sum(c.freedom * c.var_x for c in told) / freedom,
        sum(c.freedom * c.var_y for c in told) / freedom,
        sum(c.freedom * c.cov_xy for c in told) / freedom,
        freedom,
    )
