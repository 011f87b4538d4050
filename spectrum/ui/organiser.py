"""The organiser's controls: rounds, added tools, and the way to join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pandas as pd
import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.model import Board, Reveal, Round, RoundStart, Selection, Tool
from spectrum.ui import words
from spectrum.ui.access import check_organiser, sign_out_button
from spectrum.ui.canvas import join_address, qr_code
from spectrum.ui.current import store
from spectrum.ui.reads import counts, rounds
from spectrum.ui.words import escape

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
OUTCOME = "organiser_outcome"
COUNTED_EVERY = 2.0  # seconds


def opening_form(board: Board) -> None:
    """Name and rules of the next round, and the button that opens voting."""
    st.subheader("Open a round", anchor=False)
    with st.form("open_round", border=True):
        name = st.text_input("Name", value=_next_name(board), max_chars=60, key="round_name")
        reveal = st.radio("Positions are shown", list(REVEALS), key="round_reveal")
        start = st.radio("Votes that count", list(STARTS), key="round_start")
        code, minutes = st.columns(2)
        join_code = code.text_input(
            "Join code (optional)", max_chars=60, key="round_code", help="Whoever votes has to give it once."
        )
        closes_in = minutes.number_input(
            "Closes by itself after (minutes, 0: never)", 0, LONGEST_ROUND, 0, key="round_minutes"
        )
        pressed = st.form_submit_button(
            "Open voting", type="primary", icon=":material/play_circle:", width="stretch"
        )
    if pressed:
        planned = Round(
            round_id="",
            name=name.strip(),
            opened_at=datetime.now(UTC).replace(tzinfo=None),
            reveal=REVEALS[reveal],
            start=STARTS[start],
            join_code=join_code.strip() or None,
        )
        _act(lambda: _open(board, planned, int(closes_in)), f"Voting is open in round '{planned.name}'.")


def open_round_panel(board: Board, open_round: Round) -> None:
    """The open round's rules and figures, and the button that closes it."""
    st.subheader(escape(open_round.name), anchor=False)
    _counts_now(board.board_id, open_round)
    lines = [
        next(text for text, reveal in REVEALS.items() if reveal == open_round.reveal),
        next(text for text, start in STARTS.items() if start == open_round.start),
    ]
    if open_round.join_code:
        lines.append(f"Join code: {open_round.join_code}")
    if open_round.closes_at:
        lines.append(f"Closes at {open_round.closes_at:%H:%M} UTC")
    st.markdown("  \n".join(escape(line) for line in lines))
    with st.popover("Close voting …", icon=":material/stop_circle:", width="stretch"):
        st.write("Nobody can vote after this. The votes stay; you can open another round at any time.")
        if st.button("Close the round now", type="primary", width="stretch", key="close_round"):
            _act(lambda: store().close_round(board.board_id), f"Round '{open_round.name}' is closed.")


@st.fragment(run_every=COUNTED_EVERY)
def _counts_now(board_id: str, open_round: Round) -> None:
    """How many have voted, kept up to date; when the round closes by itself, the page follows."""
    if not any(round_.round_id == open_round.round_id and round_.is_open for round_ in rounds(board_id)):
        st.rerun()
    now = counts(Selection(board_id, open_round.round_id if open_round.start == "fresh" else None))
    voters, votes = st.columns(2)
    voters.metric("Voters", words.thousands(now.voters))
    votes.metric("Votes that count", words.thousands(now.votes))


def adding_panel(board: Board) -> None:
    """Whether attendees may add tools, and those that wait for approval."""
    st.subheader("Tools from attendees", anchor=False)
    adding = st.toggle("Attendees may add tools", board.adding_open, key=f"adding_{board.adding_open}")
    approval = st.toggle(
        "They wait for approval", board.tools_need_approval, key=f"approval_{board.tools_need_approval}"
    )
    if (adding, approval) != (board.adding_open, board.tools_need_approval):
        changed = replace(board, adding_open=adding, tools_need_approval=approval)
        _act(lambda: store().save_board(changed), "The setting is saved.")
    waiting = store().tools(board.board_id, ("proposed",))
    if board.tools_need_approval and not waiting:
        st.caption("Nothing waits for approval.")
    for tool in waiting:
        _proposal(board, tool)


def rounds_so_far(board: Board) -> None:
    """The rounds that are over."""
    over = [round_ for round_ in reversed(rounds(board.board_id)) if not round_.is_open]
    if not over:
        return
    st.subheader("Rounds so far", anchor=False)
    st.dataframe(
        pd.DataFrame(
            {
                "round": [round_.name for round_ in over],
                "opened (UTC)": [round_.opened_at for round_ in over],
                "closed (UTC)": [round_.closed_at for round_ in over],
                "reveal": [round_.reveal for round_ in over],
                "start": [round_.start for round_ in over],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def join_panel(board: Board) -> None:
    """How attendees come in, and the way to the big screen."""
    address = join_address()
    st.subheader("Join", anchor=False)
    st.image(qr_code(address), width=260)
    st.code(address, language=None)
    st.page_link("wall.py", label="Show the wall for the projector", icon=":material/cast:")
    sign_out_button()


def tell_outcome() -> None:
    """Say what became of the organiser's last action."""
    done, text = st.session_state.pop(OUTCOME, (False, ""))
    if not text:
        return
    if done:
        st.success(escape(text), icon=":material/check:")
    else:
        st.error(escape(text), icon=":material/error:")


def _act(action: Callable[[], object], said: str) -> NoReturn:
    """Do what the organiser asked for, if it is still the organiser who asks; say what became of it."""
    try:
        check_organiser()
        action()
    except SpectrumError as error:
        st.session_state[OUTCOME] = (False, str(error))
    else:
        st.session_state[OUTCOME] = (True, said)
    st.rerun()


def _proposal(board: Board, tool: Tool) -> None:
    about, approve, decline = st.columns([6, 2, 2], vertical_alignment="center")
    about.markdown(f"**{escape(tool.name)}**  \n{escape(tool.description)}")
    if approve.button("Approve", key=f"approve_{tool.tool_id}", icon=":material/check:", width="stretch"):
        _act(
            lambda: store().save_tools(board.board_id, [replace(tool, status="live")]),
            f"'{tool.name}' is on the board.",
        )
    if decline.button("Decline", key=f"decline_{tool.tool_id}", icon=":material/close:", width="stretch"):
        _act(
            lambda: store().save_tools(board.board_id, [replace(tool, status="hidden")]),
            f"'{tool.name}' was declined.",
        )


def _open(board: Board, planned: Round, minutes: int) -> None:
    """Open a round of the planned name and rules; `minutes` 0 leaves it open until it is closed."""
    if not planned.name:
        raise SpectrumError("The round needs a name, so it was not opened. Give it one.")
    store().open_round(
        board.board_id,
        planned.name,
        reveal=planned.reveal,
        start=planned.start,
        join_code=planned.join_code,
        closes_at=planned.opened_at + timedelta(minutes=minutes) if minutes else None,
    )


def _next_name(board: Board) -> str:
    """A name that no round of the board has."""
    taken = {round_.name for round_ in rounds(board.board_id)}
    number = len(taken) + 1
    while f"Round {number}" in taken:
        number += 1
    return f"Round {number}"
