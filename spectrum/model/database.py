"""What a setting for the database names: a DuckDB file, or a PostgreSQL server's address."""

from __future__ import annotations

POSTGRES_SCHEMES = ("postgresql://", "postgres://")


def is_postgres(database: str) -> bool:
    """Whether it is the address of a PostgreSQL database, and not the path of a file."""
    return database.startswith(POSTGRES_SCHEMES)
