"""What DuckDB's errors mean to the store."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from spectrum.errors import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseLocked,
    DatabaseNotWritable,
    DatabaseTooNew,
    DiskFull,
    NotADatabase,
)
from spectrum.store.engine import (
    BrokenFault,
    ConflictFault,
    ConstraintFault,
    FullFault,
    MemoryFault,
    UnreadableFault,
)

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_NO_ROOM = ("No space left", "Disk quota exceeded", "File too large")
_NOT_ALLOWED = ("Permission denied", "Read-only file system", "Operation not permitted")
_OTHER_LOG = "WAL does not match database file"
_DAMAGED = ("Corrupt", "Failure while replaying WAL", "Could not read enough bytes")


def translate(error: duckdb.Error, database: str) -> Exception:
    """The error that says what a driver's exception means here; unknown ones are handed back as they are."""
    if (meant := _by_words(error, database)) is not None:
        return meant
    text = str(error)
    if isinstance(error, duckdb.InvalidInputException) and "CSV" in text:
        return UnreadableFault(first_line(error))
    if isinstance(error, duckdb.OutOfMemoryException):
        return MemoryFault(text)
    if isinstance(error, duckdb.ConstraintException):
        return ConstraintFault(text)
    if isinstance(error, duckdb.TransactionException):
        return ConflictFault(text)
    if isinstance(error, duckdb.FatalException | duckdb.ConnectionException):
        return BrokenFault(text)
    if isinstance(error, duckdb.IOException):
        return DatabaseError(f"The database '{database}' could not be read or written: {first_line(error)}")
    return error


def _by_words(error: duckdb.Error, database: str) -> Exception | None:
    """What DuckDB tells in words only, whatever kind of exception it takes for that."""
    text = str(error)
    if held := _HOLDER.search(text):
        return DatabaseLocked(database, int(held["pid"]), held["program"].strip())
    if any(words in text for words in _NO_ROOM):
        full = DiskFull(database)
        return FullFault(str(full)) if isinstance(error, duckdb.FatalException) else full
    if "not a valid DuckDB database" in text:
        return NotADatabase(database, "it is not a DuckDB file")
    if _OTHER_LOG in text:
        return _damaged(database, f"'{database}.wal' belongs to another file")
    if any(words in text for words in _DAMAGED):
        return _damaged(database, first_line(error))
    if any(words in text for words in _NOT_ALLOWED):
        return DatabaseNotWritable(database, first_line(error))
    if "newer" in text and "version" in text:
        return DatabaseTooNew(database, first_line(error))
    return None


def _damaged(database: str, detail: str) -> DatabaseDamaged:
    """The refusal of a damaged database, with the backup that was made last beside it, if there is any."""
    backups = (Path(database).parent / "backups").glob("*.duckdb")
    latest = max(backups, key=lambda file: file.stat().st_mtime, default=None)
    return DatabaseDamaged(database, detail, str(latest) if latest else None)


def first_line(error: Exception) -> str:
    """The first line of what an error says."""
    return str(error).strip().splitlines()[0]
