"""Voter habits: who places all tools more to one end than others do, and how far that can be trusted.

The raw mean of few votes goes far by chance; the model's estimate is drawn
towards zero by as much as its votes are few. Both are shown, with the way between.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.numbers import count, counted, points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished, names_below
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("n", "raw", "habit", "habit_low", "habit_high")
MOST = 300  # voters that are drawn; of more, an even choice over the ranks
STEPS = (14, 3)  # pixels from voter to voter, for few and for many
TALLEST = 900  # pixels, beyond which steps shrink
ROUND = 10  # axis points to which the scale's ends are rounded up


def caterpillar(
    habits: pd.DataFrame,
    *,
    axis: Literal["x", "y"],
    board: Board,
    palette: Palette,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Return the voters from the lowest habit to the highest, from the bottom up.

    `habits`: a row a voter with n (placements), raw (the mean of their votes'
    deviations from the tools), habit (its best linear unbiased prediction) and the
    limits of its 95 % interval, in axis points around 0. The raw mean is hollow,
    the habit solid.

    Raises ValueError if a column is missing.
    """
    require_columns(habits, COLUMNS, "The frame of habits")
    known = habits[list(COLUMNS)].astype(float).dropna(subset=["habit"])
    ranked = known.sort_values(["habit", "raw", "n"], ignore_index=True)
    drawn = _thinned(ranked)
    height = int(np.clip(STEPS[0] * len(drawn), 120, max(TALLEST, STEPS[1] * len(drawn) / 3)))
    layers = [
        _zero(drawn, palette),
        *_marks(drawn, palette, step=height / max(len(drawn), 1)),
        *names_below(axis, board, palette),
    ]
    title = alt.TitleParams(f"Voter habits, {axis}", subtitle=_subtitle(len(ranked), len(drawn)))
    return finished(layers, palette, width=width, height=height, title=title)


def _thinned(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the voters with their ranks, at most `MOST`, the first and the last among them."""
    ranked = ranked.assign(rank=np.arange(len(ranked)))
    if len(ranked) > MOST:
        ranked = ranked.iloc[np.linspace(0, len(ranked) - 1, MOST).round().astype(int)]
    return ranked.assign(
        said=[
            f"A voter with {counted(n, 'vote')}: habit {points(habit)}, 95 % interval "
            f"{points(low)} to {points(high)}; raw mean {points(raw)}"
            for n, raw, habit, low, high in ranked[list(COLUMNS)].itertuples(index=False)
        ]
    )


def _limit(drawn: pd.DataFrame) -> float:
    """Return the scale's end, the same to both sides of zero."""
    furthest = float(np.nan_to_num(drawn[["raw", "habit", "habit_low", "habit_high"]].abs().max().max()))
    return max(ROUND, float(np.ceil(furthest / ROUND)) * ROUND)


def _at(field: str, limit: float) -> alt.X:
    scale = alt.Scale(domain=[-limit, limit], nice=False)
    ticks = [-limit, -limit / 2, 0, limit / 2, limit]
    axis = alt.Axis(
        title=None,
        values=ticks,
        format="+.0f",
        labelExpr="datum.value == 0 ? '0' : datum.label",
        grid=True,
        labelOverlap=True,
    )
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _zero(drawn: pd.DataFrame, palette: Palette) -> alt.Chart:
    base = alt.Chart(alt.InlineData(values=[{"at": 0}]))
    rule: alt.Chart = base.mark_rule(color=palette.ink, strokeWidth=1.2, strokeDash=[4, 3]).encode(
        x=_at("at", _limit(drawn))
    )
    return rule


def _marks(drawn: pd.DataFrame, palette: Palette, *, step: float) -> list[alt.Chart]:
    limit, size = _limit(drawn), float(np.clip(4 * step, 6, 60))
    scale = alt.Scale(
        domain=[-0.5, max(float(drawn["rank"].max()), 0) + 0.5] if len(drawn) else [0, 1], nice=False
    )
    base = alt.Chart(rows(drawn)).encode(y=alt.Y("rank:Q", scale=scale, axis=None), tooltip=sentence("said"))
    limits = base.transform_filter("isValid(datum.habit_low) && isValid(datum.habit_high)")
    thin = float(np.clip(step / 4, 0.5, 1.5))
    shrunk = base.transform_filter("isValid(datum.raw)")
    return [
        limits.mark_rule(color=palette.ink, strokeWidth=thin, opacity=0.5).encode(
            x=_at("habit_low", limit), x2="habit_high"
        ),
        shrunk.mark_rule(color=palette.quiet, strokeWidth=thin, strokeDash=[2, 2], opacity=0.8).encode(
            x=_at("raw", limit), x2="habit"
        ),
        shrunk.mark_point(
            shape="circle",
            size=size,
            fill=palette.background,
            stroke=palette.quiet,
            strokeWidth=1.2,
            opacity=1,
        ).encode(x=_at("raw", limit)),
        base.mark_circle(size=size, color=palette.ink, opacity=1).encode(x=_at("habit", limit)),
    ]


def _subtitle(voters: int, drawn: int) -> list[str]:
    said = counted(voters, "voter")
    if drawn < voters:
        said += f", {count(drawn)} of them drawn"
    return [f"{said}. Hollow: raw mean", "Solid: habit with its 95 % interval"]
