"""How precisely the votes tell a figure, and how many would tell it better.

Everything broadcasts, so one call serves one tool or a whole board; what is
undefined is NaN. The numbers of votes are plans, not promises: they take it
that further votes will scatter as those that are there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.spread import NO_TRACE
from spectrum.errors import InvalidSetting

NORMAL_95 = 1.96
"""Standard errors that an interval of 95 % reaches to either side, for many votes."""


def mean_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> FloatArray:
    """Return the ends of the t interval of a mean on one axis, m -/+ t·s/√n: shape (2, ...), low, then high.

    In axis points, and never clipped to the axis. NaN below two votes.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  (0.2 s that a command without intervals need not wait)

    votes = np.asarray(n, dtype=float)
    enough = np.where(votes >= 2, votes, np.nan)
    reach = stdtrit(enough - 1, (1 + level) / 2) * np.asarray(sd, dtype=float) / np.sqrt(enough)
    centre = np.asarray(mean, dtype=float)
    limits: FloatArray = np.stack([centre - reach, centre + reach])
    return limits


def votes_needed_for_mean(sd: ArrayLike, n: ArrayLike, half_width: float) -> FloatArray:
    """Return how many votes tell a mean to within `half_width` axis points: (1.96·s/h)², rounded up.

    Never fewer than the `n` there are; NaN below two votes, as these tell no s.
    Raises InvalidSetting unless `half_width` is a finite number above 0.
    """
    if not (math.isfinite(half_width) and half_width > 0):
        raise InvalidSetting("half_width", half_width, "a finite number of axis points above 0")
    votes = np.asarray(n, dtype=float)
    needed = np.ceil((NORMAL_95 * np.asarray(sd, dtype=float) / half_width) ** 2)
    return np.where(votes >= 2, np.maximum(needed, votes), np.nan)


def votes_needed_for_disagreement(n: ArrayLike, factor: float, *, log_error: ArrayLike = 1.0) -> FloatArray:
    """Return how many votes tell D to within a `factor` (1.5: two thirds to one and a half times), rounded up.

    The interval of ln D reaches 1.96·e/√n to either side, so that (1.96·e/ln f)²
    votes are needed. `log_error`, e, is the standard error of ln D times √n. It is
    1 where votes scatter normally and alike in all directions, and the figure is
    then the plain (1.96/ln f)²; `disagreement_log_error` tells it from votes.

    Never fewer than the `n` there are; NaN where `n` or `log_error` is. Raises
    InvalidSetting unless `factor` is a finite number above 1.
    """
    if not (math.isfinite(factor) and factor > 1):
        raise InvalidSetting("factor", factor, "a finite number above 1")
    needed = np.ceil((NORMAL_95 * np.asarray(log_error, dtype=float) / math.log(factor)) ** 2)
    return np.asarray(np.maximum(needed, np.asarray(n, dtype=float)), dtype=float)


def disagreement_log_error(mean_d2: ArrayLike, mean_d4: ArrayLike) -> FloatArray:
    """Return the standard error of ln D times √n, √(mean d⁴ / (mean d²)² - 1), for large n.

    d is a vote's distance from the mean. 0.63 for uniformly random clicks, 1 for
    a round normal scatter, 1.41 for a normal scatter along one line. NaN where
    all votes are the same.
    """
    squared = np.asarray(mean_d2, dtype=float)
    squared = np.where(squared > NO_TRACE, squared, np.nan)
    return np.asarray(
        np.sqrt(np.maximum(np.asarray(mean_d4, dtype=float) / squared**2 - 1, 0.0)), dtype=float
    )
