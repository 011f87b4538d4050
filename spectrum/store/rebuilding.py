"""Current votes made anew from the log, for the tools that a change is about."""

from __future__ import annotations

from collections.abc import Collection

from spectrum.store.engine import Session
from spectrum.store.readings import whole_board
from spectrum.store.statements import over_current, statement


def rebuild(session: Session, board_id: str, tool_ids: Collection[str]) -> None:
    """Put into the table what the log now amounts to for these tools."""
    if tool_ids:
        clear(session, board_id, tool_ids)
        session.execute(over_current("store_current_of", "log"), [*whole_board(board_id), sorted(tool_ids)])


def clear(session: Session, board_id: str, tool_ids: Collection[str]) -> None:
    """Take everything that counts for these tools out of the table; the log must say so already."""
    session.execute(statement("delete_current_of"), [board_id, sorted(tool_ids)])


def count_current(session: Session, board_id: str, tool_ids: Collection[str]) -> int:
    """How many current votes these tools have, of blocked voters too."""
    [(n,)] = session.fetch(statement("count_current_of"), [board_id, sorted(tool_ids)])
    return int(n)
