"""Labels for a crowd of dots, so that none covers another or a dot.

Greedy: the dots choose one after the other, the best place that is left. Those
that find none may move one neighbour's label, if that finds another place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from spectrum.charts.lettering import text_width
from spectrum.charts.room import Floats, Label, Plot, Room

ADJACENT = (0.0,)
MOVED = 2  # neighbours of a dot whose labels are tried elsewhere: more took twice the time for nothing
ALOOF = (8.0, 16.0, 26.0, 38.0, 52.0, 70.0)  # pixels beyond the dot's edge, with a leader line


def place_labels(
    x: Floats,
    y: Floats,
    radii: Floats,
    texts: Sequence[Sequence[str]],
    *,
    plot: Plot,
    order: Sequence[int],
    must: int | None = None,
    standoffs: Sequence[float] = ALOOF,
) -> list[Label | None]:
    """Return a label for each dot, or None where there is no room.

    `x`, `y`: centres in axis points (0 to 100, y upwards). `radii`: pixels.
    `texts`: for each dot the texts to try, best first; none for no label. Dots
    beyond the last text only stand in the way.
    `order`: which dots choose first. The dot `must` chooses before all others
    and gets its first text, in bold, in any case, over other dots if need be.
    `standoffs`: how far, in pixels, labels may stand off from their dots, with a
    leader line, the nearest first. Same input, same output.
    """
    room = Room(x * plot.width / 100, (100 - y) * plot.height / 100, radii, plot)
    anywhere = (*ADJACENT, *standoffs)
    labels: list[Label | None] = [None] * len(texts)
    if must is not None and texts[must]:
        labels[must] = room.take(must, texts[must][0], anywhere, bold=True) or room.force(
            must, texts[must][0], anywhere
        )
    _fill(room, labels, texts, order, ADJACENT, choice=0)
    if standoffs:
        _fill(room, labels, texts, order, standoffs, choice=0)
        _squeeze_in(room, labels, texts, [dot for dot in order if dot != must], anywhere)
    _fill(room, labels, texts, order, anywhere, choice=1)
    return labels


def _fill(
    room: Room,
    labels: list[Label | None],
    texts: Sequence[Sequence[str]],
    order: Sequence[int],
    distances: Sequence[float],
    *,
    choice: int,
) -> None:
    """Give each dot that has no label yet the first free place for its text of this choice."""
    for dot in order:
        if labels[dot] is None and len(texts[dot]) > choice:
            labels[dot] = room.take(dot, texts[dot][choice], distances)


def _squeeze_in(
    room: Room,
    labels: list[Label | None],
    texts: Sequence[Sequence[str]],
    order: Sequence[int],
    distances: Sequence[float],
) -> None:
    """Give each dot that has no label yet a place by moving one other label, if that finds a new one."""
    for dot in order:
        if labels[dot] is not None or not texts[dot]:
            continue
        in_the_way = [other for other in room.in_the_way(dot, texts[dot][0], distances) if other in order]
        for other in in_the_way[:MOVED]:
            before = room.boxes, room.owners
            room.clear_away(other)
            moved, label = None, room.take(dot, texts[dot][0], distances)
            if label is not None:
                moved = room.take(other, texts[other][0], distances)
            if moved is not None:
                labels[dot], labels[other] = label, moved
                break
            room.boxes, room.owners = before


def fits_inside(
    x: Floats, y: Floats, radii: Floats, texts: Sequence[str], *, plot: Plot
) -> npt.NDArray[np.bool_]:
    """Return for which dots the text fits inside the dot, with no other dot over it."""
    if not len(x):
        return np.zeros(0, dtype=bool)
    half_width = np.array([text_width(text, plot.font_size, bold=True) / 2 for text in texts])
    half_height = 0.36 * plot.font_size  # digits are about 0.72 of the font size tall
    roomy: npt.NDArray[np.bool_] = np.hypot(half_width, half_height) <= radii
    for dot in np.flatnonzero(roomy):
        beside = np.abs(x - x[dot]) * plot.width / 100 - half_width[dot]
        above = np.abs(y - y[dot]) * plot.height / 100 - half_height
        clear = np.hypot(np.maximum(beside, 0), np.maximum(above, 0)) >= radii
        clear[dot] = True
        roomy[dot] = clear.all()
    return roomy
