"""One tool: where its votes lie, their mean, and how sure that mean is.

The plot is square, so that an ellipse keeps its shape. Few votes are dots; a
crowd becomes a raster of one-point cells, as its dots would hide one another.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.movements import arrow_layers
from spectrum.charts.numbers import counted, points, position
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, finished, ground, readiness, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW, Board, Tool

RASTER_FROM = 500  # votes
VOTE_SIZE, MEAN_SIZE = 70, 260  # square pixels
TITLE_LENGTH = 48  # characters
TICK_LENGTH = 12  # pixels of a vote that has no y


def tool_distribution(
    votes: pd.DataFrame,
    *,
    tool: Tool,
    board: Board,
    palette: Palette,
    mean: tuple[float, float] | None = None,
    ellipse: pd.DataFrame | None = None,
    pooled: bool = False,
    size: int = 520,
) -> alt.LayerChart:
    """Return one tool's votes on the plane, with the mean and an arrow to it from the seed.

    `votes`: a row a vote with x and y in axis points; y is missing in votes on
    the x axis alone, which stand as ticks on the bottom edge. `ellipse`: the
    outline x, y of the mean's 95 % ellipse, corner by corner; dashed if `pooled`.
    `size`: width and height of the plot in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["x", "y"], "The frame of votes")
    placed = votes.loc[votes["x"].notna(), ["x", "y"]].astype(float)
    layers = [*ground(board, palette), *_votes(placed, palette)]
    if ellipse is not None:
        require_columns(ellipse, ["x", "y"], "The ellipse's outline")
        layers.append(_ellipse(ellipse, palette, pooled=pooled))
    layers += _seed_and_mean(tool, mean, palette)
    said = _subtitle(placed, has_ellipse=ellipse is not None, pooled=pooled)
    title = alt.TitleParams(shorten(tool.name, TITLE_LENGTH), subtitle=said)
    return finished(layers, palette, width=size, height=size, title=title)


def _votes(votes: pd.DataFrame, palette: Palette) -> list[alt.Chart]:
    on_plane, on_x_alone = votes[votes["y"].notna()], votes[votes["y"].isna()]
    marks = _dots if len(on_plane) < RASTER_FROM else _raster
    return [marks(on_plane, palette), _ticks(on_x_alone, palette)]


def _dots(votes: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return small translucent dots, fainter the more there are."""
    said = [f"A vote at {position(x, y)}" for x, y in zip(votes["x"], votes["y"], strict=True)]
    opacity = float(np.clip(1.2 / max(len(votes), 1) ** 0.25, 0.3, 0.7))
    dots: alt.Chart = (
        alt.Chart(rows(votes.assign(said=said)))
        .mark_circle(size=VOTE_SIZE, opacity=opacity)
        .encode(x=x_at("x"), y=y_at("y"), fill=by_readiness("y", palette), tooltip=sentence("said"))
    )
    return dots


def _raster(votes: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return cells of one axis point, the denser the more votes they hold."""
    corners = votes.clip(AXIS_LOW, AXIS_HIGH - 1).floordiv(1)
    cells = corners.groupby(["x", "y"]).size().reset_index(name="n")
    cells = cells.assign(right=cells["x"] + 1, top=cells["y"] + 1)
    cells["said"] = [
        f"{counted(n, 'vote')} within {x:.0f} to {right:.0f}, {y:.0f} to {top:.0f}"
        for x, y, n, right, top in cells.itertuples(index=False)
    ]
    density = alt.Scale(type="sqrt", domain=[0, int(cells["n"].max())], range=[0, 1])
    raster: alt.Chart = (
        alt.Chart(rows(cells))
        .mark_rect()
        .encode(
            x=x_at("x"),
            x2="right",
            y=y_at("y"),
            y2="top",
            fill=by_readiness("y", palette),
            fillOpacity=alt.FillOpacity("n:Q", scale=density, legend=None),
            tooltip=sentence("said"),
        )
    )
    return raster


def _ticks(votes: pd.DataFrame, palette: Palette) -> alt.Chart:
    said = [f"A vote on x alone, at {points(x)}" for x in votes["x"]]
    ticks: alt.Chart = (
        alt.Chart(rows(votes.assign(y=AXIS_LOW, said=said)))
        .mark_tick(
            orient="vertical",
            size=TICK_LENGTH,
            thickness=2,
            opacity=0.6,
            color=palette.generative,
            yOffset=-TICK_LENGTH / 2,
        )
        .encode(x=x_at("x"), y=y_at("y"), tooltip=sentence("said"))
    )
    return ticks


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


def _subtitle(votes: pd.DataFrame, *, has_ellipse: bool, pooled: bool) -> list[str]:
    """Return what the picture holds in one or two lines, n first."""
    said = counted(len(votes), "vote")
    on_x_alone = int(votes["y"].isna().sum())
    if on_x_alone:
        said += f", {on_x_alone} of them on x alone"
    if not has_ellipse:
        return [said]
    return [said, "Line: 95 % ellipse of the mean" + (", spread pooled over the tools" if pooled else "")]
