"""What visitors suggest while voting is off: seen one by one, accepted or declined."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from spectrum.model import TOOL_STATUSES, Board, Suggestion
from spectrum.store.organising import Organiser
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.acting import Action, Done, perform
from spectrum.ui.control_room.times import stamp
from spectrum.ui.current import store
from spectrum.ui.words import count, escape, points

WAITING = "waiting"
EVERY = "all"
AT_HAND = 20  # suggestions that are shown with their buttons
HEIGHT = 420  # pixels


def suggestions_part(board: Board) -> None:
    """Those that wait, with their decisions; on request all that there ever were."""
    status = st.segmented_control(
        "Suggestions",
        (WAITING, EVERY),
        default=WAITING,
        required=True,
        key="suggestions",
        bind="query-params",
        label_visibility="collapsed",
    )
    organiser = organiser_at_work(board.board_id)
    names = {tool.tool_id: tool.name for tool in store().tools(board.board_id, TOOL_STATUSES)}
    if status == EVERY:
        _all(organiser.suggestions(None), names)
        return
    waiting = organiser.suggestions()
    if not waiting:
        st.info("No suggestion waits. Visitors can make some while voting is off.", icon=":material/inbox:")
        return
    st.caption(f"{count(len(waiting), 'suggestion')}, oldest first.")
    for suggestion in waiting[:AT_HAND]:
        _one(board, suggestion, names)
    if len(waiting) > AT_HAND:
        st.caption(f"And {len(waiting) - AT_HAND} more, once these are decided.")


def _one(board: Board, suggestion: Suggestion, names: Mapping[str, str]) -> None:
    with st.container(border=True, key=f"suggestion_{suggestion.suggestion_id}"):
        about, accept, decline = st.columns([6, 1.5, 1.5], vertical_alignment="center")
        about.markdown(f"**{escape(proposed(suggestion, names))}**  \n{escape(suggestion.text)}")
        about.caption(escape(stamp(suggestion.made_at)))
        for column, label, icon, action in (
            (accept, "Accept", "check", _accepting(suggestion, names)),
            (decline, "Decline", "close", _declining(suggestion, names)),
        ):
            column.button(
                label,
                key=f"{label}_{suggestion.suggestion_id}",
                icon=f":material/{icon}:",
                width="stretch",
                on_click=perform,
                args=(board.board_id, action),
            )


def proposed(suggestion: Suggestion, names: Mapping[str, str]) -> str:
    """A suggestion in a few words: 'Add X', 'Move X to (20.0, 70.0)'."""
    place = f"({points(suggestion.x)}, {points(suggestion.y)})"
    if suggestion.kind == "move":
        return f"Move {names.get(suggestion.tool_id or '', 'a tool that is gone')} to {place}"
    return f"Add {suggestion.name}" + (f" at {place}" if suggestion.x is not None else "")


def _all(found: list[Suggestion], names: Mapping[str, str]) -> None:
    if not found:
        st.info("Nobody has suggested anything yet.", icon=":material/inbox:")
        return
    newest_first = found[::-1]
    frame = pd.DataFrame(
        {
            "made": [stamp(suggestion.made_at) for suggestion in newest_first],
            "suggestion": [proposed(suggestion, names) for suggestion in newest_first],
            "why": [suggestion.text for suggestion in newest_first],
            "became": [suggestion.status for suggestion in newest_first],
            "decided": [stamp(suggestion.decided_at) for suggestion in newest_first],
        }
    )
    st.dataframe(
        frame, hide_index=True, height=min(HEIGHT, 35 * (len(frame) + 1) + 2), alt=f"{len(frame)} suggestions"
    )


def _accepting(suggestion: Suggestion, names: Mapping[str, str]) -> Action:
    def accept(organiser: Organiser) -> Done:
        organiser.accept(suggestion.suggestion_id)
        became = "it is on the board" if suggestion.kind == "tool" else "the tool's seed is there now"
        return Done(f"Accepted, {became}: {proposed(suggestion, names)}.")

    return accept


def _declining(suggestion: Suggestion, names: Mapping[str, str]) -> Action:
    def decline(organiser: Organiser) -> Done:
        organiser.decline(suggestion.suggestion_id)
        return Done(f"Declined: {proposed(suggestion, names)}.")

    return decline
