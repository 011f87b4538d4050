"""Results of the analysis for one tool. What is undefined is NaN or None, as each says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """A place on the chart, in axis points."""

    x: float
    y: float


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


@dataclass(frozen=True)
class DipTest:
    """Hartigan's dip, 0 to 0.25, of `n` values, and its p value: 0.0 stands for below 0.00001.

    Both are NaN where there are too few values.
    """

    n: int
    dip: float
    p: float


@dataclass(frozen=True)
class Anchoring:
    """How many of the voters who were shown a position placed their vote near it.

    `n`: votes; `n_shown`: those that were shown a position; `n_near`: those of
    them within the given distance of it. `share` is n_near / n_shown, 0 to 1,
    with a 95 % interval; all three are NaN where nothing was shown.
    """

    n: int
    n_shown: int
    n_near: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class AxisDrift:
    """How the votes on one axis moved while voting went on.

    `slope`: axis points per hour, with the ends of its 95 % interval; `p`: of
    Kendall's tau between time and vote. `n`: voters with a recorded time;
    `n_slope`: those that the slope was taken from, fewer than `n` if there were
    too many for all pairs. Undefined figures are NaN, and `reason` says why.
    """

    n: int
    n_slope: int
    slope: float
    low: float
    high: float
    p: float
    reason: str = ""


@dataclass(frozen=True)
class Drift:
    """How the votes on a tool moved while voting went on, per axis."""

    x: AxisDrift
    y: AxisDrift
