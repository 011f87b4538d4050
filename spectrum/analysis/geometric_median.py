"""The middle vote of both axes together: the point nearest to all votes on the whole.

A few votes far away hardly move it, unlike the mean, and unlike two medians it
does not depend on how the axes are laid. There is no formula for it; it is
searched for until a step is far shorter than any vote is precise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.model import Position

ON_ONE_LINE = 1e-9
"""Votes no farther than this (axis points) from one line are taken to lie on it."""

CLOSE_ENOUGH = 1e-10
"""The search ends when a step is shorter than this, in axis points."""

BARELY = 1e-9
"""A vote holds the geometric median if the others pull harder by no more than this part: rounding."""

HIDDEN = 1e-14
"""Two sums of distances that differ by no more than this part may differ by rounding alone."""

NEWTON_PARTS = (1.0, 0.5, 0.25, 0.125, 0.0625)
"""Parts of Newton's step that are tried in turn."""

MOST_STEPS = 1000
"""Steps after which the search ends in any case; about ten are usual."""


def geometric_median(x: ArrayLike, y: ArrayLike, counts: ArrayLike | None = None) -> Position | None:
    """Return the point with the least sum of distances to the complete votes, or None without any.

    `x`, `y`: shape (n,), axis points, NaN where missing; `counts`, shape (n,): how
    many votes are on each (x, y), if they were counted before. Where votes on one
    line leave a stretch of equally good points, as any two do, it is the middle
    of that stretch. Found by the iteration of Vardi & Zhang (2000), hastened by
    Newton's where that leads down, and good to 1e-6 axis points.
    """
    points, weights = _places(x, y, counts)
    if not len(weights):
        return None
    along = _along_one_line(points)
    middle = _least_distant(points, weights) if along is None else _middle(points, weights, along)
    return Position(float(middle[0]), float(middle[1]))


def _places(x: ArrayLike, y: ArrayLike, counts: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    """Return the distinct complete positions, shape (2, k), sorted by value, and the votes on each."""
    places = np.asarray(x, dtype=float) + 1j * np.asarray(y, dtype=float)
    weights = np.ones(len(places)) if counts is None else np.asarray(counts, dtype=float)
    used = ~np.isnan(places) & (weights > 0)
    distinct, which = np.unique(places[used], return_inverse=True)
    votes = np.bincount(which, weights[used], len(distinct)).astype(float)
    return np.stack([distinct.real, distinct.imag]), votes


# --- votes on one line ----------------------------------------------------------------


def _along_one_line(points: FloatArray) -> FloatArray | None:
    """Return each point's place along the line that holds them all, or None if none does."""
    from_first = points - points[:, :1]
    distance: FloatArray = np.hypot(*from_first)
    farthest = int(distance.argmax())
    if not distance[farthest]:
        return distance
    across_x, across_y = from_first[:, farthest] / distance[farthest]
    off_line = np.abs(from_first[0] * across_y - from_first[1] * across_x)
    along: FloatArray = from_first[0] * across_x + from_first[1] * across_y
    return along if off_line.max() <= ON_ONE_LINE else None


def _middle(points: FloatArray, weights: FloatArray, along: FloatArray) -> FloatArray:
    """Return the weighted median of points on one line: halfway between the two middle ones."""
    order = along.argsort()
    up_to = weights[order].cumsum()
    half = up_to[-1] / 2
    ends = np.searchsorted(up_to, half, side="left"), np.searchsorted(up_to, half, side="right")
    middle: FloatArray = points[:, order[list(ends)]].mean(axis=1)
    return middle


# --- votes in the plane ---------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Look:
    """What the sum of distances does around one position: how high it is and which ways lead down.

    `nearest`: index of the nearest point; `pull`: how strongly the votes pull
    away from there, 0 at the lowest point.
    """

    at: FloatArray
    total: float
    nearest: int
    pull: float
    weiszfeld: FloatArray
    newton: FloatArray

    def is_below(self, other: _Look) -> bool:
        """Say whether the sum is lower here or, where rounding hides that, the pull is weaker."""
        if abs(self.total - other.total) <= HIDDEN * other.total:
            return self.pull < other.pull
        return self.total < other.total


def _least_distant(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Walk down from the mean, and see on the way whether the nearest vote is the lowest point itself."""
    here = _look(points, weights, points @ weights / weights.sum())
    tried = -1
    for _ in range(MOST_STEPS):
        if here.nearest != tried:
            tried = here.nearest
            if not _look(points, weights, points[:, tried]).pull:
                return points[:, tried]
        if math.hypot(*here.newton) < CLOSE_ENOUGH:
            break
        ahead = _one_step_down(points, weights, here)
        if not ahead.is_below(here):
            break
        here = ahead
    return here.at


def _one_step_down(points: FloatArray, weights: FloatArray, here: _Look) -> _Look:
    """Go Newton's step, or a part of it where that leads up; Weiszfeld's if no part leads down."""
    for part in NEWTON_PARTS:
        ahead = _look(points, weights, here.at + part * here.newton)
        if ahead.is_below(here):
            return ahead
    return _look(points, weights, here.at + here.weiszfeld)


def _look(points: FloatArray, weights: FloatArray, at: FloatArray) -> _Look:
    """Measure the sum of distances at `at`, and the steps down from there.

    A vote in `at` itself has no direction. It holds back the others' pull with
    its own weight: if they pull no harder, `at` is the lowest point (Vardi & Zhang).
    """
    away = points - at[:, np.newaxis]
    distance = np.sqrt(away[0] ** 2 + away[1] ** 2)
    nearest = int(distance.argmin())
    held = weights[nearest] if distance[nearest] == 0 else 0.0
    nearness = np.divide(weights, distance, out=np.zeros_like(distance), where=distance > 0)
    pull = away @ nearness
    strength = math.hypot(*pull)
    left = 1 - held / strength if strength > held * (1 + BARELY) else 0.0
    weiszfeld = left * pull / nearness.sum()
    newton = weiszfeld if held else _newton(away, distance, nearness, pull)
    return _Look(at, float(weights @ distance), nearest, left * strength, weiszfeld, newton)


def _newton(away: FloatArray, distance: FloatArray, nearness: FloatArray, pull: FloatArray) -> FloatArray:
    """Solve H·step = pull, H the second derivatives of the sum of distances: Σ w/d·(I - uuᵀ)."""
    along_x, along_y = away / distance
    h_xx, h_yy = nearness @ along_y**2, nearness @ along_x**2
    h_xy = -(nearness @ (along_x * along_y))
    determinant = h_xx * h_yy - h_xy**2
    if determinant <= 0:  # rounding, where all votes lie in nearly one direction
        return np.asarray(pull / nearness.sum(), dtype=float)
    step: FloatArray = np.array([[h_yy, -h_xy], [-h_xy, h_xx]]) @ pull / determinant
    return step
