"""The form that opens a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from spectrum.model import LONGEST_NAME, Board, Reveal, RoundStart
from spectrum.store.organising import Organiser
from spectrum.ui.control_room.acting import Action, Done, act, refuse
from spectrum.ui.control_room.times import now
from spectrum.ui.reads import rounds

REVEALS: dict[str, Reveal] = {
    "Live: everyone sees every change": "live",
    "After own vote: each tool's position once one has placed it": "after_own_vote",
    "After the round: nobody sees positions until it closes": "after_close",
}
STARTS: dict[str, RoundStart] = {
    "Cumulative: earlier votes count on": "cumulative",
    "Fresh: only votes of this round count while it is open": "fresh",
}
LONGEST_ROUND = 24 * 60  # minutes


@dataclass(frozen=True)
class Plan:
    """A round as the form has it. `minutes` 0 leaves it open until it is closed."""

    name: str
    reveal: Reveal
    start: RoundStart
    join_code: str | None
    minutes: int


def opening_form(board: Board) -> None:
    """Name and rules of the next round, and the button that opens voting."""
    st.subheader("Open a round", anchor=False)
    with st.form("open_round", border=True):
        name = st.text_input(
            "Name", value=next_round_name(board.board_id), max_chars=LONGEST_NAME, key="round_name"
        )
        reveal = st.radio("Positions are shown", list(REVEALS), key="round_reveal")
        start = st.radio(
            "Votes that count",
            list(STARTS),
            key="round_start",
            help="A fresh round is the reset for the next audience: it begins with the seeds, and all earlier "
            "votes are kept. They count again when it closes.",
        )
        code, minutes = st.columns(2)
        join_code = code.text_input(
            "Join code (optional)",
            max_chars=LONGEST_NAME,
            key="round_code",
            help="Whoever votes has to give it once.",
        )
        closes_in = minutes.number_input(
            "Closes by itself after (minutes, 0: never)", 0, LONGEST_ROUND, 0, key="round_minutes"
        )
        with st.container(key="switch"):
            pressed = st.form_submit_button(
                "Open voting", type="primary", icon=":material/play_circle:", width="stretch"
            )
    if not pressed:
        return
    if not name.strip():
        refuse("The round needs a name, so it was not opened. Give it one.")
    plan = Plan(name.strip(), REVEALS[reveal], STARTS[start], join_code.strip() or None, int(closes_in))
    act(board.board_id, _open(plan))


def _open(plan: Plan) -> Action:
    def open_(organiser: Organiser) -> Done:
        opened = organiser.open_round(
            plan.name,
            reveal=plan.reveal,
            start=plan.start,
            join_code=plan.join_code,
            closes_at=now() + timedelta(minutes=plan.minutes) if plan.minutes else None,
        )
        return Done(f"Round “{opened.name}” is open: attendees can vote.")

    return open_


def next_round_name(board_id: str) -> str:
    """A name that no round of the board has."""
    taken = {round_.name for round_ in rounds(board_id)}
    number = len(taken) + 1
    while f"Round {number}" in taken:
        number += 1
    return f"Round {number}"


def short(options: Mapping[str, str], value: str) -> str:
    """The first words of the option that stands for a value: 'Live', 'Fresh'."""
    return next(text.split(":")[0] for text, option in options.items() if option == value)
