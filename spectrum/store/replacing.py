"""Where a copy of a database is written: in the place of an older one, when it is complete."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from spectrum.errors import DatabaseError
from spectrum.store.write_ahead_log import wal_of


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
        wal_of(path).unlink(missing_ok=True)  # of an older database there: it does not fit this one
    except OSError as error:
        raise DatabaseError(f"The copy '{path}' could not be written: {error.strerror}.") from error
    finally:
        for leftover in (unfinished, wal_of(unfinished)):
            leftover.unlink(missing_ok=True)


def _check_target(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseError(f"The folder '{path.parent}' does not exist. Create it, or name another place.")
    if path.is_dir() or (path.exists() and not _is_duckdb(path)):
        raise DatabaseError(
            f"'{path}' is there already and is no DuckDB file. Name another one for the copy."
        )


def _is_duckdb(path: Path) -> bool:
    """Whether the file begins as DuckDB files do: eight bytes, then DUCK."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"
