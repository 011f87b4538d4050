"""How far apart the votes on a tool are: standard distance and disagreement.

Each measure comes twice: from votes (`x`, `y`: shape (n,), axis points, NaN
where missing) and from sums that a database can give, for all tools at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray, complete_points, moments
from spectrum.model import AXIS_HIGH, AXIS_LOW, Interval

UNIFORM_VARIANCE = (AXIS_HIGH - AXIS_LOW) ** 2 / 12
"""Variance of uniformly random clicks along one axis, in squared axis points."""

INTERVAL_FROM = 5
"""Complete votes below which disagreement gets no interval."""

NO_TRACE = 1e-9
"""A sum of two variances up to this is rounding error: votes lie on a grid of 0.1 points."""


# --- from votes -----------------------------------------------------------------


def standard_distance(x: ArrayLike, y: ArrayLike) -> float:
    """Return sqrt(sd_x² + sd_y²) of the complete votes, in axis points (Bachi 1963).

    NaN below two votes. Uniformly random clicks give 40.8.
    """
    own = moments(x, y).covariance
    return float(distance_from_variances(own.var_x, own.var_y))


def disagreement(x: ArrayLike, y: ArrayLike) -> float:
    """Return D of the complete votes: 0 all the same, 1 as far apart as uniformly random clicks.

    D is 1 - r*WG over two axes (Lindell, Brandt & Whitney 1999). At most
    3n/(n-1); NaN below two votes.
    """
    own = moments(x, y).covariance
    return float(disagreement_from_variances(own.var_x, own.var_y))


def leave_one_out_traces(x: ArrayLike, y: ArrayLike) -> FloatArray:
    """Return var_x + var_y of the other complete votes, for each one left out: shape (n,).

    NaN below three votes, as too few remain.
    """
    points = complete_points(x, y)
    n = len(points)
    if n < 3:
        return np.full(n, np.nan)
    squared = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    trace = squared.sum() / (n - 1)
    remaining: FloatArray = ((n - 1) * trace - n / (n - 1) * squared) / (n - 2)
    return np.maximum(remaining, 0.0)


def disagreement_interval(x: ArrayLike, y: ArrayLike, *, level: float = 0.95) -> Interval | None:
    """Return the delete-one jackknife interval of D; see `jackknife_limits`. None where undefined."""
    traces = leave_one_out_traces(x, y)
    logs = np.log(traces[traces > NO_TRACE])
    variance = logs.var(ddof=1) if len(logs) > 1 else np.nan
    low, high = jackknife_limits(disagreement(x, y), len(traces), len(logs), variance, level=level)
    return None if np.isnan(low) else Interval(float(low), float(high))


# --- from sums over votes ---------------------------------------------------------


def distance_from_variances(var_x: ArrayLike, var_y: ArrayLike) -> FloatArray:
    """Return the standard distance, in axis points, that two sample variances make."""
    return np.asarray(np.sqrt(np.add(var_x, var_y)), dtype=float)


def disagreement_from_variances(var_x: ArrayLike, var_y: ArrayLike) -> FloatArray:
    """Return the disagreement D that two sample variances (squared axis points) make."""
    return np.asarray(np.add(var_x, var_y) / (2 * UNIFORM_VARIANCE), dtype=float)


def relative_variance(mean: ArrayLike, sd: ArrayLike, n: ArrayLike) -> FloatArray:
    """Return the variance on one axis as a part, 0 to 1, of the largest that the mean allows.

    s²(n-1)/n / [(100-m)·m] (Mestdagh et al. 2018): near an end of the axis there
    is no room for spread, which disagreement does not know. `sd` has divisor n-1.
    NaN below two votes and where the mean is 0 or 100, as nothing could vary there.
    """
    centre, votes = np.asarray(mean, dtype=float), np.asarray(n, dtype=float)
    room = (AXIS_HIGH - centre) * (centre - AXIS_LOW)
    defined = (votes >= 2) & (room > NO_TRACE)
    spread = np.asarray(sd, dtype=float) ** 2 * (votes - 1) / np.where(defined, votes, 2)
    return np.where(defined, spread / np.where(defined, room, 1), np.nan)


def jackknife_limits(
    disagreement: ArrayLike,
    n: ArrayLike,
    log_trace_n: ArrayLike,
    log_trace_var: ArrayLike,
    *,
    level: float = 0.95,
) -> FloatArray:
    """Return the ends of the jackknife interval of D, shape (2, ...): low, then high.

    Delete-one jackknife of ln(trace S) with t(n-1) (Efron & Tibshirani 1993,
    ch. 11), clipped to what D can be. `n`: complete votes; `log_trace_n`: those
    whose leave-one-out trace is above zero; `log_trace_var`: sample variance of
    its logarithm. NaN below INTERVAL_FROM votes and where a trace is zero.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  (0.2 s that a command without intervals need not wait)

    votes = np.asarray(n, dtype=float)
    defined = (votes >= INTERVAL_FROM) & (np.asarray(log_trace_n, dtype=float) >= votes)
    safe_n = np.where(defined, votes, INTERVAL_FROM)
    error = (safe_n - 1) * np.sqrt(np.asarray(log_trace_var, dtype=float) / safe_n)
    reach = stdtrit(safe_n - 1, (1 + level) / 2) * error
    return _around(disagreement, np.where(defined, reach, np.nan), safe_n)


def large_sample_limits(
    disagreement: ArrayLike, n: ArrayLike, mean_d2: ArrayLike, mean_d4: ArrayLike, *, level: float = 0.95
) -> FloatArray:
    """Return the ends of a normal interval of D for large n, shape (2, ...): low, then high.

    By the delta method the squared error of ln D is (mean d⁴ / (mean d²)² - 1) / n,
    d a vote's distance from the mean. It needs no second look at the votes. NaN
    below INTERVAL_FROM votes and where all votes are the same.
    """
    from scipy.special import ndtri  # noqa: PLC0415  (see above)

    votes = np.asarray(n, dtype=float)
    squared = np.asarray(mean_d2, dtype=float)
    defined = (votes >= INTERVAL_FROM) & (squared > NO_TRACE)
    safe_n = np.where(defined, votes, INTERVAL_FROM)
    kurtosis = np.asarray(mean_d4, dtype=float) / np.where(defined, squared, np.nan) ** 2
    reach = ndtri((1 + level) / 2) * np.sqrt(np.maximum(kurtosis - 1, 0.0) / safe_n)
    return _around(disagreement, reach, safe_n)


def _around(disagreement: ArrayLike, reach: ArrayLike, n: FloatArray) -> FloatArray:
    """Go `reach` up and down from ln D, and no further than the largest D that n votes can have."""
    centre = np.asarray(disagreement, dtype=float)
    factor = np.exp(reach)
    limits: FloatArray = np.minimum(np.stack([centre / factor, centre * factor]), 3 * n / (n - 1))
    return limits
