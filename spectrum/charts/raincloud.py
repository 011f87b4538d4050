"""A raincloud: the density of one axis' votes above, their quartiles in the middle, every vote below.

After Allen et al. (2019), "Raincloud plots". The parts share the height in fixed
shares, so that the chart reads the same at any size.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.density import reflected_density
from spectrum.charts.frames import rows
from spectrum.charts.numbers import points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, x_at
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW

Floats = npt.NDArray[np.float64]
Axis = Literal["x", "y"]

CLOUD = (0.56, 1.0)  # shares of the height, from the bottom
BOX = (0.41, 0.5)
RAIN = (0.05, 0.34)
STEP = 0.5  # axis points between two corners of the cloud
DROP_SIZE = 22  # square pixels
GOLDEN = 0.6180339887498949  # steps by this share of the height never fall into rows


def raincloud_layers(values: Floats, axis: Axis, palette: Palette) -> list[alt.Chart]:
    """Return cloud, drops and box of the votes (at least one, sorted), in axis points."""
    return [_cloud(values, axis, palette), _rain(values, axis, palette), *_box(values, palette)]


def level_at(field: str) -> alt.Y:
    """Return the y channel for a field in shares of the height, 0 at the bottom."""
    return alt.Y(field, type="quantitative", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)


def coloured(marks: alt.Chart, axis: Axis, field: str, palette: Palette) -> alt.Chart:
    """Return the marks in their axis' colour: readiness by its scale, generative by its one colour."""
    fill = by_readiness(field, palette) if axis == "y" else alt.value(palette.generative)
    filled: alt.Chart = marks.encode(fill=fill)
    return filled


def _cloud(values: Floats, axis: Axis, palette: Palette) -> alt.Chart:
    at = np.arange(AXIS_LOW, AXIS_HIGH + STEP, STEP)
    density = reflected_density(values, at)
    base, top = CLOUD
    frame = pd.DataFrame({"at": at, "base": base, "level": base + (top - base) * density / density.max()})
    area: alt.Chart = (
        alt.Chart(rows(frame))
        .mark_area(fill=_fill(axis, palette), fillOpacity=0.55, tooltip=None)
        .encode(x=x_at("at"), y=level_at("level"), y2="base")
    )
    return area


def _fill(axis: Axis, palette: Palette) -> Any:
    """Return the colour of an area from 0 to 100: one, or readiness from stop to stop."""
    if axis == "x":
        return palette.generative
    stops = [
        alt.GradientStop(color=colour, offset=offset)
        for offset, colour in zip((0, 0.5, 1), palette.readiness, strict=True)
    ]
    return alt.LinearGradient(gradient="linear", stops=stops, x1=0, x2=1, y1=0, y2=0)


def _rain(values: Floats, axis: Axis, palette: Palette) -> alt.Chart:
    """Return every vote as a drop, scattered in height by its rank alone."""
    low, high = RAIN
    level = low + (high - low) * (np.arange(len(values)) * GOLDEN % 1)
    said = [f"A vote at {points(float(value))}" for value in values]
    frame = pd.DataFrame({"at": values, "level": level, "said": said})
    drops = alt.Chart(rows(frame)).mark_circle(size=DROP_SIZE, opacity=0.6)
    place: dict[str, Any] = {"x": x_at("at"), "y": level_at("level")}
    return coloured(drops.encode(**place, tooltip=sentence("said")), axis, "at", palette)


def _box(values: Floats, palette: Palette) -> list[alt.Chart]:
    """Return the quartiles as a hollow box, the median as a stroke through it."""
    low, median, high = (float(value) for value in np.quantile(values, [0.25, 0.5, 0.75]))
    said = f"Median {points(median)}, half of the votes from {points(low)} to {points(high)}"
    figures = {"low": low, "median": median, "high": high, "bottom": BOX[0], "top": BOX[1], "said": said}
    base = alt.Chart(rows(pd.DataFrame([figures])))
    box = base.mark_rect(fill=palette.background, stroke=palette.ink, strokeWidth=1.2)
    stroke = base.mark_rule(color=palette.ink, strokeWidth=3)
    across: dict[str, Any] = {"y": level_at("bottom"), "y2": "top", "tooltip": sentence("said")}
    return [
        box.encode(x=x_at("low"), x2="high", **across),
        stroke.encode(x=x_at("median"), **across),
    ]
