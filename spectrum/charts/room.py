"""The space around a crowd of dots: what is taken, and what is free for one more label.

A label keeps its distance in pixels from its dot while the dots move apart on
a larger plot. The gap between two boxes then changes evenly with the plot's
size. If it is wide enough at both ends of the growth, it is so in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from spectrum.charts.lettering import LINE_HEIGHT, text_width

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Align = Literal["left", "center", "right"]

GAP = 3.0  # pixels between a dot and its own label
CLEARANCE = 2.0  # pixels between a label and whatever is not its own
STITCH = 4.0  # pixels between the points of a leader line that must be clear
# Best first, clockwise from the right. Straight above or below is centred; a degree off, the text
# starts or ends there.
ANGLES = (0, 180, -25, 25, -155, 155, -90, 90, -50, 50, -130, 130, -70, 70, -110, 110, -89, 89, -91, 91)

# 1: the text is to the right of its anchor, 0: centred, -1: to the left.
_SIDE = np.sign(np.cos(np.radians(ANGLES)).round(6))
_FALL = np.sin(np.radians(ANGLES))
_ALIGN: dict[float, Align] = {1.0: "left", 0.0: "center", -1.0: "right"}


@dataclass(frozen=True)
class Label:
    """A label that found a place: `dx`, `dy` in pixels from the dot's centre, y downwards.

    They lead to the middle of the text's left edge, right edge or centre, as
    `align` says. `leader` asks for a line from the dot, as they do not touch.
    """

    text: str
    dx: float
    dy: float
    align: Align
    leader: bool = False


@dataclass(frozen=True)
class Plot:
    """The plot area in pixels that labels must stay in, and the size of their letters.

    Placements hold for plots up to `growth_x` times as wide and `growth_y` times
    as high; the default is as good as any size.
    """

    width: float
    height: float
    font_size: float
    growth_x: float = 1e6
    growth_y: float = 1e6


@dataclass(frozen=True)
class _Candidates:
    """Places for one text around one dot, best first; `boxes` (left, right, top, bottom) from its centre."""

    boxes: Floats
    dx: Floats
    dy: Floats
    leader: Bools

    def label(self, text: str, at: np.intp) -> Label:
        """Return candidate `at` as a label."""
        align = _ALIGN[float(_SIDE[at % len(_SIDE)])]
        return Label(text, float(self.dx[at]), float(self.dy[at]), align, bool(self.leader[at]))

    def stitches(self, at: np.intp, radius: float) -> Floats:
        """Return points along the leader line of candidate `at`, as boxes without size, if it has one."""
        length = float(np.hypot(self.dx[at], self.dy[at]))
        steps = np.arange(radius + STITCH, length, STITCH) / length if self.leader[at] else np.empty(0)
        return np.array([self.dx[at] * steps, self.dx[at] * steps, self.dy[at] * steps, self.dy[at] * steps])


class Room:
    """What is taken so far, as boxes that remember which dot's centre they move with."""

    def __init__(self, x: Floats, y: Floats, radii: Floats, plot: Plot) -> None:
        self.plot = plot
        self.x, self.y, self.radii = x, y, radii
        self.boxes = np.array([x - radii, x + radii, y - radii, y + radii, x, y])
        self.owners = np.arange(len(x))

    def take(self, dot: int, text: str, distances: Sequence[float], *, bold: bool = False) -> Label | None:
        """Place the text at the first free candidate and remember it; None if all are taken."""
        candidates = self._candidates(dot, text, distances, bold=bold)
        free = np.flatnonzero(self._inside(dot, candidates.boxes) & self._clear(dot, candidates.boxes))
        for at in free:
            stitches = candidates.stitches(at, float(self.radii[dot]))
            if self._clear(dot, stitches).all():
                return self._keep(dot, text, candidates, at, stitches)
        return None

    def force(self, dot: int, text: str, distances: Sequence[float]) -> Label | None:
        """Place the text inside the plot where it covers the least; None if it is larger than the plot."""
        candidates = self._candidates(dot, text, distances, bold=True)
        inside = np.flatnonzero(self._inside(dot, candidates.boxes))
        if not len(inside):
            return None
        best = inside[self._conflicts(dot, candidates.boxes)[inside].argmin()]
        return self._keep(dot, text, candidates, best, np.empty((4, 0)))

    def in_the_way(self, dot: int, text: str, distances: Sequence[float]) -> list[int]:
        """Return the dots each of whose labels is all that bars the text from a place, the best place first."""
        boxes = self._candidates(dot, text, distances, bold=False).boxes
        touching, owners, is_label = self._touching(dot, boxes)
        tempting = self._inside(dot, boxes) & ~touching[:, ~is_label].any(axis=1)
        barring = [set(owners[is_label & touched].tolist()) for touched in touching[tempting]]
        return list(dict.fromkeys(owner for bars in barring if len(bars) == 1 for owner in bars))

    def clear_away(self, dot: int) -> None:
        """Forget the label of a dot, not the dot."""
        stays = (self.owners != dot) | (np.arange(len(self.owners)) < len(self.x))
        self.boxes, self.owners = self.boxes[:, stays], self.owners[stays]

    def _candidates(self, dot: int, text: str, distances: Sequence[float], *, bold: bool) -> _Candidates:
        width = text_width(text, self.plot.font_size, bold=bold)
        return _candidates(width, LINE_HEIGHT * self.plot.font_size, float(self.radii[dot]), distances)

    def _keep(self, dot: int, text: str, candidates: _Candidates, at: np.intp, stitches: Floats) -> Label:
        centre = np.array([[self.x[dot]], [self.y[dot]]])
        taken = np.column_stack([candidates.boxes[:, at], stitches]) + centre.repeat(2, axis=0)
        self.boxes = np.column_stack([self.boxes, np.vstack([taken, centre.repeat(taken.shape[1], axis=1)])])
        self.owners = np.append(self.owners, np.full(taken.shape[1], dot))
        return candidates.label(text, at)

    def _inside(self, dot: int, boxes: Floats) -> Bools:
        left, right, top, bottom = boxes
        across = (self.x[dot] + left >= 0) & (self.x[dot] + right <= self.plot.width)
        inside: Bools = across & (self.y[dot] + top >= 0) & (self.y[dot] + bottom <= self.plot.height)
        return inside

    def _clear(self, dot: int, boxes: Floats) -> Bools:
        """Return which boxes around a dot stay clear of what is not its own, while the plot grows."""
        clear: Bools = self._conflicts(dot, boxes) == 0
        return clear

    def _conflicts(self, dot: int, boxes: Floats) -> npt.NDArray[np.intp]:
        """Return how many things that are not the dot's own each box around it would touch."""
        conflicts: npt.NDArray[np.intp] = np.count_nonzero(self._touching(dot, boxes)[0], axis=1)
        return conflicts

    def _touching(self, dot: int, boxes: Floats) -> tuple[Bools, npt.NDArray[np.intp], Bools]:
        """Return which boxes around a dot touch which things, whose these are, and whether they are labels."""
        near = self._near(dot, boxes)
        left, right, top, bottom, centre_x, centre_y = self.boxes[:, near]
        x, y = self.x[dot], self.y[dot]
        wider, higher = self.plot.growth_x - 1, self.plot.growth_y - 1
        apart = _stay_apart((x + boxes[0])[:, None] - right, wider * (x - centre_x))
        apart |= _stay_apart(left - (x + boxes[1])[:, None], wider * (centre_x - x))
        apart |= _stay_apart((y + boxes[2])[:, None] - bottom, higher * (y - centre_y))
        apart |= _stay_apart(top - (y + boxes[3])[:, None], higher * (centre_y - y))
        return ~apart, self.owners[near], near >= len(self.x)

    def _near(self, dot: int, boxes: Floats) -> npt.NDArray[np.intp]:
        """Return what could touch one of the boxes, but for what is the dot's own."""
        if not boxes.size:
            return np.empty(0, dtype=np.intp)
        x, y = self.x[dot], self.y[dot]
        left, right, top, bottom, centre_x, centre_y = self.boxes
        near = (left < x + boxes[1].max() + CLEARANCE) | (centre_x < x)
        near &= (right > x + boxes[0].min() - CLEARANCE) | (centre_x > x)
        near &= (top < y + boxes[3].max() + CLEARANCE) | (centre_y < y)
        near &= (bottom > y + boxes[2].min() - CLEARANCE) | (centre_y > y)
        return np.flatnonzero(near & (self.owners != dot))


def _stay_apart(gap: Floats, widening: Floats) -> Bools:
    """Return where a gap suffices both now and after it has widened (or narrowed) in full."""
    apart: Bools = (gap >= CLEARANCE) & (gap + widening >= CLEARANCE)
    return apart


def _candidates(width: float, height: float, radius: float, distances: Sequence[float]) -> _Candidates:
    """Return the places for a box around a dot that touch it, or stand off by the distances given."""
    beyond = np.repeat(distances, len(ANGLES))
    side, fall = (np.tile(component, len(distances)) for component in (_SIDE, _FALL))
    circle = radius + GAP + beyond
    dy = fall * (circle + height / 2)
    edge = side * np.sqrt(np.clip(circle**2 - np.clip(np.abs(dy) - height / 2, 0, None) ** 2, 0, None))
    left = edge - (1 - side) * width / 2
    boxes = np.array([left, left + width, dy - height / 2, dy + height / 2])
    return _Candidates(boxes, edge, dy, beyond > 0)
