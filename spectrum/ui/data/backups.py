"""Copies of the database beside it: those that the organiser asks for, and one before each step that goes far.

The two kinds are counted apart, and no copy is made of what has not changed since
the last one, so that neither pushes out the other or itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from spectrum.errors import SpectrumError
from spectrum.model.database import is_postgres
from spectrum.settings import DATA
from spectrum.ui.current import live_store

KEPT = 5
"""Copies kept of those that were asked for."""

PAUSE = 60.0
"""Seconds between two of these."""

KEPT_BEFORE_STEPS = 20
"""Copies kept of the last steps that went far."""

DAYS_KEPT = 30
"""Days of which the first copy before such a step is kept besides."""

State = tuple[str, tuple[tuple[str, int], ...]]


class _Copy(NamedTuple):
    made_at: str
    file: Path


_last: dict[State, Path] = {}  # the state of the boards that was copied last, and where to


def back_up() -> Path:
    """Copy the database because someone wants it. Raises SpectrumError within PAUSE of the last time."""
    folder, stem = _place()
    now = datetime.now(UTC)
    earlier = _copies(folder, rf"{re.escape(stem)}-(\d{{8}}-\d{{6}})\.duckdb")
    if earlier and 0 <= now.timestamp() - earlier[-1].file.stat().st_mtime < PAUSE:
        raise SpectrumError(
            f"The last backup, {earlier[-1].file.name}, is less than a minute old. Try again shortly."
        )
    file = folder / f"{stem}-{now:%Y%m%d-%H%M%S}.duckdb"
    live_store().backup(file)
    for old in [*(copy.file for copy in earlier if copy.file != file), file][:-KEPT]:
        old.unlink(missing_ok=True)
    return file


def back_up_before(step: str) -> Path:
    """Copy the database before a step that goes far, unless the last such copy holds the same.

    `step`: a word for the file's name, such as "merge".
    """
    try:
        return _copy_before(step)
    except (OSError, SpectrumError) as error:
        raise SpectrumError(
            f"Nothing was changed, as no backup could be made first: {error}. Make room for one, then try again."
        ) from error


def _copy_before(step: str) -> Path:
    state = _state()
    if (known := _last.get(state)) is not None and known.exists():
        return known
    folder, stem = _place()
    file = folder / f"{stem}-before-{step}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.duckdb"
    live_store().backup(file)
    _last.clear()
    _last[state] = file
    copies = _copies(folder, rf"{re.escape(stem)}-before-[a-z]+-(\d{{8}}-\d{{6}}-\d{{6}})\.duckdb")
    kept = kept_before_steps([copy.made_at for copy in copies])
    for copy in copies:
        if copy.made_at not in kept:
            copy.file.unlink(missing_ok=True)
    return file


def kept_before_steps(made_at: Sequence[str]) -> set[str]:
    """Which copies to keep, by their times as in their names: the latest, and the first of each of the latest days."""
    in_order = sorted(made_at)
    first_of_day: dict[str, str] = {}
    for time in in_order:
        first_of_day.setdefault(time[:8], time)
    days = sorted(first_of_day)[-DAYS_KEPT:]
    return {*in_order[-KEPT_BEFORE_STEPS:], *(first_of_day[day] for day in days)}


def _place() -> tuple[Path, str]:
    """The folder of the copies, which is made if it is not there, and what their names begin with."""
    database = live_store().database
    folder = (DATA if is_postgres(database) else Path(database).parent) / "backups"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise SpectrumError(
            f"The folder '{folder}' for copies cannot be made: {error.strerror}. Nothing was changed. "
            "See that the disk has room and that the server may write there, then try again."
        ) from error
    return folder, Path(database.split("?")[0]).stem


def _copies(folder: Path, pattern: str) -> list[_Copy]:
    """The copies with such names, oldest first."""
    found = [(re.fullmatch(pattern, file.name), file) for file in folder.glob("*.duckdb")]
    return sorted(_Copy(name[1], file) for name, file in found if name)


def _state() -> State:
    """What would be copied: the database, and the version of each of its boards."""
    now = live_store()
    return now.database, tuple((board.board_id, now.version(board.board_id)) for board in now.boards())
