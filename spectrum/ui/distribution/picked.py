"""The votes that were picked, and where the same voters placed the other tools."""

from __future__ import annotations

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from spectrum.charts import LIGHT, Palette
from spectrum.charts.elsewhere import elsewhere
from spectrum.exchange.csv_format import csv_bytes
from spectrum.model import Board, Selection
from spectrum.ui import words
from spectrum.ui.chart_display import show_square
from spectrum.ui.controls import unique_name
from spectrum.ui.distribution.analyses import digest, other_votes
from spectrum.ui.distribution.picking import (
    WHOLE_AXIS,
    Rows,
    clear_picks,
    drawn_of,
    pick_votes,
    range_choice,
    within,
)
from spectrum.ui.distribution.plane import SIZE, ToolOptions, kept_for
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette
from spectrum.ui.measured import number_column
from spectrum.ui.reads import positions, rounds
from spectrum.ui.small_groups import shown_branches

LISTED = 500  # rows that a table shows; the download has all
LOOKING_UP = "Looking up the same voters…"
HOW = (
    "Draw around votes with the mouse or a finger, click one (with Shift: one more), or set the ranges above."
)


def vote_picking(votes: pd.DataFrame, board: Board, options: ToolOptions) -> None:
    """Let votes be picked; list them, and show where the same voters placed the other tools."""
    if votes.empty:
        st.info("No votes yet. Once there are some, they can be picked here.", icon=":material/lightbulb:")
        return
    ranges = range_choice(board)
    plane, others = st.columns([5, 6], gap="large")
    with plane:
        picked = _picked_rows(votes, within(votes, *ranges), narrowed=ranges != (WHOLE_AXIS, WHOLE_AXIS))
        if len(picked):
            _votes_table(listed_votes(votes, picked, options.view.selection), options)
    with others:
        if len(picked):
            _same_voters(votes["voter_id"].iloc[picked], board, options)
        else:
            st.info(f"Nothing picked yet. {HOW}", icon=":material/gesture_select:")


def _picked_rows(votes: pd.DataFrame, offered: Rows, *, narrowed: bool) -> Rows:
    """The rows that were clicked or drawn around or, before that, all within narrower ranges."""
    drawn = drawn_of(votes, offered)
    picks = pick_votes(votes.iloc[drawn].reset_index(drop=True))
    picked = drawn[picks] if picks else offered if narrowed else offered[:0]
    with st.container(horizontal=True, vertical_alignment="center"):
        nothing = not picks and not narrowed
        st.button(
            "Clear", icon=":material/deselect:", on_click=clear_picks, disabled=nothing, key="clear_picks"
        )
        st.caption(_offer_sentence(len(picked), len(votes), len(offered), len(drawn)))
    return picked


def _offer_sentence(picked: int, total: int, offered: int, drawn: int) -> str:
    said = f"{words.thousands(picked)} of {words.count(total, 'vote')} picked."
    if drawn == offered:
        return said
    return (
        f"{said} Of the {words.thousands(offered)} within the ranges {words.thousands(drawn)}, evenly chosen, are "
        "drawn, as many as the plane holds. Ranges pick all; narrower ranges draw more."
    )


def _same_voters(voters: pd.Series[str], board: Board, options: ToolOptions) -> None:
    with st.spinner(LOOKING_UP):
        found = other_votes(options.view.selection, options.tool.tool_id, voters)
    table = other_tools(found, options)
    if table.empty:
        st.info("The same voters have placed no other tool.", icon=":material/lightbulb:")
        return
    said = f"Where the same voters placed {words.count(len(table), 'other tool')}; the table has the figures."
    make = partial(_chart, found, table, board, palette())
    whose = (kept_for(board, options), digest(voters))
    show_square(make, kept_for=whose, key="plane_elsewhere", alternative=said)
    with st.container(horizontal=True, vertical_alignment="center"):
        picture = partial(_chart, found, table, board, LIGHT)
        chart_downloads(picture, table, f"same-voters-as-{options.tool.tool_id}")
        st.caption("Voters are anonymous: nothing here says who they are.")
    _others_table(table)


def other_tools(found: pd.DataFrame, options: ToolOptions) -> pd.DataFrame:
    """Each tool with the mean of these votes beside everybody's: number, name, n, x, y, all_n, all_x, all_y."""
    means = found.groupby("tool_id").agg(n=("x", "size"), x=("x", "mean"), y=("y", "mean")).reset_index()
    known = positions(options.view)[["tool_id", "number", "name", "n", "mean_x", "mean_y"]]
    everybody = known.rename(columns={"n": "all_n", "mean_x": "all_x", "mean_y": "all_y"})
    table = means.merge(everybody, on="tool_id").sort_values("number", ignore_index=True)
    return table[["number", "name", "n", "x", "y", "all_n", "all_x", "all_y"]]


def _chart(found: pd.DataFrame, table: pd.DataFrame, board: Board, colours: Palette) -> alt.LayerChart:
    return elsewhere(found, table, board=board, palette=colours, size=SIZE)


def listed_votes(votes: pd.DataFrame, picked: Rows, selection: Selection) -> pd.DataFrame:
    """What is told of picked votes: x, y, round, branch (of large enough branches), cast_at; never whose."""
    known = rounds(selection.board_id)
    names = {round_.round_id: unique_name(round_, known) for round_ in known}
    told = votes.assign(round=votes["round_id"].map(names), branch=shown_branches(votes)).iloc[picked]
    return told[["x", "y", "round", "branch", "cast_at"]].sort_values(["x", "y"], ignore_index=True)


def _votes_table(table: pd.DataFrame, options: ToolOptions) -> None:
    columns = {
        "x": st.column_config.NumberColumn("x", format="%.1f", width=55),
        "y": st.column_config.NumberColumn("y", format="%.1f", width=55),
        "round": st.column_config.TextColumn("Round", width=120),
        "branch": st.column_config.TextColumn(
            "Branch", width=110, help="Of branches with at least five voters here"
        ),
        "cast_at": st.column_config.DatetimeColumn("Time (UTC)", format="YYYY-MM-DD HH:mm:ss", width=150),
    }
    st.markdown(f"**Picked votes** · n = {words.thousands(len(table))}")
    shown = [name for name in columns if table[name].notna().any() or name in ("x", "y")]
    st.dataframe(
        table.head(LISTED).fillna({"round": words.NOTHING, "branch": words.NOTHING}),
        hide_index=True,
        column_config=columns,
        column_order=shown,
        alt="The picked votes",
    )
    if len(table) > LISTED:
        st.caption(f"The first {LISTED} of {words.thousands(len(table))}; the download has all.")
    st.download_button(
        "Picked votes as CSV",
        data=lambda: csv_bytes(table),
        file_name=f"picked-votes-{options.tool.tool_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _others_table(table: pd.DataFrame) -> None:
    columns = {
        "number": st.column_config.NumberColumn("No.", width=40),
        "name": st.column_config.TextColumn("Tool", width=170),
        "n": number_column("n", "n", decimals=0, width=45),
        "x": number_column("mean", "Mean x", width=65),
        "y": number_column("mean", "Mean y", width=65),
        "all_n": st.column_config.NumberColumn("n of all", width=55),
        "all_x": st.column_config.NumberColumn(
            "all: x", format="%.1f", width=55, help="The mean of everybody’s votes"
        ),
        "all_y": st.column_config.NumberColumn(
            "all: y", format="%.1f", width=55, help="The mean of everybody’s votes"
        ),
    }
    st.markdown("**The same voters on the other tools**, beside everybody")
    st.dataframe(
        table, hide_index=True, column_config=columns, alt="Means of the same voters and of everybody"
    )
