"""Votes on the plane: dots while there are few, a raster of one-point cells for a crowd.

Dots of a crowd would hide one another; a cell says how many votes it holds.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import rows
from spectrum.charts.numbers import counted, points, position
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW

RASTER_FROM = 200  # votes
VOTE_SIZE = 70  # square pixels
TICK_LENGTH = 12  # pixels of a vote that has no y
FAINTEST = 0.15  # opacity towards which a cell fades that holds few votes for its board


def placement_layers(
    votes: pd.DataFrame, palette: Palette, *, size: float = VOTE_SIZE, cell: int = 1
) -> list[alt.Chart]:
    """Return the votes on the plane, and those on the x axis alone as ticks on its bottom edge.

    `votes`: x and y as floats in axis points, y missing in votes on the x axis
    alone. `size`: a dot's area in square pixels. `cell`: width and height of
    a crowd's cells in axis points, a divisor of 100.
    """
    on_plane, on_x_alone = votes[votes["y"].notna()], votes[votes["y"].isna()]
    crowd = len(on_plane) >= RASTER_FROM
    marks = _raster(on_plane, palette, cell) if crowd else _dots(on_plane, palette, size)
    return [marks, _ticks(on_x_alone, palette)]


def _dots(votes: pd.DataFrame, palette: Palette, size: float) -> alt.Chart:
    """Return small translucent dots, fainter the more there are."""
    said = [f"A vote at {position(x, y)}" for x, y in zip(votes["x"], votes["y"], strict=True)]
    opacity = float(np.clip(1.2 / max(len(votes), 1) ** 0.25, 0.3, 0.7))
    dots: alt.Chart = (
        alt.Chart(rows(votes.assign(said=said)))
        .mark_circle(size=size, opacity=opacity)
        .encode(x=x_at("x"), y=y_at("y"), fill=by_readiness("y", palette), tooltip=sentence("said"))
    )
    return dots


def _raster(votes: pd.DataFrame, palette: Palette, cell: int) -> alt.Chart:
    """Return square cells, the denser the more votes they hold."""
    corners = votes.clip(AXIS_LOW, AXIS_HIGH - cell).floordiv(cell).mul(cell)
    cells = corners.groupby(["x", "y"]).size().reset_index(name="n")
    cells = cells.assign(right=cells["x"] + cell, top=cells["y"] + cell)
    cells["said"] = [
        f"{counted(n, 'vote')} within {x:.0f} to {right:.0f}, {y:.0f} to {top:.0f}"
        for x, y, n, right, top in cells.itertuples(index=False)
    ]
    density = alt.Scale(type="sqrt", domain=[0, int(cells["n"].max())], range=[FAINTEST, 1])
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
