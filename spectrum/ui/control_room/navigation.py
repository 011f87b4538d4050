"""The parts of the control room, one at a time, named in the URL."""

from __future__ import annotations

import streamlit as st

from spectrum.ui.control_room.acting import forget_outcome
from spectrum.ui.controls import one_of

PARTS = ("Session", "Tools", "Voters", "Seeds", "Suggestions", "Board", "Record")
PART = "part"
STATUS = "tool_status"


def choose_part() -> str:
    """The row of parts; the chosen one."""
    return one_of("Part", PARTS, key=PART, wrap=True, on_change=forget_outcome)


def go_to(part: str, tools: str | None = None) -> None:
    """Show another part, of the tools those of one status; a button's callback."""
    st.session_state[PART] = part
    if tools is not None:
        st.session_state[STATUS] = tools
