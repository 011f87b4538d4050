"""Bring a database's tables up to date, one numbered file after the other.

The files are the same for every database. PostgreSQL does after some of them what it
alone needs: that stands in a file of the same name in a folder of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from spectrum.errors import DatabaseTooNew, NotADatabase
from spectrum.store.engine import Dialect, Engine, Session
from spectrum.store.statements import SQL_FOLDER, statement

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")
_COMMENT = re.compile(r"--.*")
_TEXT = re.compile(r"\btext\b")


@dataclass(frozen=True)
class Migration:
    """A numbered file of statements. `on_postgres`: more of them for PostgreSQL alone."""

    number: int
    name: str
    sql: str
    on_postgres: str = ""

    def script(self, dialect: Dialect) -> str:
        """All statements for one kind of database.

        PostgreSQL sorts text as its server's country does, if it is not told to go by code
        points; then pages, exports and pairs of servers would differ in the order of names.
        """
        if dialect == "duckdb":
            return self.sql
        return _TEXT.sub('text COLLATE "C"', _COMMENT.sub("", self.sql + self.on_postgres))


def known_migrations() -> list[Migration]:
    """The migrations of this version, in order."""
    found = []
    for file in sorted((SQL_FOLDER / "migrations").glob("*.sql")):
        match = _FILE.fullmatch(file.name)
        if match is None:
            raise ValueError(f"Migration {file.name!r} is not named like 0001_what_it_does.sql.")
        beside = SQL_FOLDER / "postgres" / "migrations" / file.name
        on_postgres = beside.read_text(encoding="utf-8") if beside.exists() else ""
        found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8"), on_postgres))
    return found


def migrate(engine: Engine, now: datetime) -> int:
    """Apply what is missing, all in one transaction; return how many files that were.

    Of several servers that start at once, one does it. Raises DatabaseTooNew if the
    database has migrations that this version does not know.
    """
    migrations = known_migrations()
    with engine.write() as session:
        if engine.dialect == "postgres":
            session.script(statement("prepare_migration"))
            session.fetch(statement("migrate_alone"))
        applied = _applied(session, engine.database)
        if applied > migrations[-1].number:
            raise DatabaseTooNew(
                engine.database, f"schema {applied}, this version knows {migrations[-1].number}"
            )
        missing = [m for m in migrations if m.number > applied]
        for migration in missing:
            session.script(migration.script(engine.dialect))
            session.execute(
                "INSERT INTO schema_migrations VALUES ($1::integer, $2::text, $3::timestamp)",
                [migration.number, migration.name, now],
            )
    return len(missing)


def _applied(session: Session, database: str) -> int:
    if not has_tables(session, "schema_migrations"):
        if has_tables(session):
            raise NotADatabase(database, "it holds tables of another program")
        return 0
    return int(session.fetch("SELECT COALESCE(max(number), 0) FROM schema_migrations")[0][0])


def has_tables(session: Session, name: str | None = None) -> bool:
    """Whether there is a table of that name, or any, where ours belong."""
    found = session.fetch(statement("tables_there"), [name])
    return bool(found)
