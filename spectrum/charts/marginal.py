"""One tool on one axis, drawn as its number of votes allows.

A shape is claimed only where there are votes to carry it: below `SWARM_FROM` a
strip of dots, below `RAINCLOUD_FROM` a beeswarm, below `HISTOGRAM_FROM` a
raincloud (density, quartiles and every vote), beyond it a histogram of one-point bins.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.numbers import counted, points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished, names_below, x_at
from spectrum.charts.raincloud import Axis, coloured, level_at, raincloud_layers
from spectrum.charts.swarm import swarm_within
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW, Board, Tool

Floats = npt.NDArray[np.float64]

SWARM_FROM, RAINCLOUD_FROM, HISTOGRAM_FROM = 10, 30, 200  # votes
TITLE_LENGTH = 32  # characters
STRIP_RADIUS, SWARM_RADIUS = 6.0, 4.5  # pixels
NARROWEST = 230  # pixels of plot width on the smallest phone
BINS = 100


def axis_marginal(
    votes: pd.DataFrame,
    *,
    axis: Axis,
    tool: Tool,
    board: Board,
    palette: Palette,
    mean: float | None = None,
    width: int | Literal["container"] = "container",
    height: int = 140,
) -> alt.LayerChart:
    """Return the votes of one tool along one axis, the mean as a rule.

    `votes`: a row a vote with the axis' column, in axis points, missing where a
    vote has none. `width` and `height` of the plot in pixels.

    Raises ValueError if the column is missing.
    """
    require_columns(votes, [axis], "The frame of votes")
    values = np.sort(votes[axis].dropna().to_numpy(dtype=np.float64))
    layers, how = _layers(values, axis, palette, height)
    if mean is not None:
        covers_no_dot = len(values) >= RAINCLOUD_FROM
        layers.insert(len(layers) if covers_no_dot else 0, _mean(mean, palette))
        how = [*how, "Line: mean"]
    title = alt.TitleParams(
        f"{shorten(tool.name, TITLE_LENGTH)}: {axis} of {counted(len(values), 'vote')}",
        subtitle=". ".join(how) if how else alt.Undefined,
        fontSize=15,
        subtitleFontSize=12,
        offset=10,
    )
    return finished(
        [*layers, *names_below(axis, board, palette)], palette, width=width, height=height, title=title
    )


def _layers(values: Floats, axis: Axis, palette: Palette, height: int) -> tuple[list[alt.Chart], list[str]]:
    """Return the layers for so many votes, and how to read them."""
    if len(values) < RAINCLOUD_FROM:
        radius = STRIP_RADIUS if len(values) < SWARM_FROM else SWARM_RADIUS
        return [_swarm(values, axis, palette, height, radius)], []
    if len(values) < HISTOGRAM_FROM:
        return raincloud_layers(values, axis, palette), ["Box: median, quartiles"]
    return [_bars(values, axis, palette)], ["Bars: one point wide"]


def _swarm(values: Floats, axis: Axis, palette: Palette, height: int, radius: float) -> alt.Chart:
    """Return the votes as dots that step aside rather than cover one another; a few stay in a strip."""
    steps, factor = swarm_within(values, np.full(len(values), radius), width=NARROWEST, height=height)
    said = [f"A vote at {points(float(value))}" for value in values]
    frame = pd.DataFrame({"at": values, "level": 0.5 + steps / height, "said": said})
    marks = alt.Chart(rows(frame)).mark_circle(size=4 * (factor * radius) ** 2, opacity=0.7)
    place: dict[str, Any] = {"x": x_at("at"), "y": level_at("level")}
    return coloured(marks.encode(**place, tooltip=sentence("said")), axis, "at", palette)


def _bars(values: Floats, axis: Axis, palette: Palette) -> alt.Chart:
    counts, edges = np.histogram(values, BINS, range=(AXIS_LOW, AXIS_HIGH))
    bins = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "n": counts})
    bins["middle"] = (bins["low"] + bins["high"]) / 2
    bins["said"] = [
        f"{counted(n, 'vote')} from {low:.0f} to {high:.0f}"
        for n, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
    amount = alt.Y("n:Q", title="votes", axis=alt.Axis(tickMinStep=1, tickCount=4, format="d"))
    marks = alt.Chart(rows(bins)).mark_rect(stroke=palette.background, strokeWidth=0.4)
    bars = marks.encode(x=x_at("low"), x2="high", y=amount, y2=alt.datum(0), tooltip=sentence("said"))
    return coloured(bars, axis, "middle", palette)


def _mean(mean: float, palette: Palette) -> alt.Chart:
    frame = pd.DataFrame({"mean": [mean], "said": [f"The mean, at {points(mean)}"]})
    rule: alt.Chart = (
        alt.Chart(rows(frame))
        .mark_rule(color=palette.ink, strokeWidth=2)
        .encode(x=x_at("mean"), tooltip=sentence("said"))
    )
    return rule
