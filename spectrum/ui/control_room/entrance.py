"""The way into the control room: for the organiser alone, to the part that the URL names."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from spectrum.model import Board
from spectrum.ui.access import NotSignedIn, invite_to_sign_in, is_organiser, sign_out_button
from spectrum.ui.control_room.acting import forget_outcome, tell_outcome
from spectrum.ui.control_room.board_settings import board_part
from spectrum.ui.control_room.confirming import ask_if_asked
from spectrum.ui.control_room.navigation import choose_part
from spectrum.ui.control_room.record import record_part
from spectrum.ui.control_room.seeds import seeds_part
from spectrum.ui.control_room.session import session_part
from spectrum.ui.control_room.suggestions import suggestions_part
from spectrum.ui.control_room.tools import tools_part
from spectrum.ui.control_room.voters import voters_part
from spectrum.ui.words import escape

SHOW: dict[str, Callable[[Board], None]] = {
    "Session": session_part,
    "Tools": tools_part,
    "Voters": voters_part,
    "Seeds": seeds_part,
    "Suggestions": suggestions_part,
    "Board": board_part,
    "Record": record_part,
}
INSIDE = "organiser_inside"
STYLE = """
<style>
.st-key-switch button { min-height: 4rem; }
.st-key-switch button p { font-size: 1.25rem; font-weight: 600; }
.st-key-live { gap: 0.5rem; }
.st-key-live > div { flex: 1 1 6.5rem; min-width: 6.5rem; }
.st-key-live [data-testid="stMetricValue"] { font-size: 1.6rem; font-variant-numeric: tabular-nums; }
@media (max-width: 40rem) {
  /* The tool that is picked stands above the list that it was picked from, what is to be decided above the buttons. */
  [data-testid="stColumn"]:has(.st-key-tool_detail, .st-key-tool_hint) { order: -1; }
  [class*="st-key-to_decide_"] > :first-child { flex: 1 0 100%; }
}
@media (hover: none) {  /* without a pointer it never goes, and lies over the controls above a table */
  [data-testid="stElementToolbar"] { display: none; }
}
</style>
"""


def admit() -> None:
    """End the page for whoever is not the organiser, with the way to sign in.

    Who was inside before is told that the sign-in has ended: what was pressed last was not done.
    """
    if is_organiser():
        st.session_state[INSIDE] = True
        return
    if st.session_state.pop(INSIDE, False):
        st.error(escape(NotSignedIn()), icon=":material/error:")
        forget_outcome()
    invite_to_sign_in()
    st.stop()


def show_part(board: Board) -> None:
    """The row of parts, what became of the last action, the question that is open, and the chosen part."""
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="center"):
        part = choose_part()
        sign_out_button()
    tell_outcome(board.board_id)
    ask_if_asked(board.board_id)
    SHOW[part](board)
