"""What a voter may ask for: all that is stored of them, and to be unknown from now on.

This is the one place where the log is written to: a voter's id in it is replaced
by a fresh one. The votes stay, so that no figure changes.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import pandas as pd

from spectrum.errors import NotFound
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
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


def forget_names(session: Session, board_id: str, older_than: datetime) -> Deed[int]:
    """Take away the display names of voters who neither gave them nor voted since a time (naive UTC).

    Where neither time is known, the name is taken for old. Returns how many names there were.
    """
    old = [voter_id for (voter_id,) in session.fetch(statement("list_old_names"), [board_id, older_than])]
    session.execute(statement("forget_names"), [board_id, old])
    after = {"names": len(old), "older_than": older_than}
    return Deed("forget_names", board_id, len(old), after=after)
