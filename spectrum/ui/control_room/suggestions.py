"""What visitors suggest while voting is off: seen one by one, accepted or declined, and taken up again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from spectrum.model import TOOL_STATUSES, Board, Suggestion, ToolChanges
from spectrum.store.organising import Organiser
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.acting import Action, Done, perform
from spectrum.ui.control_room.times import stamp
from spectrum.ui.control_room.tool_actions import hiding, taking_back
from spectrum.ui.controls import one_of
from spectrum.ui.current import store
from spectrum.ui.words import count, escape, points

WAITING = "waiting"
DECLINED = "declined"
EVERY = "all"
AT_HAND = 20  # suggestions that are shown with their buttons
HEIGHT = 420  # pixels


def suggestions_part(board: Board) -> None:
    """Those that wait, those that were declined, each with what can be done; on request all there ever were."""
    status = one_of("Suggestions", (WAITING, DECLINED, EVERY), key="suggestions")
    organiser = organiser_at_work(board.board_id)
    names = {tool.tool_id: tool.name for tool in store().tools(board.board_id, TOOL_STATUSES)}
    if status == EVERY:
        _all(organiser.suggestions(None), names)
    elif status == DECLINED:
        newest_first = organiser.suggestions("declined")[::-1]
        _some(board, newest_first, names, order="newest first", none="No suggestion was declined.")
    else:
        none = "No suggestion waits. Visitors can make some while voting is off."
        _some(board, organiser.suggestions(), names, order="oldest first", none=none)


def _some(board: Board, found: list[Suggestion], names: Mapping[str, str], *, order: str, none: str) -> None:
    """The first of them, one by one."""
    if not found:
        st.info(none, icon=":material/inbox:")
        return
    first = f"; here are the first {AT_HAND}" if len(found) > AT_HAND else ""
    st.caption(f"{count(len(found), 'suggestion')}, {order}{first}.")
    for suggestion in found[:AT_HAND]:
        _one(board, suggestion, names)


def _one(board: Board, suggestion: Suggestion, names: Mapping[str, str]) -> None:
    """What is suggested, and the decisions that are open."""
    choices = {
        "waiting": [
            ("Accept", "check", _accepting(board, suggestion, names)),
            ("Decline", "close", _declining(suggestion, names)),
        ],
        "declined": [("Let it wait again", "undo", _undoing_decline(suggestion, names))],
    }
    with st.container(
        border=True,
        key=f"to_decide_{suggestion.suggestion_id}",
        horizontal=True,
        vertical_alignment="center",
    ):
        with st.container(gap="xsmall", width="stretch"):
            st.markdown(f"**{escape(proposed(suggestion, names))}**  \n{escape(suggestion.text)}")
            st.caption(escape(stamp(suggestion.made_at)))
        for label, icon, action in choices[suggestion.status]:
            st.button(
                label,
                key=f"{label}_{suggestion.suggestion_id}",
                icon=f":material/{icon}:",
                on_click=perform,
                args=(board.board_id, action),
            )


def proposed(suggestion: Suggestion, names: Mapping[str, str]) -> str:
    """A suggestion in a few words: 'Add X', 'Move X to (20.0, 70.0)', 'Move X to x 20.0'."""
    both = suggestion.y is not None
    place = f"({points(suggestion.x)}, {points(suggestion.y)})" if both else f"x {points(suggestion.x)}"
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


def _accepting(board: Board, suggestion: Suggestion, names: Mapping[str, str]) -> Action:
    def accept(organiser: Organiser) -> Done:
        before = {tool.tool_id: tool for tool in store().tools(board.board_id, TOOL_STATUSES)}
        organiser.accept(suggestion.suggestion_id)
        if suggestion.kind == "tool":
            added = next(t for t in store().tools(board.board_id) if t.name == suggestion.name)
            said, undo, label = "it is on the board", hiding(added), "Take it off again"
        else:
            moved = before[suggestion.tool_id or ""]
            seed = ToolChanges(seed_x=moved.seed_x, seed_y=moved.seed_y)
            said, undo, label = "the tool's seed is there now", taking_back(moved, seed), "Put the seed back"
        return Done(f"Accepted, {said}: {proposed(suggestion, names)}.", undo, label)

    return accept


def _declining(suggestion: Suggestion, names: Mapping[str, str]) -> Action:
    def decline(organiser: Organiser) -> Done:
        organiser.decline(suggestion.suggestion_id)
        return Done(f"Declined: {proposed(suggestion, names)}.", _undoing_decline(suggestion, names))

    return decline


def _undoing_decline(suggestion: Suggestion, names: Mapping[str, str]) -> Action:
    def undo(organiser: Organiser) -> Done:
        organiser.undo_decline(suggestion.suggestion_id)
        return Done(f"It waits again: {proposed(suggestion, names)}.", _declining(suggestion, names))

    return undo
