"""DuckDB as an engine: one connection to the file per process, a cursor for each call.

DuckDB lets one process at a time open a file for writing; a second one is
refused with the holder's process number, which the error hands on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas as pd

from spectrum.errors import (
    DatabaseError,
    DatabaseGone,
    DatabaseNotWritable,
    DiskFull,
    NotADatabase,
    ReadingBroken,
    StoreUnavailable,
)
from spectrum.store.duckdb_faults import first_line, translate
from spectrum.store.engine import BrokenFault, Fault, FullFault, unavailable
from spectrum.store.held_file import HeldFile
from spectrum.store.replacing import replacing
from spectrum.store.statements import statement
from spectrum.store.write_ahead_log import has_taken_over, look_through, report, wal_of

log = logging.getLogger(__name__)

NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""A connection with which nothing is fetched or loaded because a statement names it."""

_CONFIG: dict[str, str | bool | int | float | list[str]] = NO_EXTENSIONS | {"preserve_insertion_order": True}


class DuckDBSession:
    """A transaction on a cursor of its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.cursor.execute(sql, list(parameters)).fetchall()

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.cursor.execute(sql, list(parameters)).fetchall()

    def frame(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        return self.cursor.execute(sql, list(parameters)).df()

    def script(self, sql: str) -> None:
        self.cursor.execute(sql).fetchall()

    def fetch_in_parts(
        self, sql: str, parameters: Sequence[Any] = (), *, size: int = 20_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, some at a time. Nothing else may be asked for before the last of them."""
        self.cursor.execute(sql, list(parameters))
        while rows := self.cursor.fetchmany(size):
            yield rows

    def table_out(self, table: str, columns: str, board_id: str | None, file: Path) -> None:
        sql = statement("write_table").format(table=table, columns=columns, file=_quoted(file))
        self.execute(sql, [board_id])

    def table_in(self, table: str, columns: str, file: Path) -> None:
        self.execute(statement("read_table").format(table=table, columns=columns, file=_quoted(file)))


class DuckDBEngine:
    """A DuckDB file that this process holds open."""

    dialect: Literal["duckdb"] = "duckdb"

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, or create it.

        Raises DatabaseLocked, NotADatabase, DatabaseTooNew, DatabaseDamaged, DatabaseNotWritable or DiskFull.
        """
        self._path = path
        self._lock = threading.Lock()
        self._copying = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = _connect(path)
        self._file = HeldFile(path)
        self._closed = False

    @property
    def database(self) -> str:
        return str(self._path)

    @contextlib.contextmanager
    def read(self) -> Iterator[DuckDBSession]:
        try:
            with self._transaction() as session:
                yield session
        except BrokenFault as fault:  # the next one finds it opened again
            raise ReadingBroken(str(unavailable(fault))) from fault

    @contextlib.contextmanager
    def write(self) -> Iterator[DuckDBSession]:
        self._check_file()
        with self._transaction() as session:
            yield session

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[DuckDBSession]:
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield DuckDBSession(cursor)
                cursor.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one use; what goes wrong in it is raised as what it means here."""
        connection = self._open_connection()
        try:
            cursor = connection.cursor()
            try:
                yield cursor
            finally:
                with contextlib.suppress(duckdb.Error):
                    cursor.close()
        except duckdb.Error as error:
            meant = translate(error, self.database)
            if isinstance(meant, BrokenFault):
                self._drop(connection)
            raise meant from error

    def _open_connection(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("it is shutting down")
            if self._connection is None:
                self._check_file()  # or DuckDB would make an empty one
                self._connection = _connect(self._path, again=True)
            return self._connection

    def _check_file(self) -> None:
        """Raise DatabaseGone if the file at the path is not the one that was opened."""
        if not (self._closed or self._file.is_in_place()):
            raise DatabaseGone(self.database)

    def _drop(self, connection: duckdb.DuckDBPyConnection | None) -> None:
        """Close a connection, unless another thread has replaced it already: the new one is in use."""
        with self._lock:
            if connection is not None and connection is self._connection:
                with contextlib.suppress(duckdb.Error):
                    connection.close()
                self._connection = None

    def reopen(self) -> None:
        self._open_connection()  # the broken one is gone: whoever met the fault has dropped it

    def tidy(self) -> None:
        """Fold the write-ahead log into the file. Raises DiskFull rather than break off for lack of room."""
        self._check_file()
        self._check_room()
        with self._cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def _check_room(self) -> None:
        wal = wal_of(self._path)
        needed = 2 * wal.stat().st_size if wal.exists() else 0
        if shutil.disk_usage(self._path.parent).free < needed:
            raise DiskFull(self.database)

    @contextlib.contextmanager
    def memory_limited_to(self, megabytes: int) -> Iterator[None]:
        """Until the end of the block, work that needs more memory goes to the disk where it can."""
        with self._cursor() as cursor:
            cursor.execute(f"SET GLOBAL memory_limit = '{megabytes}MB'")
        try:
            yield
        finally:
            with self._cursor() as cursor:
                cursor.execute("RESET GLOBAL memory_limit")

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy to `path`, replacing an older one only when it is complete.

        Raises DatabaseError if there is anything but a DuckDB file at `path`, or no room for it.
        """
        if path.resolve() == self._path.resolve():
            raise DatabaseError(f"'{path}' is the database itself. Name another file for the copy.")
        try:
            with replacing(path) as unfinished, self._copying, self._cursor() as cursor:
                _copy(cursor, unfinished)
        except (DiskFull, FullFault) as error:
            raise DiskFull(str(path)) from error
        except BrokenFault as fault:
            raise unavailable(fault) from fault

    def close(self) -> None:
        if self._closed:
            return
        in_place = self._file.is_in_place()
        rescued = not in_place and self._rescue()
        self._drop(self._connection)
        if rescued:
            wal_of(self._path).unlink(missing_ok=True)  # it would fit no file that is at the path
        with self._lock:
            self._closed = True
        self._file.let_go()

    def _rescue(self) -> bool:
        """Write what would go with a file that was removed or replaced to a new one beside it, if that can be done.

        What is at its place now is not to be touched by the closing database.
        """
        beside = self._path.with_name(f"{self._path.stem}-rescued-{datetime.now(UTC):%Y%m%d-%H%M%S}.duckdb")
        try:
            with self._lock:
                if self._connection is None:
                    raise DatabaseGone(self.database)
            self.copy_to(beside)
            with self._cursor() as cursor:
                cursor.execute("PRAGMA disable_checkpoint_on_shutdown")
        except (DatabaseError, Fault) as error:
            log.critical("What the removed database '%s' held could not be saved: %s", self._path, error)
            return False
        log.critical(
            "The database '%s' was removed or replaced while it was open. All that it held is in '%s'.",
            self._path, beside,
        )  # fmt: skip
        return True


@contextlib.contextmanager
def scratch_database(megabytes: int | None = None) -> Iterator[DuckDBSession]:
    """A DuckDB of one's own for a piece of work, without a file; it may use so much memory, then a folder.

    Raises MemoryFault, UnreadableFault, or DatabaseError.
    """
    with tempfile.TemporaryDirectory(prefix="spectrum-scratch-") as folder:
        try:
            with duckdb.connect(":memory:", config={**_CONFIG, "temp_directory": folder}) as connection:
                connection.execute("SET GLOBAL TimeZone = 'UTC'")
                if megabytes is not None:
                    connection.execute(f"SET GLOBAL memory_limit = '{megabytes}MB'")
                yield DuckDBSession(connection)
        except duckdb.Error as error:
            raise translate(error, folder) from error


def _copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    source = cursor.execute("SELECT current_database()").fetchall()[0][0]
    cursor.execute(f"ATTACH '{_quoted(target)}' AS spectrum_copy")
    try:
        cursor.execute(f'COPY FROM DATABASE "{source}" TO spectrum_copy').fetchall()
    finally:
        cursor.execute("DETACH spectrum_copy")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _connect(path: Path, *, again: bool = False) -> duckdb.DuckDBPyConnection:
    if path.is_dir():
        raise NotADatabase(str(path), "it is a folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotADatabase(str(path), f"its folder cannot be made ({error.strerror})") from error
    if not os.access(path.parent, os.W_OK):
        raise DatabaseNotWritable(str(path), f"its folder '{path.parent}' is not writable")
    left = look_through(path)
    try:
        connection = duckdb.connect(str(path), config=_CONFIG)
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        if left is not None:
            report(left, path, taken_over=has_taken_over(connection, left), expected=again)
        return connection
    except duckdb.Error as error:
        translated = translate(error, str(path))
        if isinstance(translated, DatabaseError):
            raise translated from error
        if isinstance(translated, FullFault):
            raise DiskFull(str(path)) from error
        raise NotADatabase(str(path), first_line(error)) from error
