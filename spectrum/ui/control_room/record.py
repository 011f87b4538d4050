"""The record of every action: who, when, what, how it stood before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from spectrum.exchange.csv_format import csv_bytes
from spectrum.model import TOOL_STATUSES, AuditEntry, Board
from spectrum.ui.access import organiser_at_work, organiser_session
from spectrum.ui.control_room.record_words import told
from spectrum.ui.control_room.suggestions import proposed
from spectrum.ui.control_room.times import stamp, zone_name
from spectrum.ui.control_room.voter_list import voter_numbers
from spectrum.ui.current import store
from spectrum.ui.words import NOTHING, escape

SHOWN = 500  # entries that the page lists
WRITTEN = 1_000_000  # entries that the file may hold
HEIGHT = 620  # pixels
HEADING = 35  # pixels
ROW = 66  # pixels: above 64, Streamlit wraps texts
ACTIONS = {
    "sign_in": "Signed in",
    "sign_out": "Signed out",
    "open_round": "Round opened",
    "close_round": "Round closed",
    "time_round": "Round's end moved",
    "change_board": "Settings changed",
    "add_tools": "Tools added",
    "approve_tool": "Tool approved",
    "edit_tool": "Tool edited",
    "hide_tool": "Tool hidden",
    "restore_tool": "Tool restored",
    "reorder_tools": "Tools reordered",
    "merge_tools": "Tools merged",
    "unmerge_tool": "Merge undone",
    "reset_votes": "Votes reset",
    "undo_reset": "Reset undone",
    "block_voter": "Voter blocked",
    "unblock_voter": "Voter unblocked",
    "forget_names": "Names forgotten",
    "forget_voter": "Voter made anonymous",
    "bake_seeds": "Seeds baked",
    "revert_seeds": "Seeds reverted",
    "accept_suggestion": "Suggestion accepted",
    "decline_suggestion": "Suggestion declined",
    "undo_decline": "Decline undone",
    "record_snapshot": "Snapshot taken",
    "back_up": "Backed up",
    "export_names": "Names exported",
}
COLUMNS = ("seq", "done_at", "who", "action", "target", "before", "after")
"""What the file holds; done_at is UTC, before and after are JSON."""


def record_part(board: Board) -> None:
    """The latest entries, by action and text, and all of them as a file."""
    entries = organiser_at_work(board.board_id).audit(SHOWN)
    if not entries:
        st.info(
            "Nothing was done on this board yet. Every action of an organiser will stand here.",
            icon=":material/history:",
        )
        return
    frame = _readable(entries, _names(board.board_id))
    kinds, text = st.columns([2, 3])
    chosen = kinds.multiselect(
        "Actions",
        sorted(set(frame["what"])),
        key="record_actions",
        placeholder="Every action",
        label_visibility="collapsed",
    )
    wanted = text.text_input(
        "Search the record",
        key="record_q",
        bind="query-params",
        placeholder="Search the record…",
        label_visibility="collapsed",
    )
    shown = matching(frame, chosen, wanted or "")
    if shown.empty:
        st.info("No entry matches. Clear the search or the filter.", icon=":material/search_off:")
    else:
        _table(shown)
    st.caption(escape(_sentence(len(shown), len(frame))))
    st.download_button(
        "The whole record as CSV",
        data=lambda: csv_bytes(as_file(organiser_at_work(board.board_id).audit(WRITTEN))),
        file_name=f"record-{board.board_id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def matching(frame: pd.DataFrame, actions: list[str], text: str) -> pd.DataFrame:
    """The entries of some actions (none named: of all) in which a text stands."""
    kept = frame["what"].isin(actions) if actions else pd.Series(True, index=frame.index)
    if text.strip():
        joined = frame.astype(str).agg(" ".join, axis=1)
        kept &= joined.str.contains(text.strip(), case=False, regex=False)
    return frame[kept]


def as_file(entries: list[AuditEntry]) -> pd.DataFrame:
    """The entries as they are stored, oldest first: COLUMNS."""
    rows = [
        (
            entry.seq, f"{entry.done_at.isoformat()}Z", entry.who, entry.action, entry.target,
            json.dumps(entry.before, ensure_ascii=False), json.dumps(entry.after, ensure_ascii=False),
        )
        for entry in reversed(entries)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _readable(entries: list[AuditEntry], names: Mapping[str, str]) -> pd.DataFrame:
    own = organiser_session()
    return pd.DataFrame(
        {
            "when": [stamp(entry.done_at) for entry in entries],
            "what": [ACTIONS.get(entry.action, entry.action) for entry in entries],
            "on": [_on(entry, names) for entry in entries],
            "before": [told(entry.before, names) for entry in entries],
            "after": [told(entry.after, names, begins=not entry.before) for entry in entries],
            "who": ["you" if entry.who == own else _session(entry.who) for entry in entries],
        }
    )


def _on(entry: AuditEntry, names: Mapping[str, str]) -> str:
    if entry.action == "revert_seeds":
        return f"set {entry.target}"
    return NOTHING if entry.target == entry.who else names.get(entry.target, entry.target)


def _names(board_id: str) -> dict[str, str]:
    """What the ids in entries stand for: tools, rounds, suggestions, the board; voters stay numbers."""
    organiser = organiser_at_work(board_id)
    voters = voter_numbers(organiser.voters())
    tools = {tool.tool_id: tool.name for tool in store().tools(board_id, TOOL_STATUSES)}
    return {
        board_id: "the board",
        **{found.suggestion_id: proposed(found, tools) for found in organiser.suggestions(None)},
        **tools,
        **{round_.round_id: round_.name for round_ in store().rounds(board_id)},
        **{voter_id: f"voter {number}" for voter_id, number in voters.items()},
    }


def _session(who: str) -> str:
    return {"cli": "command line", "clock": "the clock"}.get(who, f"session {who[:8]}")


def _table(shown: pd.DataFrame) -> None:
    st.dataframe(
        shown,
        hide_index=True,
        height=min(HEIGHT, HEADING + ROW * len(shown) + 2),
        row_height=ROW,
        column_config={
            "when": st.column_config.TextColumn(f"When ({zone_name()})", width=130),
            "what": st.column_config.TextColumn("What", width=130),
            "on": st.column_config.TextColumn("On", width=170),
            "before": st.column_config.TextColumn("Before", width=210),
            "after": st.column_config.TextColumn("After", width=400),
            "who": st.column_config.TextColumn("Who", width=110),
        },
        alt=f"{len(shown)} entries of the record",
    )


def _sentence(shown: int, listed: int) -> str:
    most = f", the latest {SHOWN}" if listed == SHOWN else ""
    of = f" of {listed}" if shown < listed else ""
    entries = "entry" if shown == 1 and not of else "entries"
    return f"{shown}{of} {entries}{most}, newest first. Times: {zone_name()}."
