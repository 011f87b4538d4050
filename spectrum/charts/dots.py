"""How large the dots are, how they look, and what happens when one is picked.

A dot's area grows with its votes. Many tools make all dots smaller, and so
does a narrow plot, so that a crowd stays legible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import rows
from spectrum.charts.palette import Palette
from spectrum.charts.plane import NARROW, by_readiness, by_width, x_at, y_at
from spectrum.charts.tooltips import tooltip_fields

Floats = npt.NDArray[np.float64]

PICKED = "picked"  # the selection's name, as the page finds it in Streamlit's event
FEWEST_FULL = 5  # votes that a board's largest dot stands for at least
ROOMY = 40  # tools up to which dots have their full size
CROWDING = 0.45  # dots shrink with (ROOMY / tools) to this power
NARROW_FACTOR = 0.72
RING = 4.0  # pixels between a picked dot's edge and its ring
RING_WIDTH = 2.5
RING_REACH = RING + RING_WIDTH / 2
NEAR = (12.0, 9.0)  # pixels from a dot's centre, on a narrow and on a wide plot, that pick it as well


@dataclass(frozen=True)
class DotScale:
    """Radii in pixels of the smallest and the largest dot, on a wide and on a narrow plot.

    The smallest stands for no votes, the largest for `most`.
    """

    most: float
    wide: tuple[float, float] = (8.0, 15.0)
    narrow: tuple[float, float] = (8.0 * NARROW_FACTOR, 15.0 * NARROW_FACTOR)

    @classmethod
    def fitting(cls, votes: Floats) -> DotScale:
        """Return the scale for tools with so many votes each."""
        crowd = min(1.0, (ROOMY / max(len(votes), 1)) ** CROWDING)
        return cls(most=float(max(FEWEST_FULL, *votes)) if len(votes) else FEWEST_FULL).shrunk(crowd, crowd)

    def shrunk(self, wide: float, narrow: float) -> DotScale:
        """Return the scale with its radii multiplied by these factors."""
        return DotScale(
            self.most,
            wide=(self.wide[0] * wide, self.wide[1] * wide),
            narrow=(self.narrow[0] * narrow, self.narrow[1] * narrow),
        )

    def radii(self, votes: Floats, *, narrow: bool) -> Floats:
        """Return the radius in pixels for each number of votes."""
        low, high = self.narrow if narrow else self.wide
        share = np.clip(votes / self.most, 0, 1)
        radii: Floats = np.sqrt(low**2 + (high**2 - low**2) * share)
        return radii

    def channel(self, field: str = "n") -> alt.Size:
        """Return the size channel that draws these radii."""
        sizes = [
            by_width(4 * narrow**2, 4 * wide**2) for narrow, wide in zip(self.narrow, self.wide, strict=True)
        ]
        scale = alt.Scale(type="linear", domain=[0, self.most], range=sizes, clamp=True, zero=False)
        return alt.Size(field, type="quantitative", scale=scale, legend=None)


def picking() -> alt.Parameter:
    """Return the selection of one tool by a click on its dot."""
    return alt.selection_point(name=PICKED, fields=["tool_id"], on="click", empty=False)


def dot_layers(
    dots: pd.DataFrame, palette: Palette, scale: DotScale, *, selected: str | None, one_dimensional: bool
) -> list[alt.Chart]:
    """Return the dots and a ring around the one that was clicked last or, before any click, `selected`.

    What surrounds a small dot can be picked too, as fingers are larger.

    `dots`: x, y, n, readiness (null if unknown), hollow (`seed`, `x only` or empty),
    in drawing order, and the tooltips' columns; y_narrow and y_wide in 1-D.
    """
    base = alt.Chart(rows(dots.assign(selected=dots["tool_id"] == selected)))
    if one_dimensional:
        base = base.transform_calculate(y=f"width < {NARROW} ? datum.y_narrow : datum.y_wide")
    hollow = 2 if len(dots) <= ROOMY else 1.25
    place = {"x": x_at("x"), "y": y_at("y", shown=not one_dimensional)}
    around = base.mark_circle(
        opacity=0, aria=False, cursor="pointer", size=by_width(*(4 * radius**2 for radius in NEAR))
    ).encode(**place, tooltip=tooltip_fields())
    marks = base.mark_circle(opacity=1, cursor="pointer").encode(
        **place,
        size=scale.channel(),
        fill=_fill(palette),
        stroke=_stroke(palette),
        strokeWidth=alt.when(alt.datum.hollow != "").then(alt.value(hollow)).otherwise(alt.value(hollow / 2)),
        tooltip=tooltip_fields(),
        description=alt.Description("summary:N"),
    )
    ring = base.transform_filter(_is_picked())
    grown = alt.ExprRef(f"pow(sqrt(scale('size', datum.n)) + {2 * RING}, 2)")
    outline = ring.mark_point(filled=False, size=grown, stroke=palette.ink, strokeWidth=RING_WIDTH, opacity=1)
    return [around, marks.add_params(picking()), outline.encode(**place)]


def _is_picked() -> Any:
    """Return the filter for the clicked tool or, as long as none is clicked, the selected one."""
    clicked = {"param": PICKED, "empty": False}
    no_other_clicked = {"param": PICKED, "empty": True}
    return {"or": [clicked, {"and": ["datum.selected", no_other_clicked]}]}


def _fill(palette: Palette) -> object:
    solid = by_readiness("readiness", palette)
    return alt.when(alt.datum.hollow != "").then(alt.value("transparent")).otherwise(solid)


def _stroke(palette: Palette) -> object:
    return (
        alt.when(alt.datum.hollow == "seed")
        .then(alt.value(palette.quiet))
        .when(alt.datum.hollow == "x only")
        .then(alt.value(palette.generative))
        .otherwise(alt.value(palette.background))
    )
