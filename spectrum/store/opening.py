"""Open the store that a setting names; one for each database in a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from spectrum.errors import DatabaseError, DatabaseMissing, StoreUnavailable
from spectrum.model import Board, Tool
from spectrum.model.database import is_postgres
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.moving import Copied
from spectrum.store.protocol import Progress, Store

if TYPE_CHECKING:
    from spectrum.store.postgres_store import PostgresStore

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


def copy_between(source: str, target: str, board_id: str, progress: Progress | None = None) -> Copied:
    """Copy a board from one database into another: complete and compared, or not at all.

    Raises DatabaseMissing, NoSuchBoard; BoardInUse if anyone has worked on a board of that
    name there; CopyDiffers if something does not arrive as it was.
    """
    if _place(source) == _place(target):
        raise DatabaseError("A board cannot be copied into the database that it is in. Name another one.")
    original = _open_database(source, must_exist=True)
    try:
        original.board(board_id)  # before anything is made for its copy
        with taken_away_if_it_fails(target):
            copy = _open_database(target, must_exist=False)
            try:
                return copy.take_over(board_id, original, progress)
            finally:
                copy.close()
    finally:
        original.close()


def _place(database: str) -> str:
    return database if is_postgres(database) else str(Path(database).resolve())


@contextmanager
def taken_away_if_it_fails(database: str) -> Iterator[None]:
    """Remove a DuckDB file that was not there before if what it was made for fails."""
    is_new = not is_postgres(database) and not Path(database).exists()
    try:
        yield
    except BaseException:
        if is_new:
            for file in (Path(database), Path(f"{database}.wal")):
                with suppress(OSError):  # it is not there, or cannot be
                    file.unlink()
        raise


def _open_database(database: str, *, must_exist: bool) -> DuckDBStore | PostgresStore:
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
