"""One tool's votes in groups, side by side: a small plane for each round or branch.

All panels have the same axes and the same size, so that places compare by eye.
The axes' ends are named once above all panels, as they would crowd small ones.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from spectrum.charts.distribution import TITLE_LENGTH
from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.numbers import counted, position
from spectrum.charts.palette import Palette
from spectrum.charts.placements import placement_layers
from spectrum.charts.plane import by_readiness, cross, style, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import Board, Tool

MOST_PANELS = 24
PANEL_TITLE_LENGTH = 28  # characters
CELL = 2  # axis points of a crowd's cells: smaller ones would not be seen in a small panel
VOTE_SIZE, MEAN_SIZE = 36, 130  # square pixels


def distribution_by(
    votes: pd.DataFrame,
    by: str,
    *,
    tool: Tool,
    board: Board,
    palette: Palette,
    columns: int = 3,
    size: int = 200,
) -> alt.ConcatChart:
    """Return a small plane of one tool's votes for each group, with the group's mean and n.

    `votes`: a row a vote with x and y in axis points (y missing in votes on the x
    axis alone) and the column `by`, the group's name; votes without one are left
    out. Groups stand in order of appearance, at most `MOST_PANELS` of them, in
    `columns` columns. `size`: width and height of a panel in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["x", "y", by], "The frame of votes")
    placed = votes.loc[votes["x"].notna() & votes[by].notna(), ["x", "y", by]]
    groups = list(placed.groupby(by, sort=False, observed=True))
    panels = [
        _panel(str(name), group[["x", "y"]].astype(float), palette, size)
        for name, group in groups[:MOST_PANELS]
    ]
    title = alt.TitleParams(
        shorten(tool.name, TITLE_LENGTH), subtitle=_subtitle(len(placed), len(groups), board)
    )
    empty = _panel("No votes", pd.DataFrame({"x": [], "y": []}, dtype=float), palette, size)
    return alt.ConcatChart(
        concat=panels or [empty], columns=columns, spacing=28, title=title, config=style(palette)
    )


def _panel(name: str, votes: pd.DataFrame, palette: Palette, size: int) -> alt.LayerChart:
    title = alt.TitleParams(
        shorten(name, PANEL_TITLE_LENGTH), subtitle=counted(len(votes), "vote"), fontSize=14, offset=6
    )
    layers = [
        *cross(palette),
        *placement_layers(votes, palette, size=VOTE_SIZE, cell=CELL),
        _mean(votes, palette),
    ]
    return alt.LayerChart(layer=layers, width=size, height=size, title=title)


def _mean(votes: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return the mean of the votes on both axes as a solid dot, if there is one."""
    means = votes.dropna().mean().to_frame().T.dropna()
    said = [f"The mean, at {position(x, y)}" for x, y in means.itertuples(index=False)]
    spot: alt.Chart = (
        alt.Chart(rows(means.assign(said=said)))
        .mark_circle(size=MEAN_SIZE, opacity=1, stroke=palette.background, strokeWidth=1.5)
        .encode(x=x_at("x"), y=y_at("y"), fill=by_readiness("y", palette), tooltip=sentence("said"))
    )
    return spot


def _subtitle(votes: int, groups: int, board: Board) -> list[str]:
    said = counted(votes, "vote")
    if groups > MOST_PANELS:
        said += f" in {groups} groups, the first {MOST_PANELS} of them shown"
    return [said, f"x: {board.left} → {board.right}, axis points", f"y: {board.bottom} → {board.top}"]
