"""All boards of a PostgreSQL database as they are at one instant, in a DuckDB file.

Such a file needs no server: the command line and the dashboard open it as it is.
Who wants the whole database server saved uses PostgreSQL's own pg_dump.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from spectrum.store.duckdb import DuckDBEngine, replacing
from spectrum.store.engine import Session
from spectrum.store.migrations import migrate
from spectrum.store.postgres import PostgresEngine, PostgresSession
from spectrum.store.statements import statement

NOT_COPIED = ("schema_migrations", "board_states")
"""Tables that a database fills itself."""


def back_up(engine: PostgresEngine, path: Path, now: datetime) -> None:
    """Write the copy to `path`, replacing an older one only when it is complete.

    Raises DatabaseError if there is anything but a DuckDB file at `path`.
    """
    with replacing(path) as unfinished, tempfile.TemporaryDirectory(prefix="spectrum-backup-") as folder:
        target = DuckDBEngine(unfinished)
        try:
            migrate(target, now)
            with engine.read() as source, target.write() as copied:
                source.script(statement("read_at_leisure"))
                for table in _tables(copied):
                    _copy_table(source, copied, table, Path(folder) / f"{table}.csv")
            target.tidy()
        finally:
            target.close()


def _tables(session: Session) -> list[str]:
    rows = session.fetch(statement("tables_there"), [None])
    return sorted(table for (table,) in rows if table not in NOT_COPIED)


def _copy_table(source: PostgresSession, copied: Session, table: str, file: Path) -> None:
    columns = ", ".join(f'"{column}"' for (column,) in copied.fetch(statement("columns_there"), [table]))
    with file.open("wb") as lines:
        lines.writelines(source.copy_out(statement("copy_table_out").format(table=table, columns=columns)))
    copied.execute(statement("copy_table_in").format(table=table, columns=columns, file=_quoted(file)))
    file.unlink()


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
