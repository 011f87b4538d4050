"""The averaged spectrum: where people place each tool, all tools on one chart."""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.captions import caption_layers
from spectrum.charts.dots import DotScale, dot_layers
from spectrum.charts.frames import require_columns
from spectrum.charts.key import readiness_key, size_key
from spectrum.charts.movements import arrow_ends, arrow_layers, ellipse_layer
from spectrum.charts.palette import Palette
from spectrum.charts.plane import ABOVE, BELOW, NARROW, finished, ground
from spectrum.charts.swarm import swarm_within
from spectrum.charts.tooltips import with_tooltips
from spectrum.model import Board

TEXTS = ("tool_id", "number", "name", "description", "branches")
NUMBERS = (
    "n",
    "n_y",
    "mean_x",
    "mean_y",
    "anchored_x",
    "anchored_y",
    "x",
    "y",
    "seed_x",
    "seed_y",
    "seed_share",
    "sd_x",
    "sd_y",
    "var_x",
    "var_y",
    "cov_xy",
    "standard_distance",
    "disagreement",
    "disagreement_low",
    "disagreement_high",
)
SWARM_FACTOR = 1.15  # dots on one axis do not overlap, and so may be larger
NARROWEST = 230  # pixels of plot width on the smallest phone


def averaged_spectrum(
    positions: pd.DataFrame,
    board: Board,
    *,
    palette: Palette,
    selected: str | None = None,
    arrows: bool = False,
    ellipses: bool = False,
    one_dimensional: bool = False,
    width: int | Literal["container"] = "container",
    height: int = 600,
) -> alt.LayerChart:
    """Return every tool as a dot at its position, named where there is room.

    `positions`: a row a tool with the columns `TEXTS` and `NUMBERS`; x and y, the
    position that is drawn, in axis points. Tools without one are left out.
    A click on a dot sets the selection `picked` on tool_id. The `selected` tool
    has a ring and its name in any case. `arrows` run from seed to mean, `ellipses` show one
    standard deviation; both belong to the plane and are absent in the
    one-dimensional view. `width` and `height` in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(positions, [*TEXTS, *NUMBERS], "The frame of positions")
    dots = _drawn(positions, one_dimensional)
    scale = DotScale.fitting(dots["n"].to_numpy())
    room = height - ABOVE - BELOW
    if one_dimensional:
        dots, scale = _dodged(dots, scale, room)
        under = readiness_key(board, palette, tools=len(dots), votes=dots["n"].sum())
    else:
        under = [
            *size_key(scale, palette, tools=len(dots), votes=dots["n"].sum()),
            *([ellipse_layer(dots, palette)] if ellipses else []),
            *(arrow_layers(dots, palette) if arrows else []),
        ]
    layers = [
        *ground(board, palette, one_dimensional=one_dimensional),
        *under,
        *dot_layers(dots, palette, scale, selected=selected, one_dimensional=one_dimensional),
        *caption_layers(
            dots,
            palette,
            scale,
            height=room,
            selected=selected,
            clear_of=arrow_ends(dots) if arrows and not one_dimensional else None,
            one_dimensional=one_dimensional,
        ),
    ]
    return finished(layers, palette, width=width, height=height)


def _drawn(positions: pd.DataFrame, one_dimensional: bool) -> pd.DataFrame:
    """Return the tools that have a place, the largest dots first so that none hides a smaller one."""
    dots = positions.loc[:, [*TEXTS, *NUMBERS]]
    dots[list(TEXTS)] = dots[list(TEXTS)].astype(object).fillna("")
    dots[list(NUMBERS)] = dots[list(NUMBERS)].astype(float)
    dots = dots.dropna(subset=["x"] if one_dimensional else ["x", "y"])
    dots = dots.sort_values(["n", "tool_id"], ascending=[False, True], ignore_index=True)
    only_seed, no_y = dots["n"] == 0, dots["y"].isna()
    hollow = np.select([only_seed, no_y], ["seed", "x only"], default="")
    return with_tooltips(dots.assign(readiness=dots["y"], hollow=hollow))


def _dodged(dots: pd.DataFrame, scale: DotScale, height: float) -> tuple[pd.DataFrame, DotScale]:
    """Return the dots with their steps off the x axis, in percent of the height, and radii that fit."""
    x, n = dots["x"].to_numpy(), dots["n"].to_numpy()
    scale = scale.shrunk(SWARM_FACTOR, SWARM_FACTOR)
    ys, factors = {}, {}
    for name, width in (("narrow", NARROWEST), ("wide", NARROW)):
        radii = scale.radii(n, narrow=name == "narrow")
        steps, factors[name] = swarm_within(x, radii, width=width, height=height)
        ys[f"y_{name}"] = 50 + 100 * steps / height
    return dots.assign(**ys), scale.shrunk(wide=factors["wide"], narrow=factors["narrow"])
