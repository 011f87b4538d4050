"""Forms that two organisers may have open at once: each changes only what it was used to change.

What a form started from stays in the session. A field that somebody else has
changed since is not overwritten silently: the first attempt is refused in words,
and what was typed stays in the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from spectrum.model import AXIS_HIGH, AXIS_LOW, Board
from spectrum.ui.control_room.acting import refuse
from spectrum.ui.words import escape, listing

BEGUN = "organiser_form_"


@dataclass
class Form:
    """One form: what its fields began with, and the key that is new whenever it begins anew."""

    name: str
    times: int = 0
    start: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the keys of the form and its fields begin with."""
        return f"{self.name}_{self.times}"


def begin_form(name: str, now: Mapping[str, Any]) -> Form:
    """The form as it was begun; a word and a way to begin anew if what is stored has changed since."""
    form: Form = st.session_state.setdefault(BEGUN + name, Form(name))
    form.start = form.start or dict(now)
    if changed := [column for column in now if now[column] != form.start[column]]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(escape(f"Changed elsewhere since you opened this: {_told(changed, now)}."))
            st.button("Show what is stored", key=f"{form.key}_anew", on_click=begin_anew, args=(name,))
    return form


def changed_fields(form: Form, wanted: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were changed in the form.

    Refuses if there are none, or if one of them was changed elsewhere since the form was begun.
    """
    changed = {name: value for name, value in wanted.items() if value != form.start[name]}
    if not changed:
        refuse("Nothing was changed in the form, so nothing was saved.")
    elsewhere = [name for name in changed if now[name] not in (form.start[name], changed[name])]
    if elsewhere:
        form.start |= {name: now[name] for name in elsewhere}
        refuse(
            f"Someone else has changed this meanwhile: {_told(elsewhere, now)}. Nothing was saved, and what you typed "
            "is still in the form. Save again to put yours in its place."
        )
    return changed


def place_input(label: str, start: float | None, key: str) -> float | None:
    """A field for a position on an axis that can also be emptied, which Streamlit allows only if it began empty."""
    st.session_state.setdefault(key, start)
    value: float | None = st.number_input(
        label, AXIS_LOW, AXIS_HIGH, None, 0.1, format="%.1f", key=key, placeholder="none"
    )
    return value


def axes_caption(board: Board) -> None:
    """What the ends of the axes say, below the fields of a position."""
    ends = f"x: 0 {board.left} – 100 {board.right}. y: 0 {board.bottom} – 100 {board.top}."
    st.caption(escape(ends))


def begin_anew(name: str) -> None:
    """Let the form begin with what is stored: after it was saved, or when that is asked for."""
    form: Form | None = st.session_state.get(BEGUN + name)
    if form is not None:
        st.session_state[BEGUN + name] = Form(name, form.times + 1)


def _told(fields: list[str], now: Mapping[str, Any]) -> str:
    return listing([f"{name.replace('_', ' ')} is “{now[name]}”" for name in fields])
