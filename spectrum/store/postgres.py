"""PostgreSQL as an engine: one connection to write with, and a few to read from.

A connection may be lost at any moment. Before a commit that means that nothing was
stored, so that the same can be tried again; only during one is it unknown.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from spectrum.errors import DatabaseUnreachable, StoreUnavailable
from spectrum.store.engine import ConflictFault
from spectrum.store.postgres_address import connection_string, shown_address
from spectrum.store.postgres_faults import cannot_connect, translate, translate_reading
from spectrum.store.postgres_frames import as_frame
from spectrum.store.statements import statement

Connection = psycopg.Connection[tuple[Any, ...]]

PART = 1 << 16  # bytes of a file that are sent at a time
READERS = 8  # connections that may read at the same time
PATIENCE = 5.0  # seconds to wait for one
LONGEST_WAIT = "10s"  # for another server's turn on the board
LONGEST_PAUSE = "60s"  # within a transaction, after which a server that hangs loses its turn
LONGEST_STATEMENT = "120s"  # but for whole files and new tables
LIMITS = {"statement_timeout": LONGEST_STATEMENT, "idle_in_transaction_session_timeout": LONGEST_PAUSE}


class PostgresSession:
    """A transaction on a connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.connection.execute(sql.encode(), list(parameters))

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql.encode(), list(parameters)).fetchall()

    def frame(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        cursor = self.connection.execute(sql.encode(), list(parameters), binary=True)
        return as_frame(cursor.description or (), cursor.fetchall())

    def script(self, sql: str) -> None:
        self.connection.execute(sql.encode())

    def copy_in(self, sql: str, parts: Iterable[bytes]) -> None:
        """Hand the lines that `COPY … FROM STDIN` waits for to the server."""
        with self.connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for part in parts:
                copy.write(part)

    def copy_out(self, sql: str) -> Iterator[bytes]:
        """What `COPY … TO STDOUT` gives, in parts."""
        with self.connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for part in copy:
                yield bytes(part)

    def table_out(self, table: str, columns: str, board_id: str | None, file: Path) -> None:
        self.script(statement("copy_at_leisure"))
        self.fetch(statement("copied_board"), [board_id])
        with file.open("wb") as lines:
            lines.writelines(self.copy_out(statement("copy_table_out").format(table=table, columns=columns)))

    def table_in(self, table: str, columns: str, file: Path) -> None:
        self.script(statement("copy_at_leisure"))
        with file.open("rb") as lines:
            parts = iter(partial(lines.read, PART), b"")
            self.copy_in(statement("copy_table_in").format(table=table, columns=columns), parts)
        self.script(statement("analyze_table").format(table=table))


class PostgresEngine:
    """A PostgreSQL database, for the tables in the schema that its address leads to."""

    dialect: Literal["postgres"] = "postgres"

    def __init__(self, address: str) -> None:
        """Connect to the database at `address`.

        Raises DatabaseUnreachable, or DatabaseError if it is no address.
        """
        self._shown = shown_address(address)
        self._for_writing = connection_string(address, lock_timeout=LONGEST_WAIT, **LIMITS)
        self._writing = threading.Lock()
        self._closed = False
        self._connection: Connection | None = self.connect()
        self._readers = ConnectionPool(
            connection_string(address, **LIMITS),
            kwargs={"cursor_factory": psycopg.RawCursor},
            configure=_for_reading,
            check=ConnectionPool.check_connection,
            min_size=1,
            max_size=READERS,
            timeout=PATIENCE,
            reconnect_timeout=PATIENCE,  # then whoever reads next tries anew, instead of waiting ever longer
            name="spectrum-readers",
            open=True,
        )

    @property
    def database(self) -> str:
        return self._shown

    def connect(self, *, autocommit: bool = False) -> Connection:
        """A new connection, which the caller closes. Raises DatabaseUnreachable."""
        if self._closed:
            raise StoreUnavailable("it is shutting down")
        try:
            connection = psycopg.connect(
                self._for_writing, autocommit=autocommit, cursor_factory=psycopg.RawCursor
            )
        except psycopg.Error as error:
            raise cannot_connect(error, self._shown) from error
        # What is read in a turn is what the turn before has left.
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        return connection

    @contextlib.contextmanager
    def read(self) -> Iterator[PostgresSession]:
        try:
            with self._readers.connection() as connection:
                yield PostgresSession(connection)
        except (PoolTimeout, TooManyRequests) as error:
            raise DatabaseUnreachable(self._shown, "no connection is free, or the server is gone") from error
        except PoolClosed as error:
            raise StoreUnavailable("it is shutting down") from error
        except psycopg.Error as error:
            raise translate_reading(error, self._shown) from error

    @contextlib.contextmanager
    def write(self) -> Iterator[PostgresSession]:
        with self._writing:
            if self._connection is None:
                self._connection = self.connect()
            connection = self._connection
            try:
                yield PostgresSession(connection)
            except psycopg.Error as error:
                self._undo(connection)
                raise translate(error, self._shown) from error
            except BaseException:
                self._undo(connection)
                raise
            self._commit(connection)

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except psycopg.Error as error:
            self._undo(connection)
            raise translate(error, self._shown, committing=True) from error

    def _undo(self, connection: Connection) -> None:
        with contextlib.suppress(psycopg.Error):
            connection.rollback()
        if connection.closed:
            self._connection = None

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def reopen(self) -> None:
        with self._writing:
            self._drop_connection()
            self._connection = self.connect()

    def tidy(self) -> None:
        """See that the database can be written to; it does its housekeeping itself."""
        for last_try in (False, True):
            try:
                with self.write() as session:
                    session.fetch("SELECT 1")
                return
            except ConflictFault:  # the connection was lost meanwhile: the next one is new
                if last_try:
                    raise

    def close(self) -> None:
        with self._writing:
            self._closed = True
            self._drop_connection()
        self._readers.close()


def _for_reading(connection: Connection) -> None:
    """All statements of a reading see the same instant."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
