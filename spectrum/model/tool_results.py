"""Results of the analysis for one tool. What is undefined is NaN or None, as each says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """A confidence interval, in the unit of what it is about."""

    low: float
    high: float


@dataclass(frozen=True)
class Covariance:
    """Sample variances and covariance (divisor `freedom`), in squared axis points.

    `freedom` is n-1 for one tool; pooled over tools it is the sum of theirs.
    The figures are NaN where `freedom` is 0.
    """

    var_x: float
    var_y: float
    cov_xy: float
    freedom: int


@dataclass(frozen=True)
class Moments:
    """How many complete placements there are, where their mean is, and how they vary.

    The means are NaN where `n` is 0.
    """

    n: int
    mean_x: float
    mean_y: float
    covariance: Covariance


@dataclass(frozen=True)
class Ellipse:
    """Centre and half axes in axis points; the angle of the major axis, in degrees.

    The angle runs counter-clockwise from the x axis and lies in (-90, 90].
    `pooled`: its shape comes from all tools, as this tool's own votes were too few.
    """

    centre_x: float
    centre_y: float
    half_major: float
    half_minor: float
    angle_degrees: float
    pooled: bool = False
