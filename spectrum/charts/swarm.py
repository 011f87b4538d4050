"""Dots on one axis, moved aside just as far as they need to not touch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GAP = 1.5  # pixels between two dots
SHRINK = 0.85
SMALLEST = 0.05  # of the full size; dots this small stay on the line, one over the other


def swarm(x: Floats, radii: Floats, *, limit: float = np.inf) -> Floats | None:
    """Return how far, in pixels, each dot steps off the line so that no two touch.

    `x` and `radii` in pixels. From left to right, each dot takes the free place
    nearest to the line, above before below. On a longer line the dots only move
    apart, so the answer holds there too. None if a dot would reach beyond `limit`.
    """
    away = np.zeros(len(x))
    order = np.lexsort((np.arange(len(x)), x))
    furthest = 2 * radii.max(initial=0) + GAP  # at which two dots may still touch
    start = 0
    for rank, dot in enumerate(order):
        while x[dot] - x[order[start]] >= furthest:
            start += 1
        near = order[start:rank]
        away[dot] = _nearest_free(x[dot] - x[near], radii[dot] + radii[near] + GAP, away[near])
        if abs(away[dot]) + radii[dot] > limit:
            return None
    return away


def swarm_within(x: Floats, radii: Floats, *, width: float, height: float) -> tuple[Floats, float]:
    """Return the swarm's steps in pixels and the factor on the radii that lets it fit the height.

    `x` in axis points, on a plot of `width` by `height` pixels.
    """
    across = x * width / 100
    factor = 1.0
    while factor > SMALLEST:
        steps = swarm(across, factor * radii, limit=height / 2)
        if steps is not None:
            return steps, factor
        factor *= SHRINK
    return np.zeros(len(x)), factor


def _nearest_free(beside: Floats, reach: Floats, away: Floats) -> float:
    """Return the step closest to 0 at which a dot touches none of its neighbours."""
    touching = beside < reach
    lift = np.sqrt(reach[touching] ** 2 - beside[touching] ** 2)
    low, high = away[touching] - lift, away[touching] + lift
    if not ((low < 0) & (high > 0)).any():
        return 0.0
    order = np.argsort(low)
    low, high = low[order], np.maximum.accumulate(high[order])
    gap = low[1:] >= high[:-1]  # between two blocked stretches
    free = np.concatenate([low[:1], high[:-1][gap], low[1:][gap], high[-1:]])
    return float(free[np.lexsort((-free, np.abs(free).round(6)))[0]])
