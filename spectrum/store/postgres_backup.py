"""All boards of a PostgreSQL database as they are at one instant, in a DuckDB file.

Such a file needs no server: the command line and the dashboard open it as it is.
Who wants the whole database server saved uses PostgreSQL's own pg_dump.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from spectrum.store.duckdb import DuckDBEngine
from spectrum.store.migrations import migrate
from spectrum.store.moving import columns_of, tables_of
from spectrum.store.postgres import PostgresEngine
from spectrum.store.replacing import replacing


def back_up(engine: PostgresEngine, path: Path, now: datetime) -> None:
    """Write the copy to `path`, replacing an older one only when it is complete.

    Raises DatabaseError if there is anything but a DuckDB file at `path`.
    """
    with replacing(path) as unfinished, tempfile.TemporaryDirectory(prefix="spectrum-backup-") as folder:
        target = DuckDBEngine(unfinished)
        try:
            migrate(target, now)
            with engine.read() as source, target.write() as copied:
                for table in tables_of(copied):
                    file, columns = Path(folder) / f"{table}.csv", columns_of(copied, table)
                    source.table_out(table, columns, None, file)
                    copied.table_in(table, columns, file)
                    file.unlink()
            target.tidy()
        finally:
            target.close()
