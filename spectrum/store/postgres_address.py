"""The address of a PostgreSQL database: how it is used, and how it may be shown."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from spectrum.errors import DatabaseError

DEFAULTS = {
    "application_name": "spectrum",
    "connect_timeout": "5",  # seconds
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds that what was sent may stay without an answer
    "client_encoding": "utf8",
}
"""Used unless the address says otherwise: a server that is gone is noticed within half a minute."""

SESSION = {"timezone": "UTC", "datestyle": "ISO", "jit": "off", "work_mem": "32MB"}
"""Compiling a statement (jit) takes longer than any of ours runs on a board of usual size. With
the server's usual 4 MB to sort in (work_mem), a board of a hundred thousand votes goes to the disk."""


def connection_string(address: str, **session: str) -> str:
    """The address with defaults and `session` settings put in. Raises DatabaseError if it is none."""
    given = _parts(address)
    settings = " ".join(f"-c {name}={value}" for name, value in (SESSION | session).items())
    options = f"{given.pop('options', '')} {settings}".strip()
    return make_conninfo(**(DEFAULTS | given), options=options)


def shown_address(address: str) -> str:
    """The address as people may see it: without the password."""
    parts = _parts(address)
    user = f"{parts['user']}@" if "user" in parts else ""
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


def _parts(address: str) -> dict[str, Any]:
    try:
        return {name: value for name, value in conninfo_to_dict(address).items() if value is not None}
    except psycopg.ProgrammingError:
        raise DatabaseError(
            "The address of the PostgreSQL database cannot be understood. It must be like "
            "postgresql://user:password@host:5432/database, with special characters percent-encoded."
        ) from None
