"""Votes on a tool that do not count any more, up to a point of the log.

A reset names the tool and the last seq that it covers; the log is not touched,
and taking the reset away makes the votes count again. It is about the tool that
was voted on: tools merged into one get a reset each, so that it stays true when
they come apart. Votes that were baked into a seed are kept out in the same way,
but for the figures of their own rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from spectrum.errors import ActionRefused
from spectrum.model import ResetKind, Tool
from spectrum.store.audit import Deed
from spectrum.store.catalogue import find_tool
from spectrum.store.engine import Session
from spectrum.store.merging import with_merged
from spectrum.store.rebuilding import clear, count_current, rebuild
from spectrum.store.rounds import read_last_seq
from spectrum.store.rows import read_tools
from spectrum.store.statements import statement


@dataclass(frozen=True)
class _Row:
    """One tool's part of a reset."""

    reset_id: str
    tool_id: str
    at_seq: int
    kind: ResetKind
    reset_at: datetime


def reset_votes(session: Session, board_id: str, tool_id: str, now: datetime) -> Deed[Tool]:
    """Let a tool begin anew: its votes so far do not count. Raises ActionRefused if it has none."""
    tool = find_tool(session, board_id, tool_id)
    if tool.status == "merged":
        raise ActionRefused(f"'{tool.name}' is merged. Reset the tool that its votes count for.")
    n = count_current(session, board_id, [tool_id])
    if not n:
        raise ActionRefused(f"'{tool.name}' has no votes that count, so there is nothing to reset.")
    at_seq = read_last_seq(session, board_id)
    covered = with_merged(session, board_id, tool_id)
    write_resets(session, board_id, dict.fromkeys(covered, at_seq), "reset", now)
    clear(session, board_id, [tool_id])
    after = {"current_votes": 0, "at_seq": at_seq, "tools": covered}
    return Deed("reset_votes", tool_id, tool, before={"current_votes": n}, after=after)


def undo_reset(session: Session, board_id: str, tool_id: str) -> Deed[Tool]:
    """Take a tool's latest reset away, so that its votes count again. Raises ActionRefused if there is none."""
    tool = find_tool(session, board_id, tool_id)
    rows = [row for row in _rows(session, board_id) if row.kind == "reset"]
    latest = next((row for row in reversed(rows) if row.tool_id == tool_id), None)
    if latest is None:
        raise ActionRefused(f"The votes on '{tool.name}' were not reset, so there is nothing to undo.")
    session.execute(statement("delete_reset"), [board_id, latest.reset_id])
    covered = {row.tool_id for row in rows if row.reset_id == latest.reset_id}
    counting = counted_for(session, board_id)
    before = {"current_votes": count_current(session, board_id, [tool_id]), "at_seq": latest.at_seq}
    rebuild(session, board_id, {counting.get(covered_id, covered_id) for covered_id in covered})
    after = {"current_votes": count_current(session, board_id, [tool_id])}
    return Deed("undo_reset", tool_id, tool, before=before, after=after)


def write_resets(
    session: Session, board_id: str, at_seq: Mapping[str, int], kind: ResetKind, now: datetime
) -> None:
    """Keep votes on these tools out, up to the seq of each."""
    if at_seq:
        columns = [list(at_seq), list(at_seq.values())]
        session.execute(statement("add_resets"), [board_id, uuid4().hex[:12], *columns, kind, now])


def counted_for(session: Session, board_id: str) -> dict[str, str]:
    """Every tool of the board, to the one that its votes count for."""
    return {tool.tool_id: tool.merged_into or tool.tool_id for tool in read_tools(session, board_id)}


def read_baked(session: Session, board_id: str) -> dict[str, int]:
    """The tools whose seeds have votes in them, to the last seq of these."""
    rows = [row for row in _rows(session, board_id) if row.kind == "baked"]
    return {row.tool_id: row.at_seq for row in rows}  # the latest stands last


def _rows(session: Session, board_id: str) -> list[_Row]:
    """All rows, those of the latest reset last."""
    return [_Row(*row) for row in session.fetch(statement("list_resets"), [board_id, None])]
