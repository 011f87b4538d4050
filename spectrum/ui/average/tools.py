"""A chart whose dots can be picked, the list beside it, and the card of the tool that is picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from spectrum.model import Board
from spectrum.ui import words
from spectrum.ui.controls import choose_tool, chosen_tool, unpick_button
from spectrum.ui.frame import palette

BOARD = "board"  # the style sheet gives what is in it the height of the screen
CHART = "spectrum"
LIST = "tool_list"
LONG_LIST = "long_list"  # the style sheet lets it end where the chart does
LISTED = "tools_listed"  # their ids, in the order of the rows
PARAMETER = "picked"  # the chart's selection
LIST_HEIGHT = 420  # pixels: the least that the style sheet gives it
ROW_HEIGHT = 35  # pixels


def pickable_chart(specification: dict[str, Any], *, alternative: str) -> None:
    """Show a chart of Vega-Lite; a click on a dot puts its tool into the URL."""
    with st.container(key=BOARD):
        st.vega_lite_chart(
            spec=specification,
            theme=None,
            key=CHART,
            height="stretch",
            on_select=_picked_in_chart,
            selection_mode=PARAMETER,
            alt=alternative,
        )


def tool_list(positions: pd.DataFrame, board: Board) -> None:
    """The tools with a bar for each axis; a click on a row puts its tool into the URL."""
    shown: Any = positions[["number", "name", "n", "x", "y"]]
    picked = chosen_tool()
    is_picked = positions["tool_id"] == picked
    if is_picked.any():  # to style a table takes longer than all else here
        bold = is_picked.map({True: "font-weight: 700", False: ""})
        shown = shown.style.apply(lambda column: bold, axis=0)
    st.session_state[LISTED] = positions["tool_id"].tolist()
    rows_height = ROW_HEIGHT * (len(positions) + 1) + 2
    fills = rows_height > LIST_HEIGHT
    place = st.container(key=LONG_LIST, height=LIST_HEIGHT, border=False) if fills else st.container()
    place.dataframe(
        shown,
        hide_index=True,
        height="stretch" if fills else rows_height,
        key=LIST,
        on_select=_picked_in_list,
        selection_mode="single-cell",
        column_config={
            "number": st.column_config.NumberColumn("No.", width=40),
            "name": st.column_config.TextColumn("Tool", width=150),
            "n": st.column_config.NumberColumn("n", width=40, help="Votes that count"),
            "x": _bar(board.right, f"0 {board.left} to 100 {board.right}", palette().generative),
            "y": _bar(board.top, f"0 {board.bottom} to 100 {board.top}", palette().ready),
        },
        alt=f"{len(positions)} tools with their positions on both axes",
    )


def tool_card(positions: pd.DataFrame, board: Board) -> None:
    """What is known of the picked tool, with the way to its votes."""
    row = picked_row(positions)
    if row is None:
        st.caption("Pick a dot or a row to see how its position came about.")
        return
    with st.container(border=True, key="tool_card"):
        _card_head(row)
        st.markdown(_card_figures(row, board))
        st.page_link(
            "distribution.py",
            label="How its votes are distributed",
            icon=":material/blur_on:",
            query_params={"tool": str(row["tool_id"])},
        )


def _card_head(row: Mapping[str, Any]) -> None:
    title, close = st.columns([8, 1], vertical_alignment="top")
    title.markdown(f"**{int(row['number'])} · {words.escape(row['name'])}**")
    with close:
        unpick_button()
    if row["description"]:
        st.caption(words.escape(row["description"]))
    if row["branches"]:
        st.caption(words.escape(str(row["branches"]).replace("; ", " · ")))


def _card_figures(row: Mapping[str, Any], board: Board) -> str:
    lines = [
        f"| n = {words.thousands(int(row['n']))} | {words.escape(board.right)} | {words.escape(board.top)} |",
        "|:--|--:|--:|",
        f"| shown position | {words.points(row['x'])} | {words.points(row['y'])} |",
        f"| plain mean | {words.points(row['mean_x'])} | {words.points(row['mean_y'])} |",
        f"| seed | {words.points(row['seed_x'])} | {words.points(row['seed_y'])} |",
        f"| seed’s share | {words.share(row['seed_share'])} | {words.share(row['seed_share_y'])} |",
        f"| SD | {words.points(row['sd_x'])} | {words.points(row['sd_y'])} |",
    ]
    return "\n".join(lines)


def picked_row(positions: pd.DataFrame) -> Mapping[str, Any] | None:
    """The row of the tool that the URL names, if it is among these."""
    rows = positions[positions["tool_id"] == chosen_tool()]
    if rows.empty:
        return None
    return {str(key): value for key, value in rows.to_dict("records")[0].items()}


def _bar(title: str, explanation: str, colour: str) -> Any:
    return st.column_config.ProgressColumn(
        title,
        min_value=0.0,
        max_value=100.0,
        format="%.1f",
        help=words.escape(explanation),
        width=92,
        color=colour,
    )


def _picked_in_chart() -> None:
    selection = st.session_state[CHART].get("selection", {}).get(PARAMETER) or []
    choose_tool(selection[0].get("tool_id") if selection else None)


def _picked_in_list() -> None:
    cells = st.session_state[LIST]["selection"]["cells"]
    listed = st.session_state[LISTED]
    choose_tool(listed[cells[0][0]] if cells and cells[0][0] < len(listed) else None)
