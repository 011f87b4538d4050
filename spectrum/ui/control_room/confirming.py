"""Steps that go far: said in full, confirmed by typing a name, with a backup first.

The question stays in the session until it is answered, so that a page which is
drawn anew in between (a round closes, a vote comes in) does not take it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from spectrum.ui.control_room.acting import Action, act
from spectrum.ui.words import escape

ASKED = "organiser_question"


@dataclass(frozen=True)
class Question:
    """What is to be done and what follows from it; `typed` is the name that confirms it.

    `before`: a word for the name of the backup that is made first.
    """

    title: str
    said: tuple[str, ...]
    typed: str
    button: str
    before: str
    action: Action


def ask(question: Question) -> None:
    """Put a question; a button's callback."""
    st.session_state[ASKED] = question


def ask_if_asked(board_id: str) -> None:
    """Show the question that is open, if there is one."""
    question: Question | None = st.session_state.get(ASKED)
    if question is not None:
        st.dialog(question.title, icon=":material/warning:", on_dismiss=_withdraw)(_question)(
            board_id, question
        )


def _question(board_id: str, question: Question) -> None:
    for line in question.said:
        st.markdown(escape(line))
    st.caption("Type this name to confirm. A backup of the database is made first.")
    st.code(question.typed, language=None, wrap_lines=True)
    with st.form("confirm", border=False):
        typed = st.text_input(
            "Name", key="confirm_name", label_visibility="collapsed", placeholder="The name above"
        )
        pressed = st.form_submit_button(question.button, type="primary", width="stretch", key="confirm")
    if not pressed:
        return
    if _plain(typed) != _plain(question.typed):
        st.error("That is not the name above. Nothing was changed.", icon=":material/error:")
        return
    _withdraw()
    act(board_id, question.action, before=question.before)


def _withdraw() -> None:
    st.session_state.pop(ASKED, None)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
