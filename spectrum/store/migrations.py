"""Bring a database's tables up to date, one numbered file after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from spectrum.errors import DatabaseTooNew, NotADatabase
from spectrum.store.engine import Engine, Session
from spectrum.store.statements import SQL_FOLDER

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True)
class Migration:
    """A numbered file of statements."""

    number: int
    name: str
    sql: str


def known_migrations() -> list[Migration]:
    """The migrations of this version, in order."""
    found = []
    for file in sorted((SQL_FOLDER / "migrations").glob("*.sql")):
        match = _FILE.fullmatch(file.name)
        if match is None:
            raise ValueError(f"Migration {file.name!r} is not named like 0001_what_it_does.sql.")
        found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return found


def migrate(engine: Engine, now: datetime) -> int:
    """Apply what is missing, all in one transaction; return how many files that were.

    Raises DatabaseTooNew if the database has migrations that this version does not know.
    """
    migrations = known_migrations()
    with engine.write() as session:
        applied = _applied(session, engine.database)
        if applied > migrations[-1].number:
            raise DatabaseTooNew(
                engine.database, f"schema {applied}, this version knows {migrations[-1].number}"
            )
        missing = [m for m in migrations if m.number > applied]
        for migration in missing:
            session.script(migration.sql)
            session.execute(
                "INSERT INTO schema_migrations VALUES ($1::integer, $2::text, $3::timestamp)",
                [migration.number, migration.name, now],
            )
    return len(missing)


def _applied(session: Session, database: str) -> int:
    tables = session.fetch("SELECT 1 FROM information_schema.tables WHERE table_name = 'schema_migrations'")
    if not tables:
        if session.fetch("SELECT 1 FROM information_schema.tables WHERE table_schema = 'main'"):
            raise NotADatabase(database, "it holds tables of another program")
        return 0
    return int(session.fetch("SELECT COALESCE(max(number), 0) FROM schema_migrations")[0][0])
