"""p values of many tests at once, adjusted for their number.

Benjamini & Hochberg (1995): of those that are called significant at q, a share of
q is expected to be so by chance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray


def adjusted_p(p: ArrayLike) -> FloatArray:
    """Return Benjamini and Hochberg's q of each p, both of shape (n,); NaN stays NaN and does not count.

    Raises ValueError for a p below 0 or above 1.
    """
    from scipy.stats import false_discovery_control  # noqa: PLC0415  (0.5 s that others need not wait)

    told = np.asarray(p, dtype=float)
    tested = ~np.isnan(told)
    q = np.full_like(told, np.nan)
    if tested.any():
        q[tested] = false_discovery_control(told[tested])
    return q
