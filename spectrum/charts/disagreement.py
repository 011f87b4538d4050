"""How far apart the votes on each tool are, all tools on one scale.

Ranked tools and those with too few votes to rank are two charts, and the second
is not in order of its figures: a rank that chance gave would be read as one.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.ladder import MARK_Y, Ladder, ladder_for, nothing_yet, reference, text_layers
from spectrum.charts.numbers import coefficient, count, counted, distance, interval
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence
from spectrum.model import AXIS_HIGH, AXIS_LOW, RANKED_FROM

RANDOM = 1.0  # D of uniformly random clicks
AT_RANDOM = "as far apart as random clicks"
AXIS_TITLE = "D, from 0: all votes the same"
TITLE = "Disagreement (1 − r*WG)"
DOT_SIZE = 90  # square pixels

COLUMNS = (
    "name",
    "number",
    "n",
    "disagreement",
    "disagreement_low",
    "disagreement_high",
    "standard_distance",
)
UNIFORM_VARIANCE = (AXIS_HIGH - AXIS_LOW) ** 2 / 12


def ranked_disagreement(
    tools: pd.DataFrame, *, palette: Palette, width: int | Literal["container"] = "container"
) -> alt.LayerChart:
    """Return the given tools from the most to the least disagreement, as dots with their 95 % intervals.

    `tools`: a row a tool with `COLUMNS`; D without a unit, the standard distance in
    axis points. The caller hands over those with `RANKED_FROM` votes or more; a tool
    without a D is left out.

    Raises ValueError if a column is missing.
    """
    require_columns(tools, COLUMNS, "The frame of tools")
    ranked = tools.dropna(subset=["disagreement"]).sort_values(
        ["disagreement", "number"], ascending=[False, True]
    )
    rungs = _rungs(ranked)
    ladder = _ladder(rungs)
    marks = [*_intervals(rungs, ladder, palette.ink), _dots(rungs, ladder, palette, hollow=False)]
    said = [f"{counted(len(rungs), 'tool')}, the most disputed first", "Lines: 95 % intervals"]
    return _chart(rungs, ladder, marks, palette, width=width, said=said)


def unranked_disagreement(
    tools: pd.DataFrame, *, palette: Palette, width: int | Literal["container"] = "container"
) -> alt.LayerChart:
    """Return the given tools, those with the most votes first, hollow and grey: too few votes to rank.

    `tools` as in `ranked_disagreement`; a tool without a D has a line without a dot.

    Raises ValueError if a column is missing.
    """
    require_columns(tools, COLUMNS, "The frame of tools")
    rungs = _rungs(tools.sort_values(["n", "name", "number"], ascending=[False, True, True]))
    ladder = _ladder(rungs)
    marks = [*_intervals(rungs, ladder, palette.quiet), _dots(rungs, ladder, palette, hollow=True)]
    said = [f"{counted(len(rungs), 'tool')} with fewer than {RANKED_FROM} votes: not ranked"]
    return _chart(rungs, ladder, marks, palette, width=width, said=said, quiet=True)


def disagreement_by_axis(
    tools: pd.DataFrame, *, palette: Palette, width: int | Literal["container"] = "container"
) -> alt.LayerChart:
    """Return the given tools as in `ranked_disagreement`, D split into what x and what y add to it.

    `tools` has var_x and var_y too, the variances of the complete votes in squared
    axis points. A dot in the x axis' colour ends what x adds; from there y's part
    runs to a dot at D.

    Raises ValueError if a column is missing.
    """
    require_columns(tools, [*COLUMNS, "var_x", "var_y"], "The frame of tools")
    ranked = tools.dropna(subset=["disagreement", "var_x", "var_y"]).sort_values(
        ["disagreement", "number"], ascending=[False, True]
    )
    rungs = _rungs(ranked)
    rungs["from_x"] = ranked["var_x"].to_numpy() / (2 * UNIFORM_VARIANCE)
    rungs["from_both"] = rungs["from_x"] + ranked["var_y"].to_numpy() / (2 * UNIFORM_VARIANCE)
    rungs["figures"] = rungs["brief"] = [
        f"x {coefficient(x)} + y {coefficient(both - x)}, n {count(n)}"
        for x, both, n in zip(rungs["from_x"], rungs["from_both"], rungs["n"], strict=True)
    ]
    ladder = _ladder(rungs)
    said = [
        f"{counted(len(rungs), 'tool')}, the most disputed first",
        "To the first dot: x adds it. To the second: y",
    ]
    return _chart(rungs, ladder, _parts(rungs, ladder, palette), palette, width=width, said=said)


def _rungs(tools: pd.DataFrame) -> pd.DataFrame:
    """Return the tools with a rung each, from the top in the order given, and the texts that they show."""
    rungs = tools[list(COLUMNS)].reset_index(drop=True)
    figures = ["n", "disagreement", "disagreement_low", "disagreement_high", "standard_distance"]
    rungs[figures] = rungs[figures].astype(float)
    within = [
        interval(low, high)
        for low, high in zip(rungs["disagreement_low"], rungs["disagreement_high"], strict=True)
    ]
    return rungs.assign(
        rung=np.arange(len(rungs)),
        label=[f"{number} {name}" for number, name in zip(rungs["number"], rungs["name"], strict=True)],
        figures=[
            f"{coefficient(d)} {inside}".rstrip() + f", n {count(n)}"
            for d, inside, n in zip(rungs["disagreement"], within, rungs["n"], strict=True)
        ],
        brief=[
            f"{coefficient(d)}, n {count(n)}" for d, n in zip(rungs["disagreement"], rungs["n"], strict=True)
        ],
        said=[
            f"{name}: D {coefficient(d)} {inside}".rstrip()
            + f", standard distance {distance(away)}, n {count(n)}"
            for name, d, inside, away, n in zip(
                rungs["name"],
                rungs["disagreement"],
                within,
                rungs["standard_distance"],
                rungs["n"],
                strict=True,
            )
        ],
    )


def _ladder(rungs: pd.DataFrame) -> Ladder:
    """Return the scale from 0 to past 1, and further if a figure does."""
    highest = rungs[["disagreement", "disagreement_high"]].max().max()
    high = max(1.1, float(np.nan_to_num(highest)) * 1.02)
    ticks = np.arange(0, high, 0.25 if high < 2 else 0.5).tolist()
    return ladder_for(rungs, low=0, high=high, ticks=ticks, title=AXIS_TITLE)


def _intervals(rungs: pd.DataFrame, ladder: Ladder, colour: str) -> list[alt.Chart]:
    known = rungs.dropna(subset=["disagreement_low", "disagreement_high"])
    lines = alt.Chart(rows(known)).mark_rule(color=colour, strokeWidth=2, opacity=0.55, yOffset=MARK_Y)
    return [
        lines.encode(
            x=_at(ladder, "disagreement_low"),
            x2="disagreement_high",
            y=ladder.rung_at(),
            tooltip=sentence("said"),
        )
    ]


def _dots(rungs: pd.DataFrame, ladder: Ladder, palette: Palette, *, hollow: bool) -> alt.Chart:
    look: dict[str, Any] = (
        {"fill": palette.background, "stroke": palette.quiet, "strokeWidth": 1.8}
        if hollow
        else {"fill": palette.ink, "stroke": palette.background, "strokeWidth": 1}
    )
    marks = alt.Chart(rows(rungs.dropna(subset=["disagreement"]))).mark_point(
        shape="circle", size=DOT_SIZE, opacity=1, yOffset=MARK_Y, **look
    )
    dots: alt.Chart = marks.encode(
        x=_at(ladder, "disagreement"), y=ladder.rung_at(), tooltip=sentence("said")
    )
    return dots


def _parts(rungs: pd.DataFrame, ladder: Ladder, palette: Palette) -> list[alt.Chart]:
    """Return two lines that follow on one another and a dot at the end of each, in the axes' colours."""
    base = alt.Chart(rows(rungs.assign(nought=0.0))).encode(y=ladder.rung_at(), tooltip=sentence("said"))
    ends = (("nought", "from_x", palette.generative), ("from_x", "from_both", palette.ready))
    lines = [
        base.mark_rule(color=colour, strokeWidth=3, yOffset=MARK_Y).encode(x=_at(ladder, start), x2=end)
        for start, end, colour in ends
    ]
    dots = [
        base.mark_point(
            shape="circle",
            size=DOT_SIZE,
            opacity=1,
            fill=colour,
            stroke=palette.background,
            strokeWidth=1,
            yOffset=MARK_Y,
        ).encode(x=_at(ladder, end))
        for _, end, colour in ends
    ]
    return [*lines, *dots]


def _at(ladder: Ladder, field: str) -> alt.X:
    return ladder.value_at(field, decimals=2)


def _chart(
    rungs: pd.DataFrame,
    ladder: Ladder,
    marks: list[alt.Chart],
    palette: Palette,
    *,
    width: int | Literal["container"],
    said: list[str],
    quiet: bool = False,
) -> alt.LayerChart:
    layers = [
        *reference(ladder, palette, at=RANDOM, words=AT_RANDOM, decimals=2),
        *text_layers(rungs, ladder, palette, quiet=quiet),
        *marks,
        *([] if len(rungs) else [nothing_yet("No tools here yet", ladder, palette)]),
    ]
    title = alt.TitleParams(TITLE, subtitle=said)
    return finished(layers, palette, width=width, height=ladder.height, title=title)
