"""Voters whose votes do not count, and what that changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pandas as pd

from spectrum.errors import NotFound
from spectrum.model import Selection
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.readings import JACKKNIFE_BELOW, read_current
from spectrum.store.statements import statement
from spectrum.store.summing import sum_up_votes, with_left_out


def block_voter(session: Session, board_id: str, voter_id: str, now: datetime) -> Deed[None]:
    """Keep a voter's votes out of every figure; who is blocked already stays so since then."""
    return _set_blocked(session, board_id, voter_id, now)


def unblock_voter(session: Session, board_id: str, voter_id: str) -> Deed[None]:
    """Let a voter's votes count again."""
    return _set_blocked(session, board_id, voter_id, None)


def read_voter_figures(session: Session, board_id: str) -> pd.DataFrame:
    """Every voter: voter_id, name, branch, blocked_at, n_votes, n_placements, first_at, last_at."""
    return session.frame(statement("list_voter_figures"), [board_id])


def positions_without(session: Session, selection: Selection, voter_ids: Collection[str]) -> pd.DataFrame:
    """The positions of a selection as they would be without some voters."""
    votes = read_current(session, selection)
    kept = (votes["kind"] == "place") & ~votes["voter_id"].isin(list(voter_ids))
    placed = votes.loc[kept, ["tool_id", "x", "y"]].reset_index(drop=True)
    return with_left_out(sum_up_votes(placed), placed, below=JACKKNIFE_BELOW)


def _set_blocked(session: Session, board_id: str, voter_id: str, blocked_at: datetime | None) -> Deed[None]:
    rows = session.fetch(statement("find_voter"), [board_id, voter_id])
    if not rows:
        raise NotFound(f"There is no voter '{voter_id}' on this board. Nothing was changed.")
    was = rows[0][3]
    now = was if was is not None and blocked_at is not None else blocked_at
    session.execute(statement("set_blocked"), [board_id, [voter_id], now])
    action = "unblock_voter" if blocked_at is None else "block_voter"
    return Deed(action, voter_id, None, before={"blocked_at": was}, after={"blocked_at": now})
