"""DuckDB as an engine: one connection to the file per process, a cursor for each call.

DuckDB lets one process at a time open a file for writing; a second one is
refused with the holder's process number, which the error hands on.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from spectrum.errors import DatabaseError, DatabaseLocked, DatabaseTooNew, DiskFull, NotADatabase
from spectrum.store.engine import BrokenFault, ConflictFault, ConstraintFault

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


class DuckDBEngine:
    """A DuckDB file that this process holds open."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, or create it.

        Raises DatabaseLocked, NotADatabase, DatabaseTooNew or DiskFull.
        """
        self._path = path
        self._lock = threading.Lock()
        self._connection = _connect(path)

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
        with self._lock:
            cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN")
            yield DuckDBSession(cursor)
            cursor.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            if isinstance(error, duckdb.Error):
                raise translate(error, self.database) from error
            raise
        finally:
            cursor.close()

    def reopen(self) -> None:
        with self._lock:
            with contextlib.suppress(duckdb.Error):
                self._connection.close()
            self._connection = _connect(self._path)

    def tidy(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._lock:
            cursor = self._connection.cursor()
        try:
            cursor.execute("CHECKPOINT")
        except duckdb.Error as error:
            raise translate(error, self.database) from error
        finally:
            cursor.close()

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy to `path`, replacing what is there only when it is complete."""
        path = path.resolve()
        if not path.parent.is_dir():
            raise DatabaseError(
                f"The folder '{path.parent}' does not exist. Create it, or name another place."
            )
        if path == self._path.resolve():
            raise DatabaseError(f"'{path}' is the database itself. Name another file for the copy.")
        unfinished = path.with_name(f".{path.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        with self._lock:
            cursor = self._connection.cursor()
        try:
            self._copy(cursor, unfinished)
            os.replace(unfinished, path)
        except duckdb.Error as error:
            raise translate(error, str(path)) from error
        finally:
            cursor.close()
            unfinished.unlink(missing_ok=True)

    @staticmethod
    def _copy(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
        source = cursor.execute("SELECT current_database()").fetchall()[0][0]
        quoted = str(target).replace("'", "''")
        cursor.execute(f"ATTACH '{quoted}' AS spectrum_copy")
        try:
            cursor.execute(f'COPY FROM DATABASE "{source}" TO spectrum_copy').fetchall()
        finally:
            cursor.execute("DETACH spectrum_copy")

    def close(self) -> None:
        with self._lock, contextlib.suppress(duckdb.Error):
            self._connection.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    if path.is_dir():
        raise NotADatabase(str(path), "it is a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
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
