"""Whose turn it is to write on a board, and how far it has come, where several servers write.

A server takes its turn by locking the board's row to the end of its transaction. What
it knows from earlier turns is still right if the row says so, and costs nothing then.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from spectrum.store.engine import Session
from spectrum.store.statements import statement


@dataclass(frozen=True)
class BoardState:
    """How far a board has come. rules_version rises with all changes but votes."""

    version: int
    rules_version: int
    last_seq: int


def take_turn(session: Session, board_ids: Iterable[str]) -> dict[str, BoardState]:
    """Let no other server write to these boards before the transaction ends."""
    wanted = sorted(set(board_ids))
    states = _lock(session, wanted)
    if len(states) < len(wanted):
        for board_id in wanted:
            session.execute(statement("add_board_state"), [board_id, time.time_ns() // 1_000_000])
        states = _lock(session, wanted)
    return states


def _lock(session: Session, board_ids: list[str]) -> dict[str, BoardState]:
    return {
        board_id: BoardState(*state)
        for board_id, *state in session.fetch(statement("lock_boards"), [board_ids])
    }


def votes_were_added(session: Session, board_id: str, last_seq: int) -> int:
    """Take note of new votes up to a seq; return the board's new version."""
    return int(session.fetch(statement("votes_were_added"), [board_id, last_seq])[0][0])


def board_was_changed(session: Session, board_id: str) -> int:
    """Take note of any other change; return the board's new version."""
    return int(session.fetch(statement("board_was_changed"), [board_id])[0][0])


def read_rules_version(session: Session, board_id: str) -> int | None:
    """How often the board's rules were changed; None if it is not there."""
    rows = session.fetch(statement("rules_version"), [board_id])
    return int(rows[0][0]) if rows else None
