"""The dashboard's server as a process of its own, which tests may ask, hurt, end and start again.

It has a free port of the loopback address and the test's settings alone. What it prints
goes to a file, so that a full pipe never holds it up.
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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SECRET = "a secret of the tests"
PASSWORD = "a password for the tests"
STARTED_WITHIN = 60.0  # seconds, on a machine that is busy with other tests
ENDED_WITHIN = 20.0  # seconds, on a busy machine; the server itself waits 3 for its clients


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def serve_command(port: int, program: str = "streamlit") -> list[str]:
    """The command that serves the dashboard. `program`: a module that starts Streamlit in a way of its own."""
    options = ["--server.headless", "true", "--server.address", HOST, "--server.port", str(port)]
    return [sys.executable, "-m", program, "run", "dashboard.py", *options]


def environment(database: Path | str, **settings: str) -> dict[str, str]:
    """This process's environment, but of the product's settings these alone."""
    others = ("SPECTRUM_", "STREAMLIT_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return plain | {"SPECTRUM_DATABASE": str(database)} | settings


class Server:
    """A dashboard on a database, which may end and start again at the same port.

    `before`: the words of a command that starts it, such as `prlimit --nofile=200`.
    `printed_to`: a file; if none, one beside the database.
    """

    def __init__(
        self,
        database: Path | str,
        settings: Mapping[str, str],
        *,
        before: tuple[str, ...] = (),
        printed_to: Path | None = None,
        port: int | None = None,
        program: str = "streamlit",
    ) -> None:
        self.database = Path(database)
        self.settings = dict(settings)
        self.before = before
        self.printed = printed_to or self.database.with_suffix(".printed")
        self.port = port or free_port()
        self.program = program
        self._address = database
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting for it."""
        with self.printed.open("ab") as output:
            self._process = subprocess.Popen(
                [*self.before, *serve_command(self.port, self.program)],
                cwd=ROOT,
                env=environment(self._address, **self.settings),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def said(self) -> str:
        """All that it has printed, from its first start on."""
        return self.printed.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str, timeout: float = 10.0, **headers: str) -> httpx.Response:
        """Ask it for something."""
        return httpx.get(self.url + path, headers=headers, trust_env=False, timeout=timeout)

    def is_healthy(self) -> bool:
        """Whether it says that it takes votes."""
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

    def wait_until_healthy(self, seconds: float = STARTED_WITHIN) -> None:
        """Until it takes votes."""
        within(seconds, self.is_healthy, "the server takes votes")

    def limit(self, what: int, soft: int) -> None:
        """Change a resource limit of the running process, such as RLIMIT_FSIZE."""
        _, hard = resource.prlimit(self.process.pid, what)
        resource.prlimit(self.process.pid, what, (soft, hard))

    def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """Ask it to end, by force after a while; return the seconds that it took."""
        began = time.monotonic()
        if self._process is None:
            return 0.0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=ENDED_WITHIN)
        self.kill()
        return time.monotonic() - began


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Start a server and wait until it answers; stop it at the end of the block."""
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.stop()


def within(seconds: float, holds: Callable[[], object], what: str) -> None:
    """Wait until `holds()` is true, or raise AssertionError that says `what` is not; no answer counts as not."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        with contextlib.suppress(httpx.TransportError):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
