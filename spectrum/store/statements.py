"""The SQL statements, read from the `.sql` files beside this module and found by name.

Every statement there starts with `-- name: …` and runs word for word on DuckDB
and PostgreSQL 15 (those under `sql/duckdb` on DuckDB alone). Parameters are
`$1`, `$2`, …, each cast where it is used.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SQL_FOLDER = Path(__file__).parent / "sql"
_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def statements() -> dict[str, str]:
    """All statements by name. Raises ValueError if two have the same name."""
    found: dict[str, str] = {}
    for file in sorted([*SQL_FOLDER.glob("*.sql"), *SQL_FOLDER.glob("duckdb/*.sql")]):
        parts = _NAME.split(file.read_text(encoding="utf-8"))[1:]
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            if name in found:
                raise ValueError(f"Two SQL statements are named {name!r}; the second is in {file.name}.")
            found[name] = text.strip().rstrip(";")
    return found


def statement(name: str) -> str:
    """The statement called `name`."""
    return statements()[name]


@cache
def over_current(name: str, *, from_log: bool) -> str:
    """The statement `name`, put over the current votes: as they stand, or as the log amounts to.

    Its parameters are then $1 board, $2 round, $3 seq to stop at, and $4 branch
    where it reads `counted`.
    """
    source = statement("current_from_log" if from_log else "current_from_table")
    body = statement(name)
    parts = [source]
    if "FROM counted" in body:
        parts.append(statement("counted"))
    if _continues_with(body):
        return "WITH " + ",\n".join([*parts, body])
    return "WITH " + ",\n".join(parts) + "\n" + body


def _continues_with(body: str) -> bool:
    """Whether a statement begins with common table expressions of its own."""
    code = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
    return re.match(r"\s*\w+ AS \(", code) is not None
