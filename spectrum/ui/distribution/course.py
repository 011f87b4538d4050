"""How one tool's mean settled over the recorded votes, and whether later votes lie elsewhere."""

from __future__ import annotations

from functools import partial
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from spectrum.charts import LIGHT, Palette, convergence
from spectrum.charts.stack import stacked
from spectrum.model import AxisDrift, Board
from spectrum.ui import words
from spectrum.ui.chart_display import show_wide
from spectrum.ui.distribution.analyses import course, details
from spectrum.ui.distribution.plane import AXES, PICTURE_WIDTH, Axis, ToolOptions, kept_for
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette

HEIGHT = 220  # pixels
LISTED = 200  # steps in the table; of more, an even choice
CERTAIN_BELOW = 0.05  # p
WAYS = {"x": ("right", "left"), "y": ("up", "down")}
SHOWN = {
    "cast_at": st.column_config.DatetimeColumn("Time (UTC)", format="YYYY-MM-DD HH:mm:ss"),
    "n": st.column_config.NumberColumn("n", width=50),
    "mean_x": st.column_config.NumberColumn("Mean x", format="%.1f", width=70),
    "x_low": st.column_config.NumberColumn("from", format="%.1f", width=60),
    "x_high": st.column_config.NumberColumn("to", format="%.1f", width=60),
    "mean_y": st.column_config.NumberColumn("Mean y", format="%.1f", width=70),
    "y_low": st.column_config.NumberColumn("from", format="%.1f", width=60),
    "y_high": st.column_config.NumberColumn("to", format="%.1f", width=60),
}


def mean_course(votes: pd.DataFrame, board: Board, options: ToolOptions) -> None:
    """Show the mean vote by vote, or say why there is nothing to show."""
    st.subheader("How the mean settled", anchor=False)
    steps = course(options.view.selection, options.tool.tool_id)
    untimed = int(votes["cast_at"].isna().sum())
    if steps.empty:
        st.info(_nothing_recorded(len(votes)), icon=":material/timer_off:")
        return
    if untimed:
        left_out = f"{words.thousands(untimed)} of {words.count(len(votes), 'vote')}"
        st.caption(f"{left_out} have no recorded time and are left out.")
    for axis, side in zip(AXES, st.columns(2, gap="large"), strict=True):
        make = partial(_chart, axis, steps, board, options, colours=palette())
        said = f"The mean {axis} after each recorded vote, with its 95 % interval; the table has the figures."
        with side:
            show_wide(make, kept_for=kept_for(board, options), key=f"course_{axis}", alternative=said)
    st.caption(words.escape(drift_sentence(options)))
    with st.container(horizontal=True):
        chart_downloads(
            lambda: _picture(steps, board, options), steps, f"mean-over-votes-{options.tool.tool_id}"
        )
        with st.popover("Table", icon=":material/table:"):
            _table(steps)


def drift_sentence(options: ToolOptions) -> str:
    """Whether later voters place the tool elsewhere than earlier ones, per axis."""
    drift = details(options.view.selection, options.tool).drift
    if drift.x.reason == drift.y.reason != "":
        return f"Drift: {drift.x.reason}."
    return " ".join(_axis_drift(axis, found) for axis, found in (("x", drift.x), ("y", drift.y)))


def _axis_drift(axis: str, drift: AxisDrift) -> str:
    if drift.reason:
        return f"Drift on {axis}: {drift.reason}."
    slope = f"{words.points(drift.slope)} {words.points_interval(drift.low, drift.high)} points an hour"
    figures = f"{slope}, p {words.probability(drift.p)}, n {words.thousands(drift.n)}"
    if drift.p >= CERTAIN_BELOW:
        return f"No evidence of drift on {axis} ({figures})."
    return f"Later votes lie further {WAYS[axis][0 if drift.slope >= 0 else 1]} on {axis} ({figures})."


def _nothing_recorded(n: int) -> str:
    if n == 0:
        return "No votes yet. From the first one on, this shows where the mean stood."
    return (
        "Not available: these votes have no recorded time, as they came from a file without one. "
        "Votes that are cast in a round here have one."
    )


def _chart(
    axis: Axis,
    steps: pd.DataFrame,
    board: Board,
    options: ToolOptions,
    *,
    colours: Palette,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    return convergence(
        steps, axis=axis, tool=options.tool, board=board, palette=colours, width=width, height=HEIGHT
    )


def _picture(steps: pd.DataFrame, board: Board, options: ToolOptions) -> alt.VConcatChart:
    charts = [_chart(axis, steps, board, options, colours=LIGHT, width=PICTURE_WIDTH) for axis in AXES]
    return stacked(*charts, palette=LIGHT)


def _table(steps: pd.DataFrame) -> None:
    rows = steps[list(SHOWN)]
    if len(rows) > LISTED:
        rows = rows.iloc[np.linspace(0, len(rows) - 1, LISTED).round().astype(int)]
        st.caption(f"{LISTED} of {words.count(len(steps), 'step')}, evenly chosen; the download has all.")
    st.dataframe(rows, hide_index=True, column_config=SHOWN, height=360)
