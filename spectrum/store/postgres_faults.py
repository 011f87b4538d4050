"""What PostgreSQL's errors mean to the store."""

from __future__ import annotations

import psycopg
from psycopg import errors

from spectrum.errors import DatabaseError, DatabaseUnreachable, DiskFull, StoreUnavailable
from spectrum.store.engine import BrokenFault, ConflictFault, ConstraintFault

IN_THE_WAY = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
NO_ROOM = (errors.DiskFull,)
BUSY = (errors.TooManyConnections, errors.OutOfMemory, errors.CannotConnectNow, errors.QueryCanceled)
NOT_ALLOWED = (errors.InsufficientPrivilege,)
READ_ONLY = (errors.ReadOnlySqlTransaction,)


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection is gone, rather than a statement refused."""
    if isinstance(
        error, errors.AdminShutdown | errors.CrashShutdown | errors.IdleInTransactionSessionTimeout
    ):
        return True
    unknown_to_the_server = error.sqlstate is None or error.sqlstate.startswith("08")
    return isinstance(error, psycopg.OperationalError) and unknown_to_the_server


def translate(error: psycopg.Error, database: str, *, committing: bool = False) -> Exception:
    """The error that says what a driver's exception means here; unknown ones are handed back as they are.

    A connection that is lost while `committing` leaves unknown what was stored: BrokenFault.
    Lost before that, nothing was, and the same may be tried again: ConflictFault.
    """
    text = _first_line(error)
    if is_lost(error):
        return BrokenFault(text) if committing else ConflictFault(text)
    if isinstance(error, IN_THE_WAY):
        return ConflictFault(text)
    if isinstance(error, psycopg.IntegrityError | psycopg.DataError):
        return ConstraintFault(text)
    if isinstance(error, NO_ROOM):
        return DiskFull(database)
    if isinstance(error, BUSY):
        return StoreUnavailable(text)
    if isinstance(error, READ_ONLY):
        return StoreUnavailable(f"'{database}' can only be read from ({text})")
    if isinstance(error, NOT_ALLOWED):
        return DatabaseError(f"The database '{database}' does not allow this: {text}. Grant it to the user.")
    return error


def translate_reading(error: psycopg.Error, database: str) -> Exception:
    """The same for a reading: whatever may be over in a moment is StoreUnavailable."""
    if is_lost(error):
        return DatabaseUnreachable(database, _first_line(error))
    meant = translate(error, database)
    return StoreUnavailable(str(meant)) if isinstance(meant, ConflictFault) else meant


def cannot_connect(error: psycopg.Error, database: str) -> DatabaseError:
    """Why no connection can be had."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return DatabaseUnreachable(database, lines[-1].strip())


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
