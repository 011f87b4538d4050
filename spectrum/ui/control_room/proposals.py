"""What waits for a decision of the organiser: the first few tools at hand, the rest in their parts."""

from __future__ import annotations

import streamlit as st

from spectrum.model import Board, Tool
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.acting import perform
from spectrum.ui.control_room.navigation import go_to
from spectrum.ui.control_room.tool_actions import approval, declining
from spectrum.ui.current import store
from spectrum.ui.words import count, escape

AT_HAND = 4  # proposed tools that can be decided on without leaving the session


def waiting_for_you(board: Board) -> None:
    """Proposed tools with their decisions, and how many suggestions there are."""
    proposed = store().tools(board.board_id, ("proposed",))
    suggested = len(organiser_at_work(board.board_id).suggestions())
    if not proposed and not suggested:
        if board.adding_open and board.tools_need_approval:
            st.caption("No tool waits for approval.")
        return
    st.subheader("Waiting for you", anchor=False)
    for tool in proposed[:AT_HAND]:
        _proposal(board, tool)
    with st.container(horizontal=True):
        if len(proposed) > AT_HAND:
            st.button(
                f"All {count(len(proposed), 'proposed tool')}", on_click=go_to, args=("Tools", "proposed")
            )
        if suggested:
            st.button(
                count(suggested, "suggestion"), icon=":material/inbox:", on_click=go_to, args=("Suggestions",)
            )


def _proposal(board: Board, tool: Tool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"to_decide_{tool.tool_id}"):
        st.markdown(f"**{escape(tool.name)}**  \n{escape(tool.description)}", width="stretch")
        for label, icon, action in (
            ("Approve", ":material/check:", approval(tool)),
            ("Decline", ":material/close:", declining(tool)),
        ):
            st.button(
                label,
                key=f"{label}_{tool.tool_id}",
                icon=icon,
                on_click=perform,
                args=(board.board_id, action),
            )
