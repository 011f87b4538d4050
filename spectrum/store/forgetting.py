"""What a voter may ask for: all that is stored of them, and to be unknown from now on.

This is the one place where the log is written to: a voter's id in it is replaced
by a fresh one. The votes stay, so that no figure changes.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import pandas as pd

from spectrum.errors import NotFound
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_board
from spectrum.store.statements import statement

OF_VOTERS = (
    "rename_in_votes",
    "rename_in_current",
    "rename_in_tools",
    "rename_in_suggestions",
    "rename_in_voters",
    "rename_audited",
)


def read_own_log(session: Session, board_id: str, voter_id: str) -> pd.DataFrame:
    """All votes of a voter, in the order of the log.

    seq, tool_id, tool (its name), round (its name), kind, x, y, shown_x, shown_y, cast_at, source,
    is_current.
    """
    return session.frame(statement("list_own_log"), [board_id, voter_id])


def forget_voter(session: Session, board_id: str, voter_id: str) -> Deed[None]:
    """Give a voter's votes to a fresh random id without name and branch. Raises NotFound.

    Nothing that is stored leads from the old id to the new one. The audit entry names the new one.
    """
    if not session.fetch(statement("find_voter"), [board_id, voter_id]):
        raise NotFound("Nothing is stored of you on this board, so there is nothing to forget.")
    fresh = secrets.token_hex(12)
    for name in OF_VOTERS:
        session.execute(statement(name), [board_id, voter_id, fresh])
    return Deed("forget_voter", fresh, None)


def forget_old_names(session: Session, board_id: str, now: datetime) -> list[Deed[int]]:
    """Take away the names that are older than the board keeps them; a deed if there were any."""
    older_than = _kept_since(session, board_id, now)
    if older_than is None or not old_names(session, board_id, older_than):
        return []
    return [forget_names(session, board_id, older_than)]


def has_old_names(session: Session, board_id: str, now: datetime) -> bool:
    """Whether there are names that are older than the board keeps them."""
    older_than = _kept_since(session, board_id, now)
    return older_than is not None and bool(old_names(session, board_id, older_than))


def _kept_since(session: Session, board_id: str, now: datetime) -> datetime | None:
    days = read_board(session, board_id).names_kept_days
    return None if days is None else now - timedelta(days=days)


def old_names(session: Session, board_id: str, older_than: datetime) -> list[str]:
    """The voters with a name who neither gave it nor voted since a time."""
    return [voter_id for (voter_id,) in session.fetch(statement("list_old_names"), [board_id, older_than])]


def forget_names(session: Session, board_id: str, older_than: datetime) -> Deed[int]:
    """Take away the display names of voters who neither gave them nor voted since a time (naive UTC).

    Where neither time is known, the name is taken for old. Returns how many names there were.
    """
    old = old_names(session, board_id, older_than)
    session.execute(statement("forget_names"), [board_id, old])
    after = {"names": len(old), "older_than": older_than}
    return Deed("forget_names", board_id, len(old), after=after)
