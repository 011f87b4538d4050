"""Rounds: voting windows of a board, one open at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from spectrum.errors import InvalidSetting, NotFound, RoundAlreadyOpen, RoundNameTaken
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
    if open_ is None:
        raise NotFound("No round is open on this board, so there is none to close.")
    _check_meant(open_, round_id)
    session.execute(statement("close_round"), [board_id, now])
    closed = replace(open_, closed_at=now)
    return Deed("close_round", closed.round_id, closed, before={"closed_at": None}, after={"closed_at": now})


def time_round(
    session: Session, board_id: str, round_id: str, closes_at: datetime | None, now: datetime
) -> Deed[Round]:
    """Let the open round close by itself at a time (naive UTC), or never.

    Raises NotFound unless the round is open, InvalidSetting for a time that is over.
    """
    open_ = find_open_round(session, board_id)
    if open_ is None:
        raise NotFound("No round is open on this board any more, so its end was not changed.")
    _check_meant(open_, round_id)
    if closes_at is not None and closes_at <= now:
        raise InvalidSetting(
            "closes_at", f"{closes_at:%Y-%m-%d %H:%M:%S}", "later than now. Close the round instead"
        )
    session.execute(statement("time_round"), [board_id, open_.round_id, closes_at])
    timed = replace(open_, closes_at=closes_at)
    before, after = ({"closes_at": round_.closes_at} for round_ in (open_, timed))
    return Deed("time_round", open_.round_id, timed, before=before, after=after)


def _check_meant(open_: Round, round_id: str | None) -> None:
    """Raise NotFound if another round is open than the one that is meant."""
    if round_id not in (None, open_.round_id):
        raise NotFound(
            f"The round that you meant is closed already; round '{open_.name}' is open now, and was left as it is."
        )


def told(round_: Round) -> dict[str, Any]:
    """A round as the audit has it: without its join code, which is for those in the room."""
    kept = ("name", "reveal", "start", "opened_seq", "closes_at")
    return {name: getattr(round_, name) for name in kept} | {"has_join_code": bool(round_.join_code)}
