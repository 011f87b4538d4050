"""Our server over a new board, and what its log holds in the end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from bench.live.plan import ROUND
from bench.live.records import Records
from bench.live.server import Server, free_port, running
from bench.process import ROOT, run


def streamlit_command(script: str, port: int, *options: str) -> list[str]:
    """Serve a Streamlit script on the loopback address."""
    return [sys.executable, "-m", "streamlit", *_arguments(script, port), *options]


def limited_command(port: int, **limits: int) -> list[str]:
    """Serve our dashboard with a narrower writer."""
    return [sys.executable, "-m", "bench.live.limited", json.dumps(limits), *_arguments("dashboard.py", port)]


def _arguments(script: str, port: int) -> list[str]:
    return [
        "run", script, "--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true",
    ]  # fmt: skip


def new_board(database: Path) -> list[str]:
    """Make a board of the starter tools with an open round; return the tools' ids."""
    run("-m", "spectrum", "round", "open", ROUND, "--database", str(database))
    return live_tools(database)


def copied_board(folder: Path) -> Path:
    """The same in a folder of its own, as a copy of one that is made once."""
    template = folder / "template.duckdb"
    if not template.exists():
        fresh = Path(mkdtemp(dir=folder)) / "votes.duckdb"
        new_board(fresh)
        fresh.replace(template)
    database = Path(mkdtemp(dir=folder)) / "votes.duckdb"
    shutil.copyfile(template, database)
    return database


def live_tools(database: Path) -> list[str]:
    """The ids of the tools on the board."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("SELECT tool_id FROM tools WHERE status = 'live' ORDER BY number")
        return [tool_id for (tool_id,) in found.fetchall()]


@contextmanager
def our_server(
    database: Path,
    *options: str,
    settings: Mapping[str, str] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Iterator[Server]:
    """Serve a board, with the usual settings but for `settings`, and a narrower writer by `limits`."""
    port = free_port()
    env = {"SPECTRUM_DATABASE": str(database), **(settings or {})}
    command = limited_command(port, **limits) if limits else streamlit_command("dashboard.py", port, *options)
    with running(command, port, database.parent, env=env) as server:
        yield server


@dataclass(frozen=True)
class Ledger:
    """What became of the votes: those answered but not in the log, those in it more than once or unanswered."""

    lost: int
    doubled: int
    unanswered: int
    verified: bool


def compare_log(database: Path, records: Records) -> Ledger:
    """Compare the log with the answers, vote by vote, and let `verify` rebuild the current votes."""
    with duckdb.connect(str(database), read_only=True) as connection:
        logged = [
            (vote_id, seq)
            for vote_id, seq in connection.execute("SELECT vote_id::text, seq FROM votes").fetchall()
        ]
    answered = set(zip(records.vote_ids.tolist(), records.seqs.tolist(), strict=True))
    verify = subprocess.run(
        [sys.executable, "-m", "spectrum", "verify", "--database", str(database)],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    return Ledger(
        lost=len(answered - set(logged)),
        doubled=len(logged) - len({vote_id for vote_id, _ in logged}),
        unanswered=len(set(logged) - answered),
        verified=verify.returncode == 0,
    )
