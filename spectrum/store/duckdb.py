"""DuckDB as an engine: one connection to the file per process, a cursor for each call.

DuckDB lets one process at a time open a file for writing; a second one is
refused with the holder's process number, which the error hands on.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas as pd

from spectrum.errors import (
    DatabaseError,
    DatabaseLocked,
    DatabaseTooNew,
    DiskFull,
    NotADatabase,
    StoreUnavailable,
)
from spectrum.store.engine import BrokenFault, ConflictFault, ConstraintFault, MemoryFault, UnreadableFault
from spectrum.store.statements import statement

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
}


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

        Raises DatabaseLocked, NotADatabase, DatabaseTooNew or DiskFull.
        """
        self._path = path
        self._lock = threading.Lock()
        self._copying = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = _connect(path)
        self._closed = False

    @property
    def database(self) -> str:
        return str(self._path)

    @contextlib.contextmanager
    def read(self) -> Iterator[DuckDBSession]:
        with self._transaction() as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[DuckDBSession]:
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
        try:
            cursor = self._open_connection().cursor()
            try:
                yield cursor
            finally:
                with contextlib.suppress(duckdb.Error):
                    cursor.close()
        except duckdb.Error as error:
            meant = translate(error, self.database)
            if isinstance(meant, BrokenFault):
                self._drop_connection()
            raise meant from error

    def _open_connection(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("it is shutting down")
            if self._connection is None:
                self._connection = _connect(self._path)
            return self._connection

    def _drop_connection(self) -> None:
        with self._lock:
            if self._connection is not None:
                with contextlib.suppress(duckdb.Error):
                    self._connection.close()
                self._connection = None

    def reopen(self) -> None:
        self._drop_connection()
        self._open_connection()

    def tidy(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._cursor() as cursor:
            cursor.execute("CHECKPOINT")

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

        Raises DatabaseError if there is anything but a DuckDB file at `path`.
        """
        if path.resolve() == self._path.resolve():
            raise DatabaseError(f"'{path}' is the database itself. Name another file for the copy.")
        with replacing(path) as unfinished, self._copying, self._cursor() as cursor:
            _copy(cursor, unfinished)

    def close(self) -> None:
        self._drop_connection()
        with self._lock:
            self._closed = True


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


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write a new DuckDB file that takes the place of an older one at `path` when it is complete.

    Raises DatabaseError if there is anything but a DuckDB file at `path`, or it cannot be written.
    """
    path = path.resolve()
    _check_target(path)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, path)
        _wal(path).unlink(missing_ok=True)  # of an older database there: it does not fit this one
    except OSError as error:
        raise DatabaseError(f"The copy '{path}' could not be written: {error.strerror}.") from error
    finally:
        for leftover in (unfinished, _wal(unfinished)):
            leftover.unlink(missing_ok=True)


def _check_target(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseError(f"The folder '{path.parent}' does not exist. Create it, or name another place.")
    if path.is_dir() or (path.exists() and not _is_duckdb(path)):
        raise DatabaseError(
            f"'{path}' is there already and is no DuckDB file. Name another one for the copy."
        )


def _copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    source = cursor.execute("SELECT current_database()").fetchall()[0][0]
    cursor.execute(f"ATTACH '{_quoted(target)}' AS spectrum_copy")
    try:
        cursor.execute(f'COPY FROM DATABASE "{source}" TO spectrum_copy').fetchall()
    finally:
        cursor.execute("DETACH spectrum_copy")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _is_duckdb(path: Path) -> bool:
    """Whether the file begins as DuckDB files do: eight bytes, then DUCK."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if path.is_dir():
        raise NotADatabase(str(path), "it is a folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotADatabase(str(path), f"its folder cannot be made ({error.strerror})") from error
    try:
        connection = duckdb.connect(str(path), config=_CONFIG)
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        return connection
    except duckdb.Error as error:
        translated = translate(error, str(path))
        if isinstance(translated, DatabaseError):
            raise translated from error
        raise NotADatabase(str(path), _first_line(error)) from error


def translate(error: duckdb.Error, database: str) -> Exception:
    """The error that says what a driver's exception means here; unknown ones are handed back as they are."""
    text = str(error)
    if held := _HOLDER.search(text):
        return DatabaseLocked(database, int(held["pid"]), held["program"].strip())
    if "No space left" in text or "Disk quota exceeded" in text or "File too large" in text:
        return BrokenFault(text) if isinstance(error, duckdb.FatalException) else DiskFull(database)
    if "not a valid DuckDB database" in text:
        return NotADatabase(database, "it is not a DuckDB file")
    if "newer" in text and "version" in text:
        return DatabaseTooNew(database, _first_line(error))
    if isinstance(error, duckdb.InvalidInputException) and "CSV" in text:
        return UnreadableFault(_first_line(error))
    if isinstance(error, duckdb.OutOfMemoryException):
        return MemoryFault(text)
    if isinstance(error, duckdb.ConstraintException):
        return ConstraintFault(text)
    if isinstance(error, duckdb.TransactionException):
        return ConflictFault(text)
    if isinstance(error, duckdb.FatalException | duckdb.ConnectionException):
        return BrokenFault(text)
    if isinstance(error, duckdb.IOException):
        return DatabaseError(f"The database '{database}' could not be read or written: {_first_line(error)}")
    return error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
