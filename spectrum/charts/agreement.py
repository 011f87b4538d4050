"""How much the voters agree on the whole board: Krippendorff's α per axis and together.

What 0 and 1 mean is written at the scale, as few readers know it by heart.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.ladder import MARK_Y, Ladder, ladder_for, reference, text_layers
from spectrum.charts.numbers import NOTHING, coefficient, count, interval
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("axis", "n", "alpha", "alpha_low", "alpha_high")
LOWEST = -1.0  # an interval that reaches further down is cut in the drawing, never in the numbers
AT_CHANCE, AT_ONE = "0: as by chance", "1: full agreement"
DOT_SIZE = 110  # square pixels


def agreement(
    alphas: pd.DataFrame,
    *,
    board: Board,
    palette: Palette,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Return α as a dot with its 95 % interval for each row, in the order given.

    `alphas`: axis ("x", "y" or "xy"), n (placements), alpha and its limits; NaN
    where α is undefined, which leaves the line without a dot.

    Raises ValueError if a column is missing.
    """
    require_columns(alphas, COLUMNS, "The frame of alphas")
    rungs = _rungs(alphas, board)
    ladder = _ladder(rungs)
    layers = [
        *reference(ladder, palette, at=0, words=AT_CHANCE, align="left" if ladder.low > -0.3 else "right"),
        *reference(ladder, palette, at=1, words=AT_ONE),
        *text_layers(rungs, ladder, palette),
        *_marks(rungs, ladder, palette),
    ]
    title = alt.TitleParams("Agreement (Krippendorff’s α)", subtitle="Lines: 95 % intervals")
    return finished(layers, palette, width=width, height=ladder.height, title=title)


def _rungs(alphas: pd.DataFrame, board: Board) -> pd.DataFrame:
    names = {
        "x": f"x: {board.left} → {board.right}",
        "y": f"y: {board.bottom} → {board.top}",
        "xy": "both axes together",
    }
    figures = ["n", "alpha", "alpha_low", "alpha_high"]
    rungs = alphas[list(COLUMNS)].reset_index(drop=True)
    rungs[figures] = rungs[figures].astype(float)
    texts = [
        f"{coefficient(alpha)} {interval(low, high)}".rstrip()
        for alpha, low, high in zip(rungs["alpha"], rungs["alpha_low"], rungs["alpha_high"], strict=True)
    ]
    return rungs.assign(
        rung=np.arange(len(rungs)),
        label=[names.get(axis, axis) for axis in rungs["axis"]],
        brief=[
            f"{coefficient(alpha)}, n {count(n)}" for alpha, n in zip(rungs["alpha"], rungs["n"], strict=True)
        ],
        figures=[f"{text}, n {count(n)}" for text, n in zip(texts, rungs["n"], strict=True)],
        said=[
            f"α for {names.get(axis, axis)}: {'undefined' if text == NOTHING else text}, n {count(n)}"
            for axis, text, n in zip(rungs["axis"], texts, rungs["n"], strict=True)
        ],
    )


def _ladder(rungs: pd.DataFrame) -> Ladder:
    """Return the scale from 0, or as far below as a figure reaches, to 1."""
    lowest = float(np.nan_to_num(rungs[["alpha", "alpha_low"]].min().min()))
    low = max(LOWEST, min(0.0, np.floor(lowest * 4) / 4))
    return ladder_for(rungs, low=low, high=1.0, ticks=[-1, -0.5, 0, 0.5, 1], title="α")


def _marks(rungs: pd.DataFrame, ladder: Ladder, palette: Palette) -> list[alt.Chart]:
    base = alt.Chart(rows(rungs.dropna(subset=["alpha"]))).encode(
        y=ladder.rung_at(), tooltip=sentence("said")
    )
    known = base.transform_calculate(from_=f"max(datum.alpha_low, {ladder.low})").transform_filter(
        "isValid(datum.alpha_low) && isValid(datum.alpha_high)"
    )
    line = known.mark_rule(color=palette.ink, strokeWidth=2, opacity=0.55, yOffset=MARK_Y)
    dot = base.mark_point(
        shape="circle",
        size=DOT_SIZE,
        fill=palette.ink,
        stroke=palette.background,
        strokeWidth=1,
        opacity=1,
        yOffset=MARK_Y,
    )
    return [
        line.encode(x=ladder.value_at("from_"), x2="alpha_high"),
        dot.encode(x=ladder.value_at("alpha")),
    ]
