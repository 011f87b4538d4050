"""The board's own settings: with other labels and tools it serves another field as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import streamlit as st

from spectrum.model import (
    HEAVIEST_SEED,
    LONGEST_KEPT,
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_TITLE,
    TOOL_STATUSES,
    Board,
    BoardChanges,
)
from spectrum.store.organising import Organiser
from spectrum.ui.control_room.acting import Action, Done, act
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.forms import begin_anew, begin_form, changed_fields
from spectrum.ui.control_room.times import now
from spectrum.ui.control_room.tool_adding import add_from_file
from spectrum.ui.current import store
from spectrum.ui.words import count

FORM = "board"
FIELDS = ("title", "left", "right", "bottom", "top", "anchor_weight", "contact", "adding_open", "tools_need_approval",
          "names_kept_days")  # fmt: skip
ADDING: dict[str, dict[str, bool]] = {  # whether they wait means nothing while nobody may add any
    "No": {"adding_open": False},
    "Yes, at once": {"adding_open": True, "tools_need_approval": False},
    "Yes, they wait for approval": {"adding_open": True, "tools_need_approval": True},
}


def board_part(board: Board) -> None:
    """What the board is called, what its axes say, and its rules."""
    form_side, file_side = st.columns([3, 2], gap="large")
    with form_side:
        _settings_form(board)
    with file_side:
        st.subheader("Another field", anchor=False)
        st.write("Give the board other axis ends, and its tools as a CSV file in place of the starter tools.")
        add_from_file(board, store().tools(board.board_id, TOOL_STATUSES))
        if board.names_kept_days is not None:
            _old_names(board, board.names_kept_days)


def _settings_form(board: Board) -> None:
    current = {name: getattr(board, name) for name in FIELDS}
    form = begin_form(FORM, current)
    start, key = form.start, form.key
    with st.form(key, border=True):
        title = st.text_input("Title", start["title"], max_chars=LONGEST_TITLE, key=f"{key}_title")
        left, right = st.columns(2)
        ends = {
            "left": left.text_input(
                "x at 0 (left)", start["left"], max_chars=LONGEST_NAME, key=f"{key}_left"
            ),
            "right": right.text_input(
                "x at 100 (right)", start["right"], max_chars=LONGEST_NAME, key=f"{key}_right"
            ),
            "bottom": left.text_input(
                "y at 0 (bottom)", start["bottom"], max_chars=LONGEST_NAME, key=f"{key}_bottom"
            ),
            "top": right.text_input("y at 100 (top)", start["top"], max_chars=LONGEST_NAME, key=f"{key}_top"),
        }
        weight = left.number_input(
            "Seed counts as … votes", 0.0, HEAVIEST_SEED, start["anchor_weight"], 1.0, format="%g", key=f"{key}_weight",
            help="0: positions are the plain means of the votes.",
        )  # fmt: skip
        days = right.number_input(
            "Forget display names after … days", 1, LONGEST_KEPT, start["names_kept_days"], 1, key=f"{key}_days",
            placeholder="never by itself",
            help="Counted from a voter's last vote. Empty: names stay until someone asks. Votes stay in any case.",
        )  # fmt: skip
        contact = st.text_input(
            "Contact (https://… or mailto:…)", start["contact"], max_chars=LONGEST_LINK, key=f"{key}_contact",
            help="Voters find it on the vote pages. Empty: none.",
        )  # fmt: skip
        adding = st.radio(
            "Attendees may add tools", list(ADDING), _adding(start), key=f"{key}_adding", horizontal=True
        )
        pressed = st.form_submit_button(
            "Save the settings", type="primary", icon=":material/save:", key=f"{key}_save"
        )
    if pressed:
        wanted: dict[str, Any] = {
            "title": title, **ends, "anchor_weight": float(weight), "contact": contact,
            "names_kept_days": None if days is None else int(days),
            "adding_open": start["adding_open"], "tools_need_approval": start["tools_need_approval"], **ADDING[adding],
        }  # fmt: skip
        changes = cast(BoardChanges, changed_fields(form, wanted, current))
        act(board.board_id, _saving(changes, {name: current[name] for name in changes}))


def _adding(start: Mapping[str, Any]) -> int:
    """Which choice stands for the rules."""
    return 1 + bool(start["tools_need_approval"]) if start["adding_open"] else 0


def _saving(changes: BoardChanges, before: dict[str, Any]) -> Action:
    def save(organiser: Organiser) -> Done:
        organiser.change_board(**changes)
        begin_anew(FORM)
        return Done("The settings are saved.", _back(cast(BoardChanges, before)))

    return save


def _back(before: BoardChanges) -> Action:
    def back(organiser: Organiser) -> Done:
        organiser.change_board(**before)
        begin_anew(FORM)
        return Done("Undone: the settings are as they were.")

    return back


def _old_names(board: Board, days: int) -> None:
    """Forget now what the setting says is too old."""
    st.subheader("Old names", anchor=False)
    st.write(
        f"Display names of voters not heard of for {count(days, 'day')} can be forgotten now; their votes stay."
    )
    question = Question(
        title="Forget old names",
        said=(f"Names older than {count(days, 'day')} go for good. There is no way back but a backup.",),
        typed=board.title,
        button="Forget them",
        before="names",
        action=_forgetting(days),
    )
    st.button(
        "Forget old names …", key="forget_names", icon=":material/person_off:", on_click=ask, args=(question,)
    )


def _forgetting(days: int) -> Action:
    def forget(organiser: Organiser) -> Done:
        return Done(f"{count(organiser.forget_names(now() - timedelta(days=days)), 'name')} forgotten.")

    return forget
