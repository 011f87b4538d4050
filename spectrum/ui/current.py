"""What every page starts from: the settings, this process's store, and the board shown."""

from __future__ import annotations

from spectrum.exchange.catalogue import starter_tools
from spectrum.model import Board
from spectrum.settings import Settings, read_settings
from spectrum.store import Store, shared_store


def settings() -> Settings:
    """The settings, as the environment gives them now."""
    return read_settings()


def store() -> Store:
    """The store of this process, opened at the first call."""
    now = settings()
    return shared_store(now.database, now.board, starter_tools=starter_tools)


def board() -> Board:
    """The board that this server shows. Raises NoSuchBoard."""
    return store().board(settings().board)
