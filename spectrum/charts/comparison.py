"""Where each tool stands in one group of votes and in another, on one plane.

An arrow runs from A to B. It is thin where the difference may be chance.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.captions import caption_layers
from spectrum.charts.dots import CROWDING, ROOMY, DotScale
from spectrum.charts.frames import require_columns, rows
from spectrum.charts.movements import start_layer, way_layers
from spectrum.charts.numbers import coefficient, count, counted, position
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, ground, square, x_at, y_at
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("name", "number", "a_x", "a_y", "b_x", "b_y", "n_a", "n_b", "q")
PLACES = ["a_x", "a_y", "b_x", "b_y"]
CERTAIN_BELOW = 0.05  # q, the p value after Benjamini and Hochberg
THICK, THIN = 2.6, 1.0  # pixels
RADII = (10.0, 7.5)  # pixels of B's dots on a wide plot and on a narrow one
ALONG = (0.0, 0.25, 0.5, 0.75)  # shares of an arrow at which points keep labels off it


def comparison(
    tools: pd.DataFrame,
    *,
    board: Board,
    palette: Palette,
    names: tuple[str, str] = ("A", "B"),
    size: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Return an arrow for every tool from its mean in A to its mean in B.

    `tools`: a row a tool with `COLUMNS`; means in axis points, n_a and n_b complete
    votes, q the adjusted p value of the difference, NaN where it was not tested.
    Tools that lack one of the means are left out. `names`: of the two groups. `size`: width and
    height of the plot in pixels; "container" is as wide as there is room, and as high as wide.

    Raises ValueError if a column is missing.
    """
    require_columns(tools, COLUMNS, "The frame of tools")
    both = _both(tools, names)
    certain = both["q"] < CERTAIN_BELOW
    scale = _scale(len(both))
    layers = [
        *ground(board, palette),
        *_ways(both[~certain], scale, palette.quiet, THIN),
        *_ways(both[certain], scale, palette.ink, THICK),
        start_layer(alt.Chart(rows(both)), "a", palette),
        _ends(both, scale, palette),
        *caption_layers(
            both.assign(tool_id="", n=1.0, x=both["b_x"], y=both["b_y"], hollow=""),
            palette,
            scale,
            height=None,
            selected=None,
            clear_of=_points_along(both),
        ),
    ]
    title = alt.TitleParams(f"From {names[0]} to {names[1]}", subtitle=_subtitle(both, certain, names))
    return square(layers, palette, size=size, title=title)


def _both(tools: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Return the tools that both groups have placed, with a sentence each."""
    numbers = [*PLACES, "n_a", "n_b", "q"]
    both = tools[list(COLUMNS)].astype(dict.fromkeys(numbers, float)).dropna(subset=PLACES)
    both = both.sort_values("number", ignore_index=True)
    both["said"] = [
        f"{row['number']} {row['name']}: {names[0]} {position(row['a_x'], row['a_y'])} (n {count(row['n_a'])}), "
        f"{names[1]} {position(row['b_x'], row['b_y'])} (n {count(row['n_b'])}), {_chance(row['q'])}"
        for row in both.to_dict(orient="records")
    ]
    return both


def _chance(q: float) -> str:
    return "not tested" if np.isnan(q) else f"q {coefficient(q)}"


def _scale(tools: int) -> DotScale:
    """Return B's dots, all alike, smaller in a crowd."""
    crowd = min(1.0, (ROOMY / max(tools, 1)) ** CROWDING)
    return DotScale(most=1, wide=(RADII[0],) * 2, narrow=(RADII[1],) * 2).shrunk(crowd, crowd)


def _points_along(both: pd.DataFrame) -> pd.DataFrame:
    """Return points x, y on every arrow, which labels should not cover."""
    steps = np.array(ALONG)
    places = {
        axis: np.outer(1 - steps, both[f"a_{axis}"]).ravel() + np.outer(steps, both[f"b_{axis}"]).ravel()
        for axis in ("x", "y")
    }
    return pd.DataFrame(places)


def _ways(tools: pd.DataFrame, scale: DotScale, colour: str, width: float) -> list[alt.Chart]:
    return way_layers(alt.Chart(rows(tools)), "a", "b", colour=colour, width=width, stop=scale.wide[1] + 1)


def _ends(both: pd.DataFrame, scale: DotScale, palette: Palette) -> alt.Chart:
    ends: alt.Chart = (
        alt.Chart(rows(both.assign(full=1)))
        .mark_circle(opacity=1, stroke=palette.background, strokeWidth=1)
        .encode(
            x=x_at("b_x"),
            y=y_at("b_y"),
            size=scale.channel("full"),
            fill=by_readiness("b_y", palette),
            tooltip=sentence("said"),
        )
    )
    return ends


def _subtitle(both: pd.DataFrame, certain: pd.Series[bool], names: tuple[str, str]) -> list[str]:
    votes = f"{counted(both['n_a'].sum(), 'vote')} to {counted(both['n_b'].sum(), 'vote')}"
    return [
        f"{counted(len(both), 'tool')}, {votes}",
        f"Hollow: {names[0]}. Solid: {names[1]}",
        f"Thick: unlikely by chance (q < .05), {count(certain.sum())}",
    ]
