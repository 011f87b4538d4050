"""Ellipses of a tool's votes: where its mean may be, and where its votes are.

All are the same shape at different radii: the points p with
(p - mean)ᵀ S⁻¹ (p - mean) equal to a squared radius. Numbers are never clipped
to the axes; drawings may be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from spectrum.analysis.moments import FloatArray
from spectrum.model import Covariance, Ellipse, Moments

DATA_ELLIPSE_FROM = 10
"""Complete votes below which no data ellipse is drawn."""

FLAT = 1e-12
"""Votes whose smaller principal variance is below this part of the larger lie on one line."""

OUTLINE_COLUMNS = ("tool_id", "pooled", "order", "x", "y")


def mean_ellipse(
    moments: Moments, *, pooled: Covariance | None = None, share: float = 0.95
) -> Ellipse | None:
    """Return the confidence ellipse of the mean (Hotelling 1931), or None if it is undefined.

    n(m-μ)ᵀS⁻¹(m-μ) <= 2ν/(ν-1)·F(2, ν-1), with S and its ν degrees of freedom
    the tool's own (ν = n-1), or `pooled` over tools if that is given. Undefined
    without votes, where ν < 2, and where S is singular.
    """
    shape = moments.covariance if pooled is None else pooled
    if moments.n < 1 or shape.freedom < 2:
        return None
    radius2 = hotelling_radius2(shape.freedom, share) / moments.n
    return _at_radius(moments, shape, radius2, pooled=pooled is not None)


def data_ellipse(moments: Moments, *, share: float) -> Ellipse | None:
    """Return the ellipse that holds `share` (0 to 1) of normally spread votes, or None.

    Its squared radius is a quantile of chi²(2) (Friendly, Monette & Fox 2013).
    None below DATA_ELLIPSE_FROM complete votes and where they lie on one line.
    """
    if moments.n < DATA_ELLIPSE_FROM:
        return None
    return _at_radius(moments, moments.covariance, -2 * math.log1p(-share))


def sd_ellipse(moments: Moments) -> Ellipse | None:
    """Return the ellipse one standard deviation from the mean, or None if the votes lie on one line."""
    return _at_radius(moments, moments.covariance, 1.0)


def hotelling_radius2(freedom: int, share: float) -> float:
    """Return the quantile of Hotelling's T² for two axes with `freedom` (at least 2) degrees of freedom."""
    from scipy.special import fdtri  # noqa: PLC0415  (0.2 s that a command without ellipses need not wait)

    return float(2 * freedom / (freedom - 1) * fdtri(2, freedom - 1, share))


def is_singular(covariance: Covariance) -> bool:
    """Say whether the votes lie on one line or in one point, or are too few to tell."""
    major, minor = _principal_variances(covariance)
    return not (major > 0 and minor > FLAT * major)


def outline(ellipse: Ellipse, points: int = 72) -> FloatArray:
    """Return a closed polygon along the ellipse: shape (points + 1, 2), the first point again at the end."""
    around = np.linspace(0, 2 * np.pi, points + 1)
    along, across = ellipse.half_major * np.cos(around), ellipse.half_minor * np.sin(around)
    turn = math.radians(ellipse.angle_degrees)
    x = ellipse.centre_x + along * math.cos(turn) - across * math.sin(turn)
    y = ellipse.centre_y + along * math.sin(turn) + across * math.cos(turn)
    return np.column_stack([x, y])


def outlines(ellipses: Mapping[str, Ellipse], points: int = 72) -> pd.DataFrame:
    """Return the polygons of several tools' ellipses as one tidy frame with OUTLINE_COLUMNS.

    `order` runs from 0 along each polygon; x and y are in axis points.
    """
    count = points + 1
    polygons = [outline(ellipse, points) for ellipse in ellipses.values()]
    corners = np.concatenate(polygons) if polygons else np.empty((0, 2))
    columns = {
        "tool_id": np.repeat(np.array(list(ellipses), dtype=object), count),
        "pooled": np.repeat(np.array([ellipse.pooled for ellipse in ellipses.values()], dtype=bool), count),
        "order": np.tile(np.arange(count), len(polygons)),
        "x": corners[:, 0],
        "y": corners[:, 1],
    }
    return pd.DataFrame(columns, columns=list(OUTLINE_COLUMNS)).astype({"tool_id": "str"})


def _at_radius(
    moments: Moments, shape: Covariance, radius2: float, *, pooled: bool = False
) -> Ellipse | None:
    if is_singular(shape):
        return None
    major, minor = _principal_variances(shape)
    return Ellipse(
        centre_x=moments.mean_x,
        centre_y=moments.mean_y,
        half_major=math.sqrt(radius2 * major),
        half_minor=math.sqrt(radius2 * minor),
        angle_degrees=_angle(shape),
        pooled=pooled,
    )


def _principal_variances(covariance: Covariance) -> tuple[float, float]:
    """Return the eigenvalues of the covariance matrix, the larger one first."""
    middle = (covariance.var_x + covariance.var_y) / 2
    apart = math.hypot((covariance.var_x - covariance.var_y) / 2, covariance.cov_xy)
    return middle + apart, middle - apart


def _angle(covariance: Covariance) -> float:
    """Return the direction of the larger principal variance, in degrees within (-90, 90]."""
    twice = math.atan2(2 * covariance.cov_xy, covariance.var_x - covariance.var_y)
    degrees = math.degrees(twice) / 2
    return degrees if degrees > -90 else degrees + 180
