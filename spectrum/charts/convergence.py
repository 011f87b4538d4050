"""How one tool's mean settles as votes come in, one axis at a time."""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.numbers import NOTHING, counted, points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import TICKS, axis_scale, finished, names_beside, readiness
from spectrum.charts.tooltips import sentence
from spectrum.model import Board, Tool

Axis = Literal["x", "y"]

MOST = 400  # steps that are drawn; of more, an even choice that keeps the first and the last
TICKS_AT_MOST = 6
TITLE_LENGTH = 32  # characters
BAND_OPACITY = 0.22


def convergence(
    running: pd.DataFrame,
    *,
    axis: Axis,
    tool: Tool,
    board: Board,
    palette: Palette,
    width: int | Literal["container"] = "container",
    height: int = 260,
) -> alt.LayerChart:
    """Return the running mean over the number of votes, with the band of its 95 % interval.

    `running`: a row a vote in the order of time with n, cast_at, and of the axis
    mean_ and the limits _low and _high (`mean_x`, `x_low`, `x_high`) in axis points,
    the limits NaN where there are none yet. `width` and `height` in pixels.

    Raises ValueError if a column is missing.
    """
    columns = ["n", "cast_at", f"mean_{axis}", f"{axis}_low", f"{axis}_high"]
    require_columns(running, columns, "The frame of running means")
    steps = running[columns].set_axis(["n", "cast_at", "mean", "low", "high"], axis=1)
    numbers = ["n", "mean", "low", "high"]
    steps[numbers] = steps[numbers].astype(float)
    steps = steps.dropna(subset=["n", "mean"]).sort_values("n", ignore_index=True)
    last = steps.tail(1)
    title = alt.TitleParams(
        f"{shorten(tool.name, TITLE_LENGTH)}: mean {axis}, vote by vote",
        subtitle=_subtitle(last),
        fontSize=15,
        subtitleFontSize=12,
        offset=10,
    )
    layers = [*_marks(_thinned(steps), axis, palette), *names_beside(axis, board, palette)]
    return finished(layers, palette, width=width, height=height, title=title)


def _thinned(steps: pd.DataFrame) -> pd.DataFrame:
    if len(steps) > MOST:
        steps = steps.iloc[np.linspace(0, len(steps) - 1, MOST).round().astype(int)]
    said = [
        f"After {counted(n, 'vote')}: {_figure(mean, low, high)}" for n, mean, low, high in _figures(steps)
    ]
    return steps.drop(columns="cast_at").assign(said=said)


def _figures(steps: pd.DataFrame) -> list[tuple[float, float, float, float]]:
    return list(steps[["n", "mean", "low", "high"]].itertuples(index=False, name=None))


def _figure(mean: float, low: float, high: float) -> str:
    unsure = np.isnan(low) or np.isnan(high)
    return points(mean) if unsure else f"{points(mean)} [{points(low)}, {points(high)}]"


def _subtitle(last: pd.DataFrame) -> str:
    for n, mean, low, high in _figures(last):
        return f"After {counted(n, 'vote')}: {_figure(mean, low, high)}"
    return f"{counted(0, 'vote')}: {NOTHING}"


def _marks(steps: pd.DataFrame, axis: Axis, palette: Palette) -> list[alt.Chart]:
    """Return band, line and, at each step, a point that can be asked; in the colour of where the mean is now."""
    now = float(steps["mean"].iloc[-1]) if len(steps) else 0.0
    base = alt.Chart(rows(steps.assign(now=now))).encode(x=_order(steps))
    stroke, fill = (
        alt.value(palette.generative)
        if axis == "x"
        else channel("now:Q", scale=readiness(palette), legend=None)
        for channel in (alt.Stroke, alt.Fill)
    )
    band = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_area(
        opacity=BAND_OPACITY, clip=True
    )
    line = base.mark_line(strokeWidth=2, strokeCap="round", interpolate="linear")
    dots = base.mark_circle(size=26 if len(steps) <= 60 else 8, opacity=1)
    return [
        band.encode(y=_place("low"), y2="high", fill=fill),
        line.encode(y=_place("mean"), stroke=stroke),
        dots.encode(y=_place("mean"), fill=fill, tooltip=sentence("said")),
    ]


def _order(steps: pd.DataFrame) -> alt.X:
    last = float(steps["n"].max()) if len(steps) else 1.0
    scale = alt.Scale(domain=[1, max(last, 2.0)], nice=False, zero=False)
    axis = alt.Axis(title="votes, in the order they were cast", values=_ticks(last), format="d", grid=False)
    return alt.X("n:Q", scale=scale, axis=axis)


def _ticks(last: float) -> list[int]:
    """Return 1 and a few round numbers of votes up to the last."""
    step = next(
        ten * by
        for ten in (10**power for power in range(12))
        for by in (1, 2, 5)
        if last <= ten * by * TICKS_AT_MOST
    )
    return sorted({1, *range(step, int(last) + 1, step)})


def _place(field: str) -> alt.Y:
    axis = alt.Axis(title=None, values=TICKS, grid=True, format="d")
    return alt.Y(field, type="quantitative", scale=axis_scale(), axis=axis)
