"""Servers as processes of their own: started on a free port of the loopback address, watched, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.process import ROOT

READY = 60.0  # seconds that a start may take
STOP = 60.0  # seconds that an end may take


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def cpu_seconds(self) -> float:
        """Processor time that it has used."""
        return cpu_seconds(self.process.pid)

    def memory(self) -> float:
        """MB that it holds now."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def stop(self) -> float:
        """Tell it to end; return after how many seconds it has."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOP)
        return time.monotonic() - began


@contextmanager
def running(
    command: Sequence[str], port: int, folder: Path, *, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[Server]:
    """Start a server and wait until it takes connections; kill it at last if it still runs."""
    log = folder / f"server-{port}.log"
    settings = {name: value for name, value in os.environ.items() if not name.startswith("SPECTRUM_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env={**settings, **(env or {})}, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(process, port, log)
    try:
        _wait_until_open(server)
        yield server
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def machine_seconds() -> float:
    """Processor time that all processes have used, and what a host has taken away from this machine."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + getattr(times, "steal", 0.0))


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(server: Server) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline and server.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{server.log.read_text(errors='replace')}")
