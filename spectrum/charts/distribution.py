"""One tool: where its votes lie, their mean, and how sure that mean is.

The plot is square, so that an ellipse keeps its shape. Where the mean may be is
a line; where the votes are is a pale fill, so that nobody takes one for the other.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.movements import arrow_layers
from spectrum.charts.numbers import counted, position, share
from spectrum.charts.palette import Palette
from spectrum.charts.placements import placement_layers
from spectrum.charts.plane import by_readiness, finished, ground, readiness, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import Board, Tool

DATA_ELLIPSES_FROM = 10  # votes on both axes; fewer have no shape
DATA_ELLIPSE_OPACITY = 0.12
MEAN_SIZE = 260  # square pixels
TITLE_LENGTH = 48  # characters


def tool_distribution(
    votes: pd.DataFrame,
    *,
    tool: Tool,
    board: Board,
    palette: Palette,
    mean: tuple[float, float] | None = None,
    ellipse: pd.DataFrame | None = None,
    pooled: bool = False,
    data_ellipses: pd.DataFrame | None = None,
    size: int = 520,
) -> alt.LayerChart:
    """Return one tool's votes on the plane, with the mean and an arrow to it from the seed.

    `votes`: a row a vote with x and y in axis points; y is missing in votes on
    the x axis alone, which stand as ticks on the bottom edge. `ellipse`: the
    outline x, y of the mean's 95 % ellipse, corner by corner; dashed if `pooled`.
    `data_ellipses`: the outlines x, y of the ellipses that hold a `share` (0 to 1)
    of the votes, corner by corner; left out below `DATA_ELLIPSES_FROM` complete votes.
    `size`: width and height of the plot in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["x", "y"], "The frame of votes")
    placed = votes.loc[votes["x"].notna(), ["x", "y"]].astype(float)
    shares = _shares(data_ellipses, n=int(placed["y"].notna().sum()))
    layers = ground(board, palette)
    if data_ellipses is not None and shares:
        layers.append(_data_ellipses(data_ellipses, palette))
    layers += placement_layers(placed, palette)
    if ellipse is not None:
        require_columns(ellipse, ["x", "y"], "The ellipse's outline")
        layers.append(_ellipse(ellipse, palette, pooled=pooled))
    layers += _seed_and_mean(tool, mean, palette)
    said = _subtitle(placed, has_ellipse=ellipse is not None, pooled=pooled, shares=shares)
    title = alt.TitleParams(shorten(tool.name, TITLE_LENGTH), subtitle=said)
    return finished(layers, palette, width=size, height=size, title=title)


def _ellipse(outline: pd.DataFrame, palette: Palette, *, pooled: bool) -> alt.Chart:
    """Return the ellipse as a line in its centre's colour; the drawing ends at the axes, not the numbers."""
    corners = outline[["x", "y"]].astype(float).assign(corner=range(len(outline)))
    corners["readiness"] = corners["y"].mean()
    colour = alt.Stroke("readiness:Q", scale=readiness(palette), legend=None)
    line: alt.Chart = (
        alt.Chart(rows(corners))
        .mark_line(
            interpolate="linear-closed", strokeWidth=2, strokeDash=[6, 4] if pooled else [1, 0], clip=True
        )
        .encode(x=x_at("x"), y=y_at("y"), order="corner:Q", stroke=colour)
    )
    return line


def _shares(data_ellipses: pd.DataFrame | None, *, n: int) -> list[float]:
    """Return which shares of the votes are to be outlined, the smallest first; none for few votes."""
    if data_ellipses is None:
        return []
    require_columns(data_ellipses, ["share", "x", "y"], "The frame of data ellipses")
    return sorted(data_ellipses["share"].unique().tolist()) if n >= DATA_ELLIPSES_FROM else []


def _data_ellipses(outlines: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return the ellipses as fills without a line, so that they deepen where they overlap."""
    corners = outlines[["share", "x", "y"]].astype(float).assign(corner=range(len(outlines)))
    corners["readiness"] = corners["y"].groupby(corners["share"]).transform("mean")
    fills: alt.Chart = (
        alt.Chart(rows(corners))
        .mark_line(
            filled=True,
            fillOpacity=DATA_ELLIPSE_OPACITY,
            strokeOpacity=0,
            interpolate="linear-closed",
            clip=True,
        )
        .encode(
            x=x_at("x"),
            y=y_at("y"),
            order="corner:Q",
            detail="share:N",
            fill=by_readiness("readiness", palette),
        )
    )
    return fills


def _seed_and_mean(tool: Tool, mean: tuple[float, float] | None, palette: Palette) -> list[alt.Chart]:
    mean_x, mean_y = mean or (np.nan, np.nan)
    values = {"seed_x": tool.seed_x, "seed_y": tool.seed_y, "mean_x": mean_x, "mean_y": mean_y}
    ends = pd.DataFrame([values]).astype(float)
    means = ends.dropna(subset=["mean_x", "mean_y"]).assign(said=f"The mean, at {position(mean_x, mean_y)}")
    spot = (
        alt.Chart(rows(means))
        .mark_circle(size=MEAN_SIZE, opacity=1, stroke=palette.background, strokeWidth=2)
        .encode(
            x=x_at("mean_x"),
            y=y_at("mean_y"),
            fill=by_readiness("mean_y", palette),
            tooltip=sentence("said"),
        )
    )
    return [*arrow_layers(ends, palette, stop=MEAN_SIZE**0.5 / 2 + 2), spot]


def _subtitle(votes: pd.DataFrame, *, has_ellipse: bool, pooled: bool, shares: list[float]) -> list[str]:
    """Return what the picture holds in one to three lines, n first."""
    said = counted(len(votes), "vote")
    on_x_alone = int(votes["y"].isna().sum())
    if on_x_alone:
        said += f", {on_x_alone} of them on x alone"
    lines = [said]
    if has_ellipse:
        lines.append("Line: 95 % ellipse of the mean" + (", spread pooled over the tools" if pooled else ""))
    if shares:
        lines.append(f"Fill: {' and '.join(map(share, shares))} data ellipses")
    return lines
