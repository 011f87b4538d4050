"""Moments of a board that all who come in meanwhile share.

While people vote, the board is another one with every vote. Were each visitor of the
first page given the very latest, its figures and its chart would be made for each of
them. So a moment is held for a while once what shows it is ready, and for longer where
that took longer: most of the time goes to showing, not to making.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from spectrum.ui.current import store

FRESH_FOR = 1.0  # seconds that what many look at is shown for, before later votes count
TIMES_ITS_MAKING = 3.0  # … or so many times what it took to make

Moment = tuple[str, int]
"""What a kept result depends on besides the selection: the database, and the board's version."""


@dataclass(frozen=True)
class _Held:
    """A version of a board, and until when it is shown, in seconds of the monotonic clock."""

    version: int
    until: float


_held: dict[tuple[str, str], _Held] = {}  # by database and board
_holding = Lock()


def this_moment(board_id: str) -> Moment:
    """The board as it is now."""
    return store().database, store().version(board_id)


def recent_moment(board_id: str) -> Moment:
    """The board as it is now, or the moment of it that is held."""
    database, version = this_moment(board_id)
    board, now = (database, board_id), monotonic()
    with _holding:
        held = _held.get(board)
        if held is None or (held.version != version and now >= held.until):
            held = _held[board] = _Held(version, now + FRESH_FOR)
    return database, held.version


@contextmanager
def made_for(moment: Moment, board_id: str) -> Iterator[None]:
    """Hold a moment anew once what is made of it in this block is ready."""
    began = monotonic()
    yield
    now = monotonic()
    database, version = moment
    with _holding:
        held = _held.get((database, board_id))
        if held is not None and held.version == version:
            until = now + FRESH_FOR * max(1.0, TIMES_ITS_MAKING * (now - began))
            _held[database, board_id] = _Held(version, max(held.until, until))
