"""A real PostgreSQL server in a temporary folder, started for the tests and ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

HOW_TO_GET_IT = "needs PostgreSQL's server programs (on Debian: apt-get install postgresql)"
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_programs() -> Path | None:
    """The folder of initdb, pg_ctl and postgres; the newest version that is there."""
    on_debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    beside_psql = [Path(found).parent for found in [shutil.which("initdb")] if found]
    return next((folder for folder in [*on_debian, *beside_psql] if (folder / "initdb").exists()), None)


class PostgresServer:
    """A cluster of databases whose socket and files lie in a folder of their own.

    `settings`: of postgresql.conf; those that give up durability for speed unless `durable`.
    """

    def __init__(self, *, durable: bool = False, **settings: str) -> None:
        programs = find_programs()
        if programs is None:
            raise FileNotFoundError(HOW_TO_GET_IT)
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="spectrum-postgres-", dir="/tmp"))
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._schemas = 0
        try:
            self._run(
                "initdb",
                "-D",
                "data",
                "-U",
                "spectrum",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            )
            conf = {
                "listen_addresses": "",
                "unix_socket_directories": str(self.folder),
                "max_connections": "200",
            }
            lines = conf | ({} if durable else SPEED) | settings
            with (self.folder / "data" / "postgresql.conf").open("a") as file:
                file.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    @property
    def pid(self) -> int:
        """The server's first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: 'fast' ends all connections, 'immediate' as a crash would."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", mode, "stop")

    def remove(self) -> None:
        """Stop the server and take everything away."""
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, schema: str = "public") -> str:
        """The address of its database, with our tables in `schema`."""
        options = quote(f"-c search_path={schema}")
        return f"postgresql://spectrum@/postgres?host={quote(str(self.folder), safe='')}&options={options}"

    def new_schema(self) -> str:
        """A schema that nobody has used yet."""
        self._schemas += 1
        name = f"test_{self._schemas}"
        self.execute(f"CREATE SCHEMA {name}")
        return name

    def execute(self, sql: str, schema: str = "public") -> list[tuple[Any, ...]]:
        """Run a statement on a connection of its own; return its rows."""
        with psycopg.connect(self.address(schema), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []
