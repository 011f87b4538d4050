"""One tool to work on: its texts and seed, its status, its votes, its place in the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from spectrum.model import BRANCH_SEPARATOR, LONGEST_NAME, LONGEST_TEXT, Board, Tool, ToolChanges
from spectrum.ui.control_room.acting import Action, act, perform
from spectrum.ui.control_room.confirming import Question, ask
from spectrum.ui.control_room.duplicates import merge_question
from spectrum.ui.control_room.forms import axes_caption, begin_form, changed_fields, place_input
from spectrum.ui.control_room.tool_actions import (
    approval,
    declining,
    editing,
    hiding,
    resetting,
    restoring,
    tool_form,
    undoing_reset,
    unmerging,
)
from spectrum.ui.control_room.tool_order import move_one
from spectrum.ui.controls import unpick_button
from spectrum.ui.words import count, escape


def tool_detail(board: Board, tool: Tool, tools: list[Tool], votes: Mapping[str, int]) -> None:
    """All that can be done with the tool that is picked."""
    with st.container(border=True, key="tool_detail"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{tool.number} · {escape(tool.name)}**", width="stretch")
            unpick_button()
        st.caption(escape(_standing(tool, tools, votes)))
        _status_buttons(board, tool)
        _edit_form(board, tool)
        if tool.status == "live":
            _merge(board, tool, tools, votes)
            move_one(board, tool, tools)
            _reset(board, tool, votes.get(tool.tool_id, 0))


def _standing(tool: Tool, tools: list[Tool], votes: Mapping[str, int]) -> str:
    added = {"starter": "A starter tool", "organiser": "Added by an organiser", None: "From a file"}.get(
        tool.created_by, "Added by an attendee"
    )
    if tool.status == "merged":
        target = next((other.name for other in tools if other.tool_id == tool.merged_into), "another tool")
        return f"Merged: its votes count for “{target}”. {added}."
    if tool.status == "live":
        return f"On the board, {count(votes.get(tool.tool_id, 0), 'vote')} that count. {added}."
    return {"proposed": f"Waits for approval. {added}.", "hidden": f"Hidden; its votes are kept. {added}."}[
        tool.status
    ]


def _status_buttons(board: Board, tool: Tool) -> None:
    choices: dict[str, list[tuple[str, str, Action]]] = {
        "proposed": [("Approve", "check", approval(tool)), ("Decline", "close", declining(tool))],
        "live": [("Hide", "visibility_off", hiding(tool))],
        "hidden": [("Restore", "visibility", restoring(tool))],
        "merged": [("Undo the merge", "call_split", unmerging(tool))],
    }
    with st.container(horizontal=True):
        for label, icon, action in choices[tool.status]:
            st.button(
                label,
                key=f"{label}_{tool.tool_id}",
                icon=f":material/{icon}:",
                on_click=perform,
                args=(board.board_id, action),
            )


def _edit_form(board: Board, tool: Tool) -> None:
    now = _fields(tool)
    form = begin_form(tool_form(tool), now)
    start, key = form.start, form.key
    with st.form(key, border=False):
        name = st.text_input("Name", start["name"], max_chars=LONGEST_NAME, key=f"{key}_name")
        description = st.text_area(
            "Description", start["description"], max_chars=LONGEST_TEXT, height=100, key=f"{key}_description"
        )
        branches = st.text_input(
            "Branches, separated by semicolons",
            BRANCH_SEPARATOR.join(start["branches"]),
            key=f"{key}_branches",
        )
        across, up = st.columns(2)
        with across:
            seed_x = place_input("Seed x", start["seed_x"], f"{key}_x")
        with up:
            seed_y = place_input("Seed y", start["seed_y"], f"{key}_y")
        axes_caption(board)
        pressed = st.form_submit_button("Save", type="primary", icon=":material/save:", key=f"{key}_save")
    if pressed:
        named = tuple(part.strip() for part in (branches or "").split(";") if part.strip())
        wanted = {
            "name": name, "description": description, "branches": named, "seed_x": seed_x, "seed_y": seed_y,
        }  # fmt: skip
        changes = cast(ToolChanges, changed_fields(form, wanted, now))
        act(board.board_id, editing(tool, changes))


def _fields(tool: Tool) -> dict[str, Any]:
    return {name: getattr(tool, name) for name in ("name", "description", "branches", "seed_x", "seed_y")}


def _merge(board: Board, tool: Tool, tools: list[Tool], votes: Mapping[str, int]) -> None:
    others = {
        f"{other.number} · {other.name}": other for other in tools if other.status == "live" and other != tool
    }
    if not others:
        return
    with st.popover("Merge into another tool …", icon=":material/merge:", width="stretch"):
        chosen = st.selectbox(
            "The tool that remains",
            list(others),
            index=None,
            key=f"merge_{tool.tool_id}",
            placeholder="Choose a tool",
        )
        if chosen is not None:
            st.button(
                "Merge …",
                key="merge",
                on_click=ask,
                args=(merge_question(tool, others[chosen], votes),),
                width="stretch",
            )


def _reset(board: Board, tool: Tool, n: int) -> None:
    with st.popover("Votes on this tool …", icon=":material/restart_alt:", width="stretch"):
        if n:
            st.write(
                f"{count(n, 'vote')} that count. After a reset the tool stands at its seed; the log keeps them."
            )
            st.button(
                "Reset its votes …",
                key="reset",
                on_click=ask,
                args=(_reset_question(tool, n),),
                width="stretch",
            )
        else:
            st.write("No votes count for this tool.")
        st.button(
            "Undo its latest reset",
            key="undo_reset",
            icon=":material/undo:",
            on_click=perform,
            args=(board.board_id, undoing_reset(tool)),
            width="stretch",
        )


def _reset_question(tool: Tool, n: int) -> Question:
    return Question(
        title="Reset the votes of one tool",
        said=(
            f"{count(n, 'vote')} on “{tool.name}” will not count any more; the tool goes back to its seed.",
            "They stay in the log, and the reset can be undone.",
        ),
        typed=tool.name,
        button="Reset its votes",
        before="reset",
        action=resetting(tool),
    )
