"""One tool on one axis: how its votes are spread. Below ten votes, each vote by itself."""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.numbers import counted, points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, finished, names_below, x_at
from spectrum.charts.swarm import swarm_within
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW, Board, Tool

Axis = Literal["x", "y"]

BIN = 5  # axis points
BARS_FROM = 10  # votes
TITLE_LENGTH = 32  # characters
DOT_RADIUS = 6.0  # pixels
NARROWEST = 230  # pixels of plot width on the smallest phone


def axis_histogram(
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
    """Return the votes of one tool along one axis in bins of five points, the mean as a rule.

    `votes`: a row a vote with the axis' column, in axis points, missing where a
    vote has none. Below `BARS_FROM` votes each one is a dot, as bars would
    claim a shape. `width` and `height` in pixels.

    Raises ValueError if the column is missing.
    """
    require_columns(votes, [axis], "The frame of votes")
    values = votes[axis].dropna().astype(float)
    few = len(values) < BARS_FROM
    layers = [_dots(values, axis, palette, height) if few else _bars(values, axis, palette)]
    if mean is not None:
        layers.append(_mean(mean, palette))
    layers += names_below(axis, board, palette)
    title = alt.TitleParams(
        f"{shorten(tool.name, TITLE_LENGTH)}: {axis} of {counted(len(values), 'vote')}", fontSize=15
    )
    return finished(layers, palette, width=width, height=height, title=title)


def _bars(values: pd.Series[float], axis: Axis, palette: Palette) -> alt.Chart:
    edges = np.arange(AXIS_LOW, AXIS_HIGH + BIN, BIN)
    counts, _ = np.histogram(values, edges)
    bins = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "middle": edges[:-1] + BIN / 2, "n": counts})
    bins["said"] = [
        f"{counted(n, 'vote')} from {low:.0f} to {low + BIN:.0f}"
        for low, n in zip(edges[:-1], counts, strict=True)
    ]
    votes = alt.Y("n:Q", title="votes", axis=alt.Axis(tickMinStep=1, tickCount=4, format="d"))
    marks = alt.Chart(rows(bins)).mark_rect(stroke=palette.background, strokeWidth=1)
    bars: alt.Chart = marks.encode(
        x=x_at("low"), x2="high", y=votes, y2=alt.datum(0), tooltip=sentence("said")
    )
    return _coloured(bars, axis, "middle", palette)


def _dots(values: pd.Series[float], axis: Axis, palette: Palette, height: int) -> alt.Chart:
    """Return the votes as dots that step aside rather than cover one another."""
    at = np.sort(np.asarray(values, dtype=np.float64))
    steps, factor = swarm_within(at, np.full(len(at), DOT_RADIUS), width=NARROWEST, height=height)
    said = [f"A vote at {points(float(value))}" for value in at]
    frame = pd.DataFrame({"at": at, "step": steps, "said": said})
    marks = alt.Chart(rows(frame)).mark_circle(
        size=4 * (factor * DOT_RADIUS) ** 2, opacity=0.7, y=alt.ExprRef("height / 2 - datum.step")
    )
    return _coloured(marks.encode(x=x_at("at"), tooltip=sentence("said")), axis, "at", palette)


def _coloured(marks: alt.Chart, axis: Axis, field: str, palette: Palette) -> alt.Chart:
    """Return the marks in their axis' colour: readiness by its scale, generative by its one colour."""
    fill = by_readiness(field, palette) if axis == "y" else alt.value(palette.generative)
    coloured: alt.Chart = marks.encode(fill=fill)
    return coloured


def _mean(mean: float, palette: Palette) -> alt.Chart:
    frame = pd.DataFrame({"mean": [mean], "said": [f"The mean, at {points(mean)}"]})
    rule: alt.Chart = (
        alt.Chart(rows(frame))
        .mark_rule(color=palette.ink, strokeWidth=2)
        .encode(x=x_at("mean"), tooltip=sentence("said"))
    )
    return rule
