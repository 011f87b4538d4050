"""The file that a database was opened from: is it still the one at its path?

DuckDB goes on writing to a file that was removed or replaced, and what it writes is
gone when the process ends. Closing any handle on the file gives up DuckDB's lock on
it, so one is opened once and kept.
"""

from __future__ import annotations

import os
from pathlib import Path

_BEGINNING = 4_096  # bytes: DuckDB writes them once, with a random number for each database


class HeldFile:
    """A handle on the file at `path`, opened right after DuckDB has opened it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = os.open(path, os.O_RDONLY)
        self._beginning = self._read_beginning()

    def is_in_place(self) -> bool:
        """Whether the file at the path is this one, and was not written over."""
        try:
            there = self._path.stat()
        except OSError:
            return False
        ours = os.fstat(self._handle)
        same = (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)
        return same and self._read_beginning() == self._beginning

    def let_go(self) -> None:
        """Close the handle, after DuckDB has closed the file."""
        os.close(self._handle)

    def _read_beginning(self) -> bytes:
        return os.pread(self._handle, _BEGINNING, 0)
