"""Where some voters placed the other tools: a dot a tool at their mean, their votes small behind it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from spectrum.charts.captions import caption_layers
from spectrum.charts.dots import CROWDING, ROOMY, DotScale
from spectrum.charts.frames import require_columns, rows
from spectrum.charts.numbers import counted, position
from spectrum.charts.palette import Palette
from spectrum.charts.placements import placement_layers
from spectrum.charts.plane import by_readiness, finished, ground, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("number", "name", "n", "x", "y")
RADII = (10.0, 8.5)  # pixels of a tool's dot on a wide plot and on a narrow one
VOTE_SIZE = 18  # square pixels
FAINT = 0.28  # opacity
CROWD = 1500  # votes from which cells stand for them
CELL = 2  # axis points of a cell


def elsewhere(
    votes: pd.DataFrame, means: pd.DataFrame, *, board: Board, palette: Palette, size: int = 430
) -> alt.LayerChart:
    """Return one plane with the mean of every tool in `means` over the votes that they are made of.

    `votes`: a row a vote with x and y in axis points; y is missing in votes on the
    x axis alone, which are counted, but drawn only in a crowd. `means`: a row a tool
    with `COLUMNS`; n votes, x and y their mean. Tools without a mean on both axes
    are left out. `size`: width and height of the plot in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["x", "y"], "The frame of votes")
    require_columns(means, COLUMNS, "The frame of means")
    tools = means[list(COLUMNS)].astype({"n": float, "x": float, "y": float}).dropna(subset=["x", "y"])
    tools = tools.sort_values("number", ignore_index=True).assign(tool_id="", hollow="")
    placed = votes.loc[votes["x"].notna(), ["x", "y"]].astype(float)
    scale = _scale(len(tools))
    layers = [
        *ground(board, palette),
        *(_faint(placed, palette) if len(placed) < CROWD else placement_layers(placed, palette, cell=CELL)),
        _dots(tools, scale, palette),
        *caption_layers(tools.assign(n=1.0), palette, scale, height=size, selected=None),
    ]
    title = alt.TitleParams(
        f"The same voters on {counted(len(tools), 'other tool')}",
        subtitle=f"{counted(len(placed), 'vote')}. Large: their mean on a tool, by its number",
    )
    return finished(layers, palette, width=size, height=size, title=title)


def _scale(tools: int) -> DotScale:
    """Return dots that are all alike, smaller in a crowd."""
    crowd = min(1.0, (ROOMY / max(tools, 1)) ** CROWDING)
    return DotScale(most=1, wide=(RADII[0],) * 2, narrow=(RADII[1],) * 2).shrunk(crowd, crowd)


def _faint(votes: pd.DataFrame, palette: Palette) -> list[alt.Chart]:
    """Return the votes as small dots that stand back behind the means."""
    dots: alt.Chart = (
        alt.Chart(rows(votes.dropna().sort_values(["x", "y"])))  # in no order that tells voters apart
        .mark_circle(size=VOTE_SIZE, opacity=FAINT, tooltip=None)
        .encode(x=x_at("x"), y=y_at("y"), fill=by_readiness("y", palette))
    )
    return [dots]


def _dots(tools: pd.DataFrame, scale: DotScale, palette: Palette) -> alt.Chart:
    said = [
        f"{row['number']} {row['name']}: {position(row['x'], row['y'])}, {counted(row['n'], 'vote')}"
        for row in tools.to_dict(orient="records")
    ]
    place: dict[str, Any] = {"x": x_at("x"), "y": y_at("y")}
    marks = alt.Chart(rows(tools.assign(n=1.0, said=said))).mark_circle(
        opacity=1, stroke=palette.background, strokeWidth=1.5
    )
    dots: alt.Chart = marks.encode(
        **place, size=scale.channel(), fill=by_readiness("y", palette), tooltip=sentence("said")
    )
    return dots
