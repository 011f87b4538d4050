"""What the votes' variance is made of, one stacked bar for each axis.

The three parts differ in lightness alone (solid, pale, hollow), so that no hue
has to be told from another, and their figures stand below the bar in fixed
columns, where a small part cannot squeeze them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.numbers import NOTHING, THIN_SPACE, count, share
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("axis", "n", "component", "share", "share_low", "share_high")
NAMES = {"tool": "the tool", "voter": "the voter’s habit", "residual": "taste and noise"}
SHORT_NAMES = {"tool": "Tool", "voter": "Voter habit", "residual": "Taste and noise"}
BLOCK = 112  # pixels for one axis
TITLE_Y, BAR_Y, BAR_HEIGHT, NAME_Y, FIGURE_Y = 10, 24, 26, 68, 86  # pixels from the block's top
SWATCH = 10  # pixels
PALE = 0.42  # opacity of the voters' part


def variance_shares(
    components: pd.DataFrame,
    *,
    board: Board,
    palette: Palette,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Return a bar for each axis: the shares of tool, voter habit, and taste and noise.

    `components`: axis ("x" or "y"), n (placements), component ("tool", "voter" or
    "residual"), share (0 to 1) and its 95 % limits, NaN where unknown. An axis whose
    shares are NaN has an empty bar.

    Raises ValueError if a column is missing.
    """
    require_columns(components, COLUMNS, "The frame of variance components")
    parts = _parts(components)
    axes = parts.drop_duplicates("axis")
    layers = [
        _titles(axes, board, palette),
        *_bars(parts, palette),
        *_legend(parts, palette),
    ]
    title = alt.TitleParams(
        "Where the variance comes from", subtitle="Shares of the votes’ variance, 95 % intervals"
    )
    return finished(layers, palette, width=width, height=BLOCK * max(len(axes), 1), title=title)


def _parts(components: pd.DataFrame) -> pd.DataFrame:
    """Return the parts in order within each axis, with where they start and end, and their texts."""
    parts = components[list(COLUMNS)].copy()
    figures = ["n", "share", "share_low", "share_high"]
    parts[figures] = parts[figures].astype(float)
    parts["column"] = parts["component"].map({name: at for at, name in enumerate(NAMES)})
    parts["block"] = parts.groupby("axis", sort=False).ngroup()
    parts = parts.sort_values(["block", "column"], ignore_index=True)
    parts["end"] = parts.groupby("block")["share"].cumsum()
    parts["start"] = parts["end"] - parts["share"]
    parts["name"] = parts["component"].map(SHORT_NAMES)
    parts["figure"] = [_figure(row) for row in parts.to_dict(orient="records")]
    parts["said"] = [
        f"{axis}: {figure} of the variance comes from {NAMES[component]}"
        for axis, figure, component in zip(parts["axis"], parts["figure"], parts["component"], strict=True)
    ]
    return parts


def _figure(part: Mapping[Any, Any]) -> str:
    low, high = part["share_low"], part["share_high"]
    if np.isnan(part["share"]):
        return NOTHING
    if np.isnan(low) or np.isnan(high):
        return share(part["share"])
    return f"{share(part['share'])} [{100 * low:.0f}, {100 * high:.0f}]".replace(THIN_SPACE, "\u00a0")


def _titles(axes: pd.DataFrame, board: Board, palette: Palette) -> alt.Chart:
    ends = {"x": f"x: {board.left} → {board.right}", "y": f"y: {board.bottom} → {board.top}"}
    said = [f"{ends.get(axis, axis)}, n {count(n)}" for axis, n in zip(axes["axis"], axes["n"], strict=True)]
    titles: alt.Chart = alt.Chart(rows(axes[["block"]].assign(said=said))).mark_text(
        text=alt.ExprRef("datum.said"),
        align="left",
        baseline="middle",
        fontSize=13,
        color=palette.ink,
        x=0,
        y=_down(TITLE_Y),
    )
    return titles


def _bars(parts: pd.DataFrame, palette: Palette) -> list[alt.Chart]:
    """Return the parts as lengths of one bar and a frame around the whole of it."""
    place: dict[str, Any] = {"y": _down(BAR_Y), "y2": _down(BAR_Y + BAR_HEIGHT)}
    known = alt.Chart(rows(parts.dropna(subset=["share"])))
    bars = [
        known.transform_filter(alt.datum.component == component)
        .mark_rect(x=alt.ExprRef("datum.start * width"), x2=alt.ExprRef("datum.end * width"), **place, **look)
        .encode(tooltip=sentence("said"))
        for component, look in _looks(palette).items()
    ]
    whole = alt.Chart(rows(parts.drop_duplicates("block")[["block"]])).mark_rect(
        x=0, x2=alt.ExprRef("width"), fill=None, stroke=palette.ink, strokeWidth=1.2, **place
    )
    return [*bars, whole]


def _legend(parts: pd.DataFrame, palette: Palette) -> list[alt.Chart]:
    """Return for every part a swatch, its name and its share, in three columns below the bar."""
    base = alt.Chart(rows(parts))
    left = "datum.column * width / 3"
    style: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12}
    swatches = [
        base.transform_filter(alt.datum.component == component).mark_rect(
            x=alt.ExprRef(left),
            x2=alt.ExprRef(f"{left} + {SWATCH}"),
            y=_down(NAME_Y - SWATCH / 2),
            y2=_down(NAME_Y + SWATCH / 2),
            **(look | {"stroke": palette.ink, "strokeWidth": 1}),
        )
        for component, look in _looks(palette).items()
    ]
    beside = alt.ExprRef(f"{left} + {SWATCH + 5}")
    names = base.mark_text(
        text=alt.ExprRef("datum.name"), x=beside, y=_down(NAME_Y), color=palette.quiet, **style
    )
    figures = base.mark_text(
        text=alt.ExprRef("datum.figure"), x=beside, y=_down(FIGURE_Y), color=palette.ink, **style
    )
    return [*swatches, names, figures]


def _looks(palette: Palette) -> dict[str, dict[str, Any]]:
    """Return how each component's part of a bar looks."""
    return {
        "tool": {"fill": palette.ink, "fillOpacity": 1},
        "voter": {"fill": palette.ink, "fillOpacity": PALE},
        "residual": {"fill": palette.ink, "fillOpacity": 0},
    }


def _down(pixels: float) -> alt.ExprRef:
    """Return a height in pixels below the top of a row's block."""
    return alt.ExprRef(f"datum.block * {BLOCK} + {pixels}")
