"""What every page starts from: the settings, this process's store, and the board shown.

That is the board as it stands, or the snapshot of it that the URL names: a store that
holds the frozen board instead, so that no page needs to know which of the two it reads.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from spectrum.exchange.catalogue import starter_tools
from spectrum.exchange.shelf import shared_shelf
from spectrum.model import Board
from spectrum.settings import Settings, read_settings
from spectrum.store import Store, shared_store

KEPT = 64  # results a cache holds
OF_MOMENTS = 16  # … that nobody asks for once there are later votes
SNAPSHOT = "snapshot"  # the key in the URL

T = TypeVar("T")


@dataclass(frozen=True)
class _Place:
    """Where the board shown is read."""

    store: Store
    board_id: str


_kept: ContextVar[_Place | None] = ContextVar("_kept", default=None)


def settings() -> Settings:
    """The settings, as the environment gives them now."""
    return read_settings()


def live_store() -> Store:
    """The store of this process, opened at the first call: what is changed, whatever is shown."""
    now = settings()
    return shared_store(now.database, now.board, starter_tools=starter_tools)


def store() -> Store:
    """The store that holds what is shown, to be read. Raises NotFound if the URL names no snapshot."""
    return _place().store


def board() -> Board:
    """The board that this server shows, or its snapshot that the URL names. Raises NoSuchBoard or NotFound."""
    place = _place()
    version = place.store.version(place.board_id)
    return _board(place.store.database, version, place.board_id, place.store)


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _board(database: str, version: int, board_id: str, _store: Store) -> Board:
    return _store.board(board_id)


def snapshot_name() -> str | None:
    """The name of the snapshot that is looked at; None: the board as it stands."""
    return st.query_params.get(SNAPSHOT)


def as_shown(make: Callable[[], T]) -> Callable[[], T]:
    """`make`, to be called when the page is done, and then to read what the page shows now."""
    place = _place()

    def made() -> T:
        before = _kept.set(place)
        try:
            return make()
        finally:
            _kept.reset(before)

    return made


def _place() -> _Place:
    kept = _kept.get()
    if kept is not None:
        return kept
    live, board_id, name = live_store(), settings().board, snapshot_name()
    return _Place(live, board_id) if name is None else _Place(*shared_shelf.open(live, board_id, name))
