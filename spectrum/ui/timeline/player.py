"""The recorded votes as the timeline page replays them, and the same in words and tables."""

from __future__ import annotations

from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from spectrum.charts.activity import activity
from spectrum.charts.palette import LIGHT, Palette
from spectrum.model import Board
from spectrum.ui import words
from spectrum.ui.canvas import replay_canvas
from spectrum.ui.chart_display import show_wide
from spectrum.ui.controls import anchor_choice, branch_choice, round_choice
from spectrum.ui.downloads import chart_downloads, table_download
from spectrum.ui.frame import palette
from spectrum.ui.reads import View, read_key, round_name
from spectrum.ui.timeline.figures import Recorded

PICTURE_WIDTH = 1000  # pixels
CHART_HEIGHT = 240  # pixels
TABLE_HEIGHT = 420  # pixels
ROW_HEIGHT = 35  # pixels
WAY_OUT = (
    "Votes cast here get their time as they arrive. Imported ones keep it where the file has one: "
    "a CSV with a column cast_at (UTC), or a data package. The published snapshot format has no times of votes."
)


def timeline_options(board: Board) -> View:
    """One row of controls: whose votes, and how much the seed counts."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection = branch_choice(round_choice(board.board_id))
        with st.popover("Options", icon=":material/tune:"):
            weight = anchor_choice(board)
    return View(selection, weight)


def timeline_sentence(found: Recorded, view: View) -> str:
    """How many votes there are, which of them can be replayed, and what the positions are made of."""
    told = words.view_sentence(view.selection, view.anchor_weight, round_name(view.selection))
    return f"{_sizes(found)} {told}"


def _sizes(found: Recorded) -> str:
    total, untimed = found.total, found.untimed
    if total == 0:
        return "No votes yet. Each gets its time as it is cast, and then this page replays them."
    if found.start is None or found.end is None:
        none = (
            "The one vote has no recorded time"
            if total == 1
            else f"None of the {words.thousands(total)} votes has a recorded time"
        )
        return f"{none}, so there is nothing to replay: every tool stands where the votes have put it."
    votes = f"{words.count(total, 'vote')} by {words.count(found.voters, 'voter')}"
    changes = ", changes of mind included" if found.changes else ""
    times = f"{_span(found.start, found.end)} UTC"
    if not untimed:
        return f"{votes}{changes}, {times}."
    still = (
        "They are in the starting positions and do"
        if untimed > 1
        else "It is in the starting positions and does"
    )
    return (
        f"{votes}{changes}. {words.thousands(untimed)} of {words.count(total, 'vote')} "
        f"{'have' if untimed > 1 else 'has'} no recorded time. {still} not move. The others were cast {times}."
    )


def _span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """'24 Nov 2025, 14:02 to 15:10', with both days where they differ."""
    if start.floor("min") == end.floor("min"):
        return _moment(start)
    return f"{_moment(start)} to {f'{end:%H:%M}' if start.date() == end.date() else _moment(end)}"


def _moment(time: pd.Timestamp) -> str:
    return f"{time.day} {time:%b %Y, %H:%M}"


def timeline_player(found: Recorded) -> None:
    """Show the board with what moves it through time."""
    if found.total and found.start is None:
        st.info(WAY_OUT, icon=":material/schedule:")
    replay_canvas(found.replay, version=found.fingerprint)


def timeline_tables(found: Recorded, board: Board, view: View) -> None:
    """The same in numbers: how far each tool has moved, each round, and when the votes came in."""
    if found.start is not None:
        st.subheader("From start to end", anchor=False)
        st.dataframe(
            found.moved,
            hide_index=True,
            height=min(TABLE_HEIGHT, ROW_HEIGHT * (len(found.moved) + 1) + 2),
            column_config=_tool_columns(board),
            placeholder=words.NOTHING,
            key="timeline_tools",
            alt="Where each tool started, where it ended, and how far it moved",
        )
    st.subheader("Rounds", anchor=False)
    st.dataframe(
        found.rounds,
        hide_index=True,
        column_config=_round_columns(),
        placeholder=words.NOTHING,
        key="timeline_rounds",
        alt="Votes of each round",
    )
    if found.start is not None:
        show_wide(
            lambda: activity_chart(found, palette()),
            kept_for=(*read_key(view.selection), view.selection),
            key="activity",
            alternative="Votes a minute over time; the table of rounds has the numbers.",
        )
    with st.container(horizontal=True):
        chart_downloads(partial(activity_chart, found, LIGHT, PICTURE_WIDTH), found.moved, "timeline")
        table_download("Rounds as CSV", found.rounds, "timeline-rounds")


def activity_chart(found: Recorded, colours: Palette, width: int | None = None) -> alt.LayerChart:
    """When the votes came in: on the page as wide as it is, else so many pixels."""
    chart = activity(
        found.times.to_frame("cast_at"), palette=colours, width=width or "container", height=CHART_HEIGHT
    )
    return chart.properties(padding={"top": 12, "left": 5, "right": 5, "bottom": 5})


def _tool_columns(board: Board) -> dict[str, Any]:
    number = partial(st.column_config.NumberColumn, format="%.1f")
    return {
        "number": st.column_config.NumberColumn("No.", width=40),
        "name": st.column_config.TextColumn("Tool", width=220),
        "n_start": st.column_config.NumberColumn(
            "n at start", help="Votes that count and have no recorded time"
        ),
        "n_end": st.column_config.NumberColumn("n at end", help="Votes that count"),
        "start_x": number("x at start", help=words.escape(f"0 {board.left} to 100 {board.right}")),
        "start_y": number("y at start", help=words.escape(f"0 {board.bottom} to 100 {board.top}")),
        "end_x": number("x at end"),
        "end_y": number("y at end"),
        "moved": number("Moved", help="Straight from start to end, in axis points"),
    }


def _round_columns() -> dict[str, Any]:
    time = partial(st.column_config.DatetimeColumn, format="D MMM YYYY, HH:mm:ss")
    return {
        "round": st.column_config.TextColumn("Round"),
        "votes": st.column_config.NumberColumn("Votes", help="Changes of mind included"),
        "without_time": st.column_config.NumberColumn("Without a time"),
        "voters": st.column_config.NumberColumn("Voters"),
        "first_vote": time("First vote (UTC)"),
        "last_vote": time("Last vote (UTC)"),
    }
