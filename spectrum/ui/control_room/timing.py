"""When the open round ends by itself: earlier, later, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from spectrum.model import Round
from spectrum.store.organising import Organiser
from spectrum.ui.control_room.acting import Action, Done, perform
from spectrum.ui.control_room.opening import LONGEST_ROUND
from spectrum.ui.control_room.times import clock, now

STEPS = (-1, 1, 5)  # minutes
PROPOSED = 10  # minutes
MINUTES = "timing_minutes"


def timing(board_id: str, round_: Round) -> None:
    """The buttons that move the end of a round; how long is left stands among the live figures."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="timing"):
        if round_.closes_at is None:
            st.number_input(
                "Close by itself in … minutes", 1, LONGEST_ROUND, PROPOSED, key=MINUTES, width=220
            )
            st.button(
                "Start the countdown", icon=":material/timer:", on_click=_start, args=(board_id, round_)
            )
            return
        for step in STEPS:
            moved = round_.closes_at + timedelta(minutes=step)
            label = f"{'+' if step > 0 else '−'}{abs(step)} min"
            st.button(label, key=f"time_{step}", on_click=perform, args=(board_id, _to(round_, moved)))
        st.button(
            "No end",
            key="time_never",
            icon=":material/timer_off:",
            help="The round stays open until you close it.",
            on_click=perform,
            args=(board_id, _to(round_, None)),
        )


def _start(board_id: str, round_: Round) -> None:
    perform(board_id, _to(round_, now() + timedelta(minutes=st.session_state[MINUTES])))


def _to(round_: Round, end: datetime | None) -> Action:
    def move(organiser: Organiser) -> Done:
        organiser.time_round(round_.round_id, end)
        said = "stays open until you close it" if end is None else f"closes by itself at {clock(end)}"
        return Done(f"Round “{round_.name}” {said}.", _back(round_), "Undo")

    return move


def _back(round_: Round) -> Action:
    def back(organiser: Organiser) -> Done:
        organiser.time_round(round_.round_id, round_.closes_at)
        before = f"at {clock(round_.closes_at)}" if round_.closes_at else "only when you close it"
        return Done(f"Undone: round “{round_.name}” closes {before}.")

    return back
