"""Two dashboard servers on one PostgreSQL behind the proxy of `deploy/`: all of them real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from spectrum.store.postgres_store import PostgresStore
from tests import postgres, proxy
from tests.postgres import PostgresServer
from tests.proxy import Proxy, free_port

ROOT = Path(__file__).resolve().parents[2]
BOARD = "ai-filmmaking"
PASSWORD = "a password for the tests"
SECRET = "a secret of the tests"
STARTED_WITHIN = 60.0  # seconds, on a machine that is busy with other tests


class Dashboard:
    """One server, which may be killed and started again at the same port."""

    def __init__(self, address: str, folder: Path, number: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._address = address
        self._log = folder / f"dashboard-{number}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, without waiting for it."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SPECTRUM_")}
        ours = {
            "SPECTRUM_DATABASE": self._address,
            "SPECTRUM_SECRET": SECRET,
            "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
            "SPECTRUM_TRUSTED_PROXIES": "127.0.0.1",
        }
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
        place = ["--server.address", "127.0.0.1", "--server.port", str(self.port)]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, *place], cwd=ROOT, env=plain | ours, stdout=output, stderr=subprocess.STDOUT
            )

    def wait(self) -> None:
        """Until it is ready to take votes."""
        patience = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < patience:
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start: {self._log.read_text()}")

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)

    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text()


class Stage:
    """The database, two servers, the proxy."""

    def __init__(self, folder: Path) -> None:
        self.postgres = PostgresServer(durable=True)
        self.proxy: Proxy | None = None
        self.address = self.postgres.address()
        self.servers = [Dashboard(self.address, folder, number) for number in (1, 2)]
        try:
            store = open_store(self.address, BOARD, starter_tools=starter_tools)
            store.open_round(BOARD, "Rehearsal")
            store.close()
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.wait()
            self.proxy = Proxy(folder / "proxy", [server.port for server in self.servers])
        except BaseException:
            self.end()
            raise

    @property
    def url(self) -> str:
        """What browsers ask for."""
        assert self.proxy is not None
        return self.proxy.url

    def end(self) -> None:
        """Stop everything."""
        if self.proxy is not None:
            self.proxy.stop()
        for server in self.servers:
            server.stop()
        self.postgres.remove()

    def store(self) -> PostgresStore:
        """The board, as one more server sees it; the caller closes it."""
        return PostgresStore(self.address)

    def board(self, server: Dashboard) -> dict[str, Any]:
        """What a server says of the board."""
        answer = httpx.get(f"{server.url}/api/boards/{BOARD}", trust_env=False, timeout=10)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """A stage for tests. Without PostgreSQL or nginx they are skipped, in CI they fail."""
    needed = (
        (postgres.find_programs(), postgres.HOW_TO_GET_IT),
        (proxy.find_nginx(), proxy.HOW_TO_GET_IT),
    )
    for found, how in needed:
        if found is None:
            if os.environ.get("CI"):
                pytest.fail(how)
            pytest.skip(how)
    stage = Stage(folder)
    try:
        yield stage
    finally:
        stage.end()
