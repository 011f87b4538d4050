"""The dots' labels: names on a wide plot, numbers on a narrow one.

Labels are placed once for each of several plot widths. The browser shows the
set for the widest of these that its plot reaches.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.dots import RING_REACH, DotScale
from spectrum.charts.frames import rows
from spectrum.charts.labels import ALOOF, fits_inside, place_labels
from spectrum.charts.lettering import shorten
from spectrum.charts.palette import Palette
from spectrum.charts.plane import NARROW, x_at, y_at
from spectrum.charts.room import Floats, Label, Plot

WIDTHS = (230, 280, 340, 420, NARROW, 680, 820, 1000, 1240)  # pixels of plot width
CROWD_WIDTHS = (230, NARROW, 1000)
CROWD = 150  # tools; beyond, fewer widths, and no leader lines or stray numbers: they would be a thicket
TALLEST = 3.0  # times the nominal height, as on a full screen
ENDLESS = 100_000
LONGEST = 30  # characters of a name on the chart; the tooltip has all of it
LEADER_STOP = 2.0  # pixels between a leader line's end and the text
POINT = 5.0  # radius in pixels of a point to keep clear of
HALO = 3.0  # pixels of background around a text, over lines that cross it
FURTHER = (90.0, 112.0, 136.0)  # pixels that labels may stand off where there is only one axis

COLUMNS = [
    *("at_least", "below"),  # plot widths that the row is for
    *("x", "y", "text", "tone", "size"),
    *("dx", "dy", "align"),
    *("leader", "from_dx", "from_dy", "to_dx", "to_dy"),
]


@dataclass(frozen=True)
class _Style:
    """How labels are written on a plot of one width: font sizes in pixels, and whether by name."""

    named: bool
    size: float
    inside: float  # of a number inside its dot

    @classmethod
    def at(cls, width: float) -> _Style:
        return cls(named=False, size=11.0, inside=10.5) if width < NARROW else cls(True, 13.0, 11.0)


def caption_layers(
    dots: pd.DataFrame,
    palette: Palette,
    scale: DotScale,
    *,
    height: float | None,
    selected: str | None,
    clear_of: pd.DataFrame | None = None,
    one_dimensional: bool = False,
) -> list[alt.Chart]:
    """Return leader lines and texts for the dots.

    `dots`: tool_id, number, name, n, x, y, hollow; in 1-D y_narrow and y_wide too,
    which stand for y. `height`: pixels that the plot has at least; None if it is as high as wide.
    `clear_of`: more points x, y that no label may cover.
    """
    standoffs = () if len(dots) > CROWD else ALOOF + FURTHER * one_dimensional
    records: list[dict[str, Any]] = []
    for at_least, below in pairwise([*(CROWD_WIDTHS if len(dots) > CROWD else WIDTHS), ENDLESS]):
        y = ("y_narrow" if at_least < NARROW else "y_wide") if one_dimensional else "y"
        tall = at_least if height is None else height
        plot = Plot(at_least, tall, _Style.at(at_least).size, below / at_least, TALLEST)
        records += [
            {"at_least": at_least, "below": below} | record
            for record in captions(
                dots.assign(y=dots[y]), scale, plot, selected=selected, clear_of=clear_of, standoffs=standoffs
            )
        ]
    return _layers(pd.DataFrame(records, columns=COLUMNS), palette, one_dimensional=one_dimensional)


def captions(
    dots: pd.DataFrame,
    scale: DotScale,
    plot: Plot,
    *,
    selected: str | None = None,
    clear_of: pd.DataFrame | None = None,
    standoffs: tuple[float, ...] = ALOOF,
) -> list[dict[str, Any]]:
    """Return a record for each number inside a dot and for each label beside one, on one plot size."""
    style = _Style.at(plot.width)
    x, y, n = (dots[column].to_numpy(dtype=float) for column in ("x", "y", "n"))
    radii = scale.radii(n, narrow=plot.width < NARROW)
    must = next(iter(np.flatnonzero(dots["tool_id"] == selected).tolist()), None)
    numbers = [str(number) for number in dots["number"]]
    inside = fits_inside(x, y, radii, numbers, plot=replace(plot, font_size=style.inside))
    inside &= bool(standoffs)  # in a crowd, a few dots with numbers among plain ones would look chosen
    texts = [
        _texts(number, name, named=style.named or dot == must, numbered=inside[dot], stray=bool(standoffs))
        for dot, (number, name) in enumerate(zip(numbers, dots["name"], strict=True))
    ]
    order = np.lexsort((dots["number"].to_numpy(), -n)).tolist()
    reach = radii + RING_REACH * (np.arange(len(dots)) == must)
    labels = place_labels(
        *_with_points(x, y, reach, clear_of), texts, plot=plot, order=order, must=must, standoffs=standoffs
    )
    tones = np.where(dots["hollow"] == "", "inside", "hollow")
    return [
        {"x": x[dot], "y": y[dot]} | record
        for dot in range(len(dots))
        for record in (
            _record(Label(numbers[dot], 0.0, 0.0, "center"), 0.0, tones[dot], style.inside)
            if inside[dot]
            else None,
            _record(labels[dot], reach[dot], "picked" if dot == must else "beside", style.size),
        )
        if record
    ]


def _with_points(
    x: Floats, y: Floats, radii: Floats, points: pd.DataFrame | None
) -> tuple[Floats, Floats, Floats]:
    """Return the dots, followed by the points as small dots that have no label of their own."""
    if points is None:
        return x, y, radii
    return np.append(x, points["x"]), np.append(y, points["y"]), np.append(radii, [POINT] * len(points))


def _texts(number: str, name: str, *, named: bool, numbered: bool, stray: bool) -> tuple[str, ...]:
    """Return what to write beside a dot, best first.

    `numbered`: its number is inside the dot. `stray`: a number may do where the name finds no room.
    """
    if not named:
        return () if numbered else (number,)
    short = shorten(name, LONGEST)
    return (f"{number} {short}", number) if stray and not numbered else (short,)


def _record(label: Label | None, radius: float, tone: str, size: float) -> dict[str, Any] | None:
    """Return the label as a row; its leader runs from the dot's edge to the text's nearest end."""
    if label is None:
        return None
    distance = math.hypot(label.dx, label.dy) or 1.0
    start, end = radius / distance, 1 - LEADER_STOP / distance
    return asdict(label) | {
        "tone": tone,
        "size": size,
        "from_dx": start * label.dx,
        "from_dy": start * label.dy,
        "to_dx": end * label.dx,
        "to_dy": end * label.dy,
    }


def _layers(labels: pd.DataFrame, palette: Palette, *, one_dimensional: bool) -> list[alt.Chart]:
    shown = alt.Chart(rows(labels)).transform_filter("width >= datum.at_least && width < datum.below")
    place: dict[str, Any] = {"x": x_at("x"), "y": y_at("y", shown=not one_dimensional)}
    leaders = shown.transform_filter("datum.leader").mark_rule(
        color=palette.quiet,
        strokeWidth=1,
        opacity=0.7,
        xOffset=alt.ExprRef("datum.from_dx"),
        yOffset=alt.ExprRef("datum.from_dy"),
        x2Offset=alt.ExprRef("datum.to_dx"),
        y2Offset=alt.ExprRef("datum.to_dy"),
    )
    lettering: dict[str, Any] = {
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "align": alt.ExprRef("datum.align"),
        "fontSize": alt.ExprRef("datum.size"),
        "fontWeight": alt.ExprRef("datum.tone == 'beside' ? 500 : 700"),
        "baseline": "middle",
    }
    outside = shown.transform_filter("datum.tone == 'beside' || datum.tone == 'picked'")
    halo = outside.mark_text(stroke=palette.background, strokeWidth=HALO, strokeJoin="round", **lettering)
    texts = shown.mark_text(**lettering)
    return [
        leaders.encode(**place, x2="x", y2="y"),
        halo.encode(**place, text="text:N"),
        texts.encode(**place, text="text:N", color=_ink(palette)),
    ]


def _ink(palette: Palette) -> Any:
    """Return the text colour: on a dot the background's, in a hollow one quiet, else ink."""
    return (
        alt.when(alt.datum.tone == "inside")
        .then(alt.value(palette.background))
        .when(alt.datum.tone == "hollow")
        .then(alt.value(palette.quiet))
        .otherwise(alt.value(palette.ink))
    )
