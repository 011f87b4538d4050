"""The tools: found by name and status, one at a time to work on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from spectrum.model import TOOL_STATUSES, Board, Selection, Tool
from spectrum.ui.control_room.duplicates import duplicates
from spectrum.ui.control_room.navigation import STATUS
from spectrum.ui.control_room.tool_adding import add_from_file, add_one
from spectrum.ui.control_room.tool_detail import tool_detail
from spectrum.ui.control_room.tool_order import order_all
from spectrum.ui.controls import choose_tool, chosen_tool, one_of
from spectrum.ui.current import store
from spectrum.ui.reads import View, positions
from spectrum.ui.words import count

ANY = "all"
STATUSES = (ANY, "live", "proposed", "hidden", "merged")
LIST = "organiser_tools"
LISTED = "organiser_tools_listed"  # their ids, in the order of the rows
LIST_HEIGHT = 460  # pixels
ROW_HEIGHT = 35  # pixels


def tools_part(board: Board) -> None:
    """The list, the tool that is picked, and ways to add more."""
    tools = store().tools(board.board_id, TOOL_STATUSES)
    votes = _votes(board)
    list_side, detail_side = st.columns([3, 2], gap="large")
    with list_side:
        shown = _matching(tools)
        _list(shown, votes, len(tools))
        duplicates(board, tools, votes)
        add_one(board)
        add_from_file(board, tools)
        order_all(board, tools, votes)
    with detail_side:
        picked = next((tool for tool in tools if tool.tool_id == chosen_tool()), None)
        if picked is None:
            with st.container(key="tool_hint"):
                st.info(
                    "Pick a tool in the list to edit, hide, merge or reset it.", icon=":material/touch_app:"
                )
        else:
            tool_detail(board, picked, tools, votes)


def _votes(board: Board) -> dict[str, int]:
    """How many votes count for each live tool."""
    found = positions(View(Selection(board.board_id), board.anchor_weight))
    return dict(zip(found["tool_id"], found["n"].astype(int), strict=True))


def _matching(tools: list[Tool]) -> list[Tool]:
    text = st.text_input(
        "Search tools",
        key="tool_q",
        bind="query-params",
        placeholder="Search tools…",
        label_visibility="collapsed",
    )
    status = one_of("Status", STATUSES, key=STATUS)
    wanted = (text or "").strip().casefold()
    return [
        tool
        for tool in tools
        if status in (ANY, tool.status)
        and wanted in f"{tool.name} {tool.description} {tool.tool_id}".casefold()
    ]


def _list(shown: list[Tool], votes: dict[str, int], in_all: int) -> None:
    if not shown:
        st.info(
            "No tools match. Clear the search or choose another status."
            if in_all
            else "This board has no tools yet. Add one below, or many from a CSV file.",
            icon=":material/search_off:",
        )
        return
    st.session_state[LISTED] = [tool.tool_id for tool in shown]
    frame = pd.DataFrame(
        {
            "number": [tool.number for tool in shown],
            "name": [tool.name for tool in shown],
            "status": [tool.status for tool in shown],
            "n": [votes.get(tool.tool_id) for tool in shown],
            "seed_x": [tool.seed_x for tool in shown],
            "seed_y": [tool.seed_y for tool in shown],
        }
    ).astype({"n": "Int64", "seed_x": "float64", "seed_y": "float64"})
    picked = chosen_tool()
    styled = frame.style.apply(
        lambda row: ["font-weight: 700" if shown[row.name].tool_id == picked else ""] * len(row), axis=1
    )
    st.dataframe(
        styled,
        hide_index=True,
        height=min(LIST_HEIGHT, ROW_HEIGHT * (len(shown) + 1) + 2),
        key=LIST,
        on_select=_pick,
        selection_mode="single-cell",
        column_config={
            "number": st.column_config.NumberColumn("No.", width=50),
            "name": st.column_config.TextColumn("Tool", width=220),
            "status": st.column_config.TextColumn("Status", width=85),
            "n": st.column_config.NumberColumn(
                "n", width=50, help="Votes that count; hidden and merged tools have none"
            ),
            "seed_x": st.column_config.NumberColumn("Seed x", format="%.1f", width=70),
            "seed_y": st.column_config.NumberColumn("Seed y", format="%.1f", width=70),
        },
        placeholder="–",
        alt=f"{len(shown)} tools with their status, votes and seeds",
    )
    st.caption(
        f"{count(len(shown), 'tool')} of {in_all}." if len(shown) < in_all else f"{count(in_all, 'tool')}."
    )


def _pick() -> None:
    cells = st.session_state[LIST]["selection"]["cells"]
    listed = st.session_state[LISTED]
    choose_tool(listed[cells[0][0]] if cells and cells[0][0] < len(listed) else None)
