"""Rounds: voting windows of a board, one open at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from spectrum.errors import NotFound, RoundAlreadyOpen, RoundNameTaken
from spectrum.model import Round
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_board, read_rounds, write_round
from spectrum.store.statements import statement


def read_last_seq(session: Session, board_id: str) -> int:
    """The seq of the latest vote; 0 without votes."""
    return int(dict(session.fetch(statement("last_seq"))).get(board_id, 0))


def find_open_round(session: Session, board_id: str) -> Round | None:
    """The round that takes votes, if there is one."""
    return next((round_ for round_ in read_rounds(session, board_id) if round_.is_open), None)


def open_round(session: Session, board_id: str, planned: Round, now: datetime) -> Deed[Round]:
    """Open a round of the planned name and rules.

    Raises RoundAlreadyOpen, RoundNameTaken or NoSuchBoard.
    """
    read_board(session, board_id)
    for round_ in read_rounds(session, board_id):
        if round_.is_open:
            raise RoundAlreadyOpen(round_.name)
        if round_.name == planned.name:
            raise RoundNameTaken(planned.name)
    opened_seq = read_last_seq(session, board_id)
    opened = replace(planned, round_id=uuid4().hex[:12], opened_at=now, opened_seq=opened_seq)
    write_round(session, board_id, opened)
    return Deed("open_round", opened.round_id, opened, after=told(opened))


def close_round(session: Session, board_id: str, round_id: str | None, now: datetime) -> Deed[Round]:
    """Close the open round, if it is the one that is meant. Raises NotFound."""
    open_ = find_open_round(session, board_id)
    if open_ is None or round_id not in (None, open_.round_id):
        raise NotFound("No round is open on this board, so there is none to close.")
    session.execute(statement("close_round"), [board_id, now])
    closed = replace(open_, closed_at=now)
    return Deed("close_round", closed.round_id, closed, before={"closed_at": None}, after={"closed_at": now})


def told(round_: Round) -> dict[str, Any]:
    """A round as the audit has it: without its join code, which is for those in the room."""
    kept = ("name", "reveal", "start", "opened_seq", "closes_at")
    return {name: getattr(round_, name) for name in kept} | {"has_join_code": bool(round_.join_code)}
