"""What a crash left in DuckDB's write-ahead log, and whether all of it can be taken over.

When it opens a database, DuckDB leaves out without a word what it cannot read at the
log's end, and the whole log if its beginning is damaged; with the next write, that is
gone for good. Damage in between it refuses. So the log is looked through before, kept
aside if it is torn, and whatever was left out is said.
"""

from __future__ import annotations

import logging
import shutil
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

log = logging.getLogger(__name__)

_BEGIN = b"\x64\x00\x62"  # field 100, the kind of entry: the log's version
_END = b"\xff\xff"  # of every entry
_COMMIT = b"\x64\x00\x64" + _END
_FRAME = struct.Struct("<QQ")  # an entry's size, and its checksum
_LONGEST_HEADER = 256  # bytes


@dataclass(frozen=True)
class LeftBehind:
    """A log that was there before the database was opened. `torn`: bytes at its end that are no whole commit."""

    path: Path
    size: int
    torn: int


def wal_of(path: Path) -> Path:
    """The write-ahead log of the database at `path`."""
    return path.with_name(path.name + ".wal")


def look_through(path: Path) -> LeftBehind | None:
    """The log beside the database at `path`; None if it was closed in order."""
    wal = wal_of(path)
    try:
        size = wal.stat().st_size
        return LeftBehind(wal, size, size - _whole(wal, size)) if size else None
    except OSError:
        return None


def report(left: LeftBehind, path: Path, *, taken_over: bool, expected: bool) -> None:
    """Say what became of a log, now that the database is open; keep what was left out.

    `taken_over`: whether DuckDB has read the log at all. `expected`: this process has left it there itself.
    """
    lost = left.torn if taken_over else left.size
    if not lost and expected:
        return
    if not lost:
        log.warning(
            "The database '%s' was not closed in order the last time. "
            "All %d bytes of its write-ahead log were taken over.", path, left.size
        )  # fmt: skip
        return
    log.error(
        "The database '%s' was not closed in order the last time, and %d of the %d bytes of its write-ahead log "
        "cannot be read, so they were left out%s. After a crash these are votes that nobody was told were saved, "
        "or that the database holds already; after damage to the disk they may be others. "
        "docs/operate.md says how to go on under 'The file is damaged'.",
        path, lost, left.size, _kept_aside(left, path),
    )  # fmt: skip


def _kept_aside(left: LeftBehind, path: Path) -> str:
    """Copy the log to a place of its own, and put that in words. DuckDB cuts it off at its next write only."""
    written = datetime.fromtimestamp(left.path.stat().st_mtime, UTC)  # so that one log is kept once
    aside = path.with_name(f"{path.name}.torn-{written:%Y%m%d-%H%M%S}")
    try:
        shutil.copyfile(left.path, aside)
    except OSError as error:
        aside.unlink(missing_ok=True)
        return f" (it could not be kept aside: {error.strerror})"
    return f" (the log as it was is kept as '{aside}')"


def _whole(wal: Path, size: int) -> int:
    """How many bytes from its beginning are whole commits, by the sizes that stand before each entry."""
    with wal.open("rb") as file:
        header = file.read(_LONGEST_HEADER)
        end = header.find(_END)
        if not header.startswith(_BEGIN) or end < 0:
            return 0
        whole = at = end + len(_END)
        while at + _FRAME.size <= size:
            file.seek(at)
            length, _ = _FRAME.unpack(file.read(_FRAME.size))
            at += _FRAME.size + length
            if at > size:
                break
            if length == len(_COMMIT) and file.read(length) == _COMMIT:
                whole = at
        return whole
