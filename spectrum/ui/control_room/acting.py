"""How the control room acts: as the organiser who is signed in at that moment, with a word on what became of it.

An action gets its organiser from `organiser_at_work` and from nowhere else, so
that no way to it leads around the sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.store.organising import Organiser
from spectrum.ui.access import organiser_at_work
from spectrum.ui.data.backups import back_up_before
from spectrum.ui.words import escape

OUTCOME = "organiser_outcome"


@dataclass(frozen=True)
class Done:
    """What an action did, in a sentence, and what takes it back."""

    said: str
    undo: Action | None = None
    undo_label: str = "Undo"


Action = Callable[[Organiser], Done]


@dataclass(frozen=True)
class Outcome:
    """What became of the last action."""

    is_done: bool
    said: str
    undo: Action | None = None
    undo_label: str = ""


def act(board_id: str, action: Action, *, before: str | None = None) -> NoReturn:
    """Do what the organiser asked for, and show the page anew. `before`: names the backup that is made first."""
    perform(board_id, action, before=before)
    st.rerun()


def perform(board_id: str, action: Action, *, before: str | None = None) -> None:
    """The same in a callback, after which the page is shown anyway."""
    try:
        organiser = organiser_at_work(board_id)
        copied = f" A backup was made first: {back_up_before(before).name}." if before else ""
        done = action(organiser)
    except SpectrumError as error:
        st.session_state[OUTCOME] = Outcome(False, str(error))
    else:
        st.session_state[OUTCOME] = Outcome(True, done.said + copied, done.undo, done.undo_label)


def refuse(said: str) -> NoReturn:
    """Show the page anew with a word on why nothing was done."""
    put_refusal(said)
    st.rerun()


def put_refusal(said: str) -> None:
    """The same in a callback."""
    st.session_state[OUTCOME] = Outcome(False, said)


def tell_outcome(board_id: str) -> None:
    """What became of the organiser's last action, until the next one or until it is put away."""
    outcome: Outcome | None = st.session_state.get(OUTCOME)
    if outcome is None:
        return
    with st.container(key="outcome", horizontal=True, vertical_alignment="center"):
        if outcome.is_done:
            st.success(escape(outcome.said), icon=":material/check:", width="stretch")
        else:
            st.error(escape(outcome.said), icon=":material/error:", width="stretch")
        if outcome.undo is not None:
            st.button(
                outcome.undo_label,
                key="undo",
                icon=":material/undo:",
                on_click=perform,
                args=(board_id, outcome.undo),
            )
        st.button(
            ":material/close:", key="put_away", help="Put this away", type="tertiary", on_click=forget_outcome
        )


def forget_outcome() -> None:
    """Put the word on the last action away."""
    st.session_state.pop(OUTCOME, None)
