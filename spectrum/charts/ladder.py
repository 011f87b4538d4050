"""A ladder: names down, one scale of values across, a rung for each name.

On a wide plot the names stand in a column to the left of the scale and the
figures to its right; on a narrow one both stand on a line above the rung's
marks, so that a phone gives the scale its whole width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from spectrum.charts.frames import rows
from spectrum.charts.lettering import shorten, text_width
from spectrum.charts.palette import Palette
from spectrum.charts.plane import NARROW

STEP = 32  # pixels from rung to rung
LOWER = 8  # pixels that the marks of a rung step down on a narrow plot, its text steps up
GAP = 14  # pixels between the columns
EDGE = 8  # pixels from a narrow plot's edges to the ends of its scale
INSIDE = 8  # pixels from there to the texts, so that no line at an end of the scale touches one
LONGEST = 34  # characters of a name
NAME_SIZE, FIGURES_SIZE = 13, 12
COVER = 16  # pixels of background, as high as a text, so that no line of the scale runs through it
HEADROOM = 0.8  # rungs above the first one, for the words at a reference line

MARK_Y = alt.ExprRef(f"width < {NARROW} ? {LOWER} : 0")
TEXT_Y = alt.ExprRef(f"width < {NARROW} ? {-LOWER} : 0")


@dataclass(frozen=True)
class Ladder:
    """A scale from `low` to `high`, its tick values, and the widths in pixels of the texts."""

    rungs: int
    low: float
    high: float
    ticks: tuple[float, ...]
    title: str
    names: float
    figures: float
    brief: float

    @property
    def height(self) -> int:
        """The plot's height in pixels."""
        return round(STEP * (max(self.rungs, 1) + HEADROOM))

    def value_at(self, field: str, *, decimals: int = 1) -> alt.X:
        """Return the x channel for a field on the scale, whose numbers stand on top."""
        ends = [
            alt.ExprRef(f"width < {NARROW} ? {EDGE} : {self.names + GAP:.0f}"),
            alt.ExprRef(f"width < {NARROW} ? width - {EDGE} : width - {self.figures + GAP:.0f}"),
        ]
        scale = alt.Scale(domain=[self.low, self.high], range=ends, nice=False, zero=False)
        axis = alt.Axis(
            orient="top",
            title=self.title,
            titleAnchor="start",
            values=list(self.ticks),
            format=f".{decimals}f",
            grid=True,
            labelOverlap=True,
        )
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    def rung_at(self, field: str = "rung") -> alt.Y:
        """Return the y channel for a rung's number, 0 for the uppermost."""
        scale = alt.Scale(domain=[max(self.rungs, 1) - 0.5, -0.5 - HEADROOM], nice=False, zero=False)
        return alt.Y(field, type="quantitative", scale=scale, axis=None)


def ladder_for(frame: pd.DataFrame, *, low: float, high: float, ticks: Sequence[float], title: str) -> Ladder:
    """Return the ladder for a frame with a row a rung and the columns `label`, `figures` and `brief`."""
    names = max((text_width(shorten(name, LONGEST), NAME_SIZE) for name in frame["label"]), default=0.0)
    figures, brief = (
        max((text_width(text, FIGURES_SIZE) for text in frame[column]), default=0.0)
        for column in ("figures", "brief")
    )
    inside = tuple(tick for tick in ticks if low <= tick <= high)
    return Ladder(len(frame), low, high, inside, title, names=names, figures=figures, brief=brief)


def text_layers(
    frame: pd.DataFrame, ladder: Ladder, palette: Palette, *, quiet: bool = False
) -> list[alt.Chart]:
    """Return a faint line, the name and the figures of every rung.

    `frame`: rung, label, figures and brief, the figures where the plot is narrow.
    `quiet`: names in the colour of secondary text.
    """
    labels = [shorten(name, LONGEST) for name in frame["label"]]
    texts = frame[["rung", "figures", "brief"]].assign(
        label=labels, label_width=[text_width(label, NAME_SIZE) for label in labels]
    )
    base = alt.Chart(rows(texts)).encode(y=ladder.rung_at())
    line = base.mark_rule(color=palette.quiet, opacity=0.18, yOffset=MARK_Y, x=0, x2=alt.ExprRef("width"))
    style: dict[str, Any] = {"baseline": "middle", "dy": TEXT_Y}
    names: dict[str, Any] = style | {
        "text": alt.ExprRef("datum.label"),
        "align": "left",
        "x": alt.ExprRef(f"width < {NARROW} ? {EDGE + INSIDE} : 0"),
        "fontSize": NAME_SIZE,
        "limit": alt.ExprRef(
            f"width - (width < {NARROW} ? {ladder.brief + GAP + 2 * (EDGE + INSIDE):.0f} : 0)"
        ),
    }
    figures: dict[str, Any] = style | {
        "text": alt.ExprRef(f"width < {NARROW} ? datum.brief : datum.figures"),
        "align": "right",
        "x": alt.ExprRef(f"width < {NARROW} ? width - {EDGE + INSIDE} : width"),
        "fontSize": FIGURES_SIZE,
    }
    start = EDGE + INSIDE
    return [
        line,
        _cover(base, palette, f"{start}", f"{start} + datum.label_width"),
        _cover(base, palette, f"width - {start + ladder.brief:.0f}", f"width - {start}"),
        base.mark_text(**names, color=palette.quiet if quiet else palette.ink),
        base.mark_text(**figures, color=palette.quiet),
    ]


def _cover(base: alt.Chart, palette: Palette, start: str, end: str) -> alt.Chart:
    """Return a bar of background behind the texts of a narrow plot, which stand on the scale."""
    narrow = alt.ExprRef(f"width < {NARROW} ? 1 : 0")
    ends: dict[str, Any] = {"x": alt.ExprRef(start), "x2": alt.ExprRef(end)}
    cover: alt.Chart = base.mark_rule(
        color=palette.background, strokeWidth=COVER, opacity=narrow, yOffset=TEXT_Y, **ends
    )
    return cover


def reference(
    ladder: Ladder,
    palette: Palette,
    *,
    at: float,
    words: str = "",
    align: Literal["left", "right"] | None = None,
    decimals: int = 1,
) -> list[alt.Chart]:
    """Return an upright line at a value of the scale and, over the first rung, words beside it.

    `align`: "left" puts them to the line's right. Without it they stand where there is more room.
    """
    if align is None:
        align = "right" if at > (ladder.low + ladder.high) / 2 else "left"
    values = [{"at": at, "rung": -0.5 - HEADROOM / 2}]
    base = alt.Chart(alt.InlineData(values=values)).encode(x=ladder.value_at("at", decimals=decimals))
    line = base.mark_rule(color=palette.ink, strokeWidth=1.2, strokeDash=[4, 3], opacity=0.8)
    dx = -5 if align == "right" else 5
    text = base.mark_text(text=words, align=align, dx=dx, baseline="middle", fontSize=12, color=palette.quiet)
    return [line, text.encode(y=ladder.rung_at())]


def nothing_yet(words: str, ladder: Ladder, palette: Palette) -> alt.Chart:
    """Return words in place of the first rung, for a ladder that has none."""
    base = alt.Chart(alt.InlineData(values=[{"rung": 0}]))
    text = base.mark_text(text=words, align="left", x=8, baseline="middle", fontSize=13, color=palette.quiet)
    centred: alt.Chart = text.encode(y=ladder.rung_at())
    return centred
