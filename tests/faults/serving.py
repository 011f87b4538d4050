"""The real server as a process that can be hurt: killed, starved of room and of file descriptors, stopped.

`streamlit run dashboard.py` on a database of its own. What it prints goes to a file
beside the database, so that a full pipe never holds it up.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import Store, open_store

ROOT = Path(__file__).parents[2]
BOARD = "talk"
SECRET = "a secret of the fault tests"
PASSWORD = "a password of the fault tests"
HOST = "127.0.0.1"
WATCHED = "tests.faults.watched"
STARTED_WITHIN = 60.0  # seconds, on a machine that is busy with other tests
ENDED_WITHIN = 20.0  # seconds, on a busy machine; the server itself waits 3 for its clients
FREE = {"SPECTRUM_VOTER_RATE": "1000", "SPECTRUM_VOTER_BURST": "10000", "SPECTRUM_ADDRESS_RATE": "1000000"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A dashboard on a database. `before`: the words of a command that starts it, such as `prlimit --nofile=200`."""

    database: Path
    settings: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    printed_to: Path | None = None
    port: int = field(default_factory=free_port)
    program: str = "streamlit"

    def __post_init__(self) -> None:
        self.printed = self.printed_to or self.database.with_suffix(".printed")
        self._output = self.printed.open("ab")
        self.process = subprocess.Popen(
            [*self.before, *self._command()],
            cwd=ROOT,
            env=self._environment(),
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def _command(self) -> list[str]:
        options = ["--server.headless", "true", "--server.address", HOST, "--server.port", str(self.port)]
        return [sys.executable, "-m", self.program, "run", "dashboard.py", *options]

    def _environment(self) -> dict[str, str]:
        others = ("SPECTRUM_", "STREAMLIT_")
        plain = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        ours = {
            "SPECTRUM_DATABASE": str(self.database),
            "SPECTRUM_BOARD": BOARD,
            "SPECTRUM_SECRET": SECRET,
            "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
        }
        return plain | ours | FREE | self.settings

    @property
    def said(self) -> str:
        """All that servers on this database have printed."""
        return self.printed.read_text(encoding="utf-8", errors="replace")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def get(self, path: str, timeout: float = 10.0, **headers: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=headers, trust_env=False, timeout=timeout)

    def is_healthy(self) -> bool:
        return self.get("/healthz").status_code == 200

    def wait(self) -> None:
        """Until it answers, be it with 503. Raises AssertionError with what it printed if it ends instead."""
        patience = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < patience and self.process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                self.get("/healthz")
                return
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"The server did not start:\n{self.said}")

    def wait_until_healthy(self, seconds: float = 60.0) -> None:
        within(seconds, self.is_healthy, "the server takes votes again")

    def limit(self, what: int, soft: int) -> None:
        """Change a resource limit of the running process, such as RLIMIT_FSIZE."""
        _, hard = resource.prlimit(self.process.pid, what)
        resource.prlimit(self.process.pid, what, (soft, hard))

    def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        self.process.wait()
        self._output.close()

    def stop(self) -> float:
        """Ask it to end, by force after a while; return the seconds that it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=ENDED_WITHIN)
        self.kill()
        return time.monotonic() - began


@contextlib.contextmanager
def serving(
    database: Path,
    *,
    before: tuple[str, ...] = (),
    printed_to: Path | None = None,
    port: int | None = None,
    watched: bool = False,
    program: str = "streamlit",
    **settings: str,
) -> Iterator[Server]:
    """A server until the end of the block; a `watched` one says when its event loop was blocked.

    `program`: a module that starts Streamlit in a way of its own.
    """
    server = Server(
        database, settings, before, printed_to, port or free_port(), WATCHED if watched else program
    )
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def restarted(server: Server) -> contextlib.AbstractContextManager[Server]:
    """The same server again, at the same port."""
    return serving(
        server.database,
        before=server.before,
        printed_to=server.printed,
        port=server.port,
        program=server.program,
        **server.settings,
    )


def refused_start(database: Path, *, before: tuple[str, ...] = (), **settings: str) -> str:
    """Start a server that is to refuse; return what it printed in its one line."""
    server = Server(database, settings, before)
    try:
        code = server.process.wait(timeout=STARTED_WITHIN)
    finally:
        server.kill()
    assert code == 1, server.said
    assert "Traceback" not in server.said
    [line] = [line for line in server.said.splitlines() if "Spectrum cannot start" in line]
    return line


def furnish(database: Path, **round_settings: object) -> None:
    """The starter tools and an open round."""
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    store.open_round(BOARD, "one", **round_settings)  # type: ignore[arg-type]
    store.close()


@contextlib.contextmanager
def opened(database: Path) -> Iterator[Store]:
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        yield store
    finally:
        store.close()


def within(seconds: float, holds: object, what: str) -> None:
    """Wait until `holds()` is true."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        with contextlib.suppress(httpx.TransportError):
            if holds():  # type: ignore[operator]
                return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
