"""A smooth density of votes on an axis that ends at 0 and 100.

A plain kernel estimate leaks past the ends, where there can be no vote. Here
what leaks is folded back: the kernel is reflected at both ends.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from spectrum.model import AXIS_HIGH, AXIS_LOW

Floats = npt.NDArray[np.float64]

NARROWEST = 1.0  # axis points; a narrower kernel would draw the mouse's steps


def bandwidth(values: Floats) -> float:
    """Return the standard deviation of the kernel in axis points, at least `NARROWEST`.

    0.9 · min(SD, IQR/1.34) · n^(-1/5), after Silverman (1986, section 3.4.2); where
    half of the votes coincide and the IQR is 0, the SD alone.
    """
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    low, high = np.quantile(values, [0.25, 0.75])
    robust = float(high - low) / 1.34
    narrow = min(spread, robust) if robust > 0 else spread
    width: float = 0.9 * narrow * len(values) ** -0.2
    return max(width, NARROWEST)


def reflected_density(values: Floats, at: Floats) -> Floats:
    """Return the density of the votes (at least one) at the places `at`, per axis point.

    Both in axis points from 0 to 100. The area under it from 0 to 100 is 1.
    """
    width = bandwidth(values)
    images = np.concatenate([values, 2 * AXIS_LOW - values, 2 * AXIS_HIGH - values])
    away = (at[:, None] - images[None, :]) / width
    density: Floats = np.exp(-0.5 * away**2).sum(axis=1) / (len(values) * width * np.sqrt(2 * np.pi))
    return density
