"""The SQL statements, read from the `.sql` files beside this module and found by name.

Every statement there starts with `-- name: …` and runs word for word on DuckDB
and PostgreSQL 15 (those under `sql/duckdb` and `sql/postgres` on that one alone).
Parameters are `$1`, `$2`, …, each cast where it is used.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

SQL_FOLDER = Path(__file__).parent / "sql"
FOLDERS = (SQL_FOLDER, SQL_FOLDER / "duckdb", SQL_FOLDER / "postgres")
_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def statements() -> dict[str, str]:
    """All statements by name. Raises ValueError if two have the same name."""
    found: dict[str, str] = {}
    for file in sorted(file for folder in FOLDERS for file in folder.glob("*.sql")):
        parts = _NAME.split(file.read_text(encoding="utf-8"))[1:]
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            if name in found:
                raise ValueError(f"Two SQL statements are named {name!r}; the second is in {file.name}.")
            found[name] = text.strip().rstrip(";")
    return found


def statement(name: str) -> str:
    """The statement called `name`."""
    return statements()[name]


Source = Literal["table", "table with shown", "log", "every vote"]
"""What a statement may be put over: the current votes as they stand, these with what their
voters were shown, what the log amounts to, or every vote of the log."""

_SOURCES: dict[Source, tuple[str, ...]] = {
    "table": ("current_from_table",),
    "table with shown": ("current_with_shown",),
    "log": ("votes_in_scope", "current_from_log"),
    "every vote": ("votes_in_scope", "every_row"),
}
_NEEDED = (("FROM cells", "cells"), ("FROM counted", "counted"))


@cache
def over_current(name: str, source: Source, *, all_voters: bool = False) -> str:
    """The statement `name`, put over current votes, of the voters who count where it reads `counted`.

    `all_voters`: nobody is blocked and no branch is asked for, so that they need not be
    looked up. Its parameters are $1 board, $2 rounds, $3 seq to stop at, $4 and $5 times
    from and until; and, where it reads `counted`, $6 branch, $7 points from what was
    shown and $8 whether a y that repeats the seed is left out.
    """
    body = statement(name)
    parts: list[str] = []
    for mark, part in _NEEDED:
        if any(mark in text for text in (body, *parts)):
            parts.insert(0, statement(part))
    if parts:
        without_names = all_voters and "branch" not in body
        parts.insert(0, statement("all_voters" if without_names else "known_voters"))
    parts = [*(statement(part) for part in _SOURCES[source]), *parts]
    if _continues_with(body):
        return "WITH " + ",\n".join([*parts, body])
    return "WITH " + ",\n".join(parts) + "\n" + body


def _continues_with(body: str) -> bool:
    """Whether a statement begins with common table expressions of its own."""
    code = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
    return re.match(r"\s*\w+ AS \(", code) is not None
