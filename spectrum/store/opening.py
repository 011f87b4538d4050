"""Open the store that a setting names; one for each database in a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from spectrum.errors import DatabaseMissing, StoreUnavailable
from spectrum.model import Board, Tool
from spectrum.model.database import is_postgres
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.protocol import Store

_open: dict[str, Store] = {}
_ended = threading.Event()
_lock = threading.Lock()


def open_store(
    database: str,
    board_id: str,
    *,
    must_exist: bool = False,
    starter_tools: Callable[[], Sequence[Tool]] = tuple,
) -> Store:
    """Open `database` for the caller alone; who opens it closes it.

    `database`: the path of a DuckDB file, or a PostgreSQL address. A board that is not
    there is made, with the starter tools. With `must_exist`, a missing file, or a
    database without our tables, raises DatabaseMissing instead.
    """
    store = _open_database(database, must_exist=must_exist)
    try:
        if board_id not in {board.board_id for board in store.boards()} and not must_exist:
            store.save_board(Board(board_id))
            store.save_tools(board_id, starter_tools())
    except BaseException:
        store.close()
        raise
    return store


def _open_database(database: str, *, must_exist: bool) -> Store:
    if is_postgres(database):
        from spectrum.store.postgres_store import PostgresStore  # noqa: PLC0415 - only who uses it needs the driver

        return PostgresStore(database, must_exist=must_exist)
    if must_exist and not Path(database).exists():
        raise DatabaseMissing(database)
    return DuckDBStore(database)


def shared_store(
    database: str, board_id: str, *, starter_tools: Callable[[], Sequence[Tool]] = tuple
) -> Store:
    """The store of this process for `database`, opened at the first call."""
    with _lock:
        if _ended.is_set():
            raise StoreUnavailable("it is shutting down")
        if database not in _open:
            _open[database] = open_store(database, board_id, starter_tools=starter_tools)
        return _open[database]


def close_shared_stores(*, for_good: bool = False) -> None:
    """Finish what is queued in every shared store and let go of the databases.

    `for_good`: the process ends, so that no store is opened any more.
    """
    with _lock:
        if for_good:
            _ended.set()
        while _open:
            _, store = _open.popitem()
            store.close()
