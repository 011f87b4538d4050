"""The session: open and close voting, see that all goes well, and let people in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd
import streamlit as st

from spectrum.model import Board, BoardChanges, Round, Selection
from spectrum.store.organising import Organiser
from spectrum.ui.canvas import join_address, qr_code
from spectrum.ui.control_room.acting import Action, Done, perform
from spectrum.ui.control_room.hidden_positions import hidden_positions
from spectrum.ui.control_room.live_figures import live_figures
from spectrum.ui.control_room.opening import REVEALS, STARTS, opening_form, short
from spectrum.ui.control_room.proposals import waiting_for_you
from spectrum.ui.control_room.reaching import network_address, reaches_nobody
from spectrum.ui.control_room.times import stamp, zone_name
from spectrum.ui.control_room.timing import timing
from spectrum.ui.current import store
from spectrum.ui.reads import counts, open_round, rounds
from spectrum.ui.words import escape


def session_part(board: Board) -> None:
    """All that is needed on stage."""
    now_open = open_round(board.board_id)
    control, join = st.columns([3, 2], gap="large")
    with control:
        if now_open is None:
            opening_form(board)
        else:
            _open_round_panel(board, now_open)
        live_figures(board.board_id, now_open)
        if now_open is not None and now_open.is_blind:
            hidden_positions(board, now_open)
        waiting_for_you(board)
    with join:
        _join_panel()
        _adding_panel(board)
    _rounds_so_far(board)


def _open_round_panel(board: Board, round_: Round) -> None:
    st.subheader(f":green-badge[:material/circle: Open] {escape(round_.name)}", anchor=False)
    lines = [_option(REVEALS, round_.reveal), _option(STARTS, round_.start)]
    if round_.join_code:
        lines.append(f"Join code: {round_.join_code}")
    st.markdown(" · ".join(escape(line) for line in lines))
    with (
        st.container(key="switch"),
        st.popover("Close voting …", icon=":material/stop_circle:", width="stretch"),
    ):
        st.write("Nobody can vote after this. The votes stay; you can open another round at any time.")
        st.button(
            "Close the round now",
            type="primary",
            width="stretch",
            key="close_round",
            on_click=perform,  # with the round that was shown when it was pressed
            args=(board.board_id, _close(round_)),
        )
    timing(board.board_id, round_)


def _option(options: Mapping[str, str], value: str) -> str:
    return next(text for text, option in options.items() if option == value)


def _close(round_: Round) -> Action:
    def close(organiser: Organiser) -> Done:
        organiser.close_round(round_.round_id)
        return Done(f"Round “{round_.name}” is closed. Its votes stay.")

    return close


def _join_panel() -> None:
    """How attendees come in, and the way to the big screen."""
    address = join_address()
    st.subheader("Join", anchor=False)
    st.image(qr_code(address), width=220, alt=f"QR code of {address}")
    st.code(address, language=None)
    if reaches_nobody(address):
        st.warning(escape(_only_here()), icon=":material/wifi_off:")
    st.page_link("wall.py", label="Show the wall for the projector", icon=":material/cast:")


def _only_here() -> str:
    """What to do about an address that leads each phone to itself."""
    place = network_address()
    such = f", such as {place}" if place else ""
    return (
        "Phones cannot reach this address: it is this machine's name for itself. Open this page at the machine's "
        f"address in the network of the hall{such}, or set SPECTRUM_PUBLIC_URL to the address that all reach."
    )


def _adding_panel(board: Board) -> None:
    """Whether attendees may add tools, and whether someone looks at them first."""
    st.subheader("Tools from attendees", anchor=False)
    _setting(board, "adding_open", "Attendees may add tools", board.adding_open)
    _setting(
        board,
        "tools_need_approval",
        "They wait for approval",
        board.tools_need_approval,
        disabled=not board.adding_open,
    )


def _setting(board: Board, name: str, label: str, is_on: bool, *, disabled: bool = False) -> None:
    """A switch that acts at once. Its key says how it stands, so that it follows when another organiser turns it."""

    def turn(organiser: Organiser) -> Done:
        if getattr(store().board(board.board_id), name) == is_on:
            organiser.change_board(**cast(BoardChanges, {name: not is_on}))
        return Done(f"{label}: {'off' if is_on else 'on'}.")

    key = f"{name}_{is_on}"
    st.toggle(
        label,
        is_on,
        key=key,
        on_change=_turn,
        args=(board.board_id, turn, key, is_on),
        disabled=disabled,
    )


def _turn(board_id: str, action: Action, key: str, was_on: bool) -> None:
    """Act, and let the switch show what is stored, whatever became of it.

    Streamlit also calls this for a switch that nobody touched, when the page is left while it is drawn; and twice
    for one turn, when the figures are due before the page has the new switch.
    """
    if st.session_state[key] != was_on:
        perform(board_id, action)
    st.session_state[key] = was_on


def _rounds_so_far(board: Board) -> None:
    over = [round_ for round_ in reversed(rounds(board.board_id)) if not round_.is_open]
    if not over:
        return
    counted = [counts(Selection(board.board_id, round_.round_id)) for round_ in over]
    st.subheader("Rounds so far", anchor=False)
    frame = pd.DataFrame(
        {
            "Round": [round_.name for round_ in over],
            f"Opened ({zone_name()})": [stamp(round_.opened_at) for round_ in over],
            f"Closed ({zone_name()})": [stamp(round_.closed_at) for round_ in over],
            "Positions were shown": [short(REVEALS, round_.reveal) for round_ in over],
            "Votes that counted": [short(STARTS, round_.start) for round_ in over],
            "Votes": [found.votes for found in counted],
            "Voters": [found.voters for found in counted],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        column_config={
            "Votes": st.column_config.NumberColumn(help="The round's own placements"),
            "Voters": st.column_config.NumberColumn(help="Who has one"),
        },
        alt=f"{len(over)} rounds that are over",
    )
