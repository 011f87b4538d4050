"""The order of the tools, which gives each its number on the board."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from spectrum.model import Board, Tool
from spectrum.ui.control_room.acting import act
from spectrum.ui.control_room.tool_actions import ordering

BY_NAME = "by name, A to Z"
BY_VOTES = "by votes, most first"
BY_SEED = "by seed, from left to right"
LAST = 1e9


def move_one(board: Board, tool: Tool, tools: list[Tool]) -> None:
    """Give one tool another number; the others move up or down."""
    with st.popover("Its number …", icon=":material/format_list_numbered:", width="stretch"):
        number = st.number_input(
            "Number on the board", 1, len(tools), _place(tool, tools), key=f"number_{tool.tool_id}"
        )
        if st.button("Move", key="move", width="stretch"):
            before = [other.tool_id for other in tools]
            order = [tool_id for tool_id in before if tool_id != tool.tool_id]
            order.insert(int(number) - 1, tool.tool_id)
            act(board.board_id, ordering(order, before, f"“{tool.name}” is number {int(number)} now."))


def order_all(board: Board, tools: list[Tool], votes: Mapping[str, int]) -> None:
    """Number all tools anew."""
    if len(tools) < 2:
        return
    with (
        st.expander("Put all tools in order", icon=":material/sort:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        by = st.selectbox("Number the tools", [BY_NAME, BY_VOTES, BY_SEED], key="order_by")
        if st.button("Number them", key="order_all"):
            before = [tool.tool_id for tool in tools]
            order = [tool.tool_id for tool in in_order(tools, by, votes)]
            act(board.board_id, ordering(order, before, f"The tools are numbered {by}."))


def in_order(tools: list[Tool], by: str, votes: Mapping[str, int]) -> list[Tool]:
    """The tools as `by` says; equal ones stay as they are."""
    if by == BY_NAME:
        return sorted(tools, key=lambda tool: tool.name.casefold())
    if by == BY_VOTES:
        return sorted(tools, key=lambda tool: -votes.get(tool.tool_id, 0))
    return sorted(tools, key=lambda tool: LAST if tool.seed_x is None else tool.seed_x)


def _place(tool: Tool, tools: list[Tool]) -> int:
    return [other.tool_id for other in tools].index(tool.tool_id) + 1
