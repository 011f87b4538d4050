"""Fresh processes, timed, with the most memory that each held.

A child's peak is never below that of the process that starts it, so whoever
measures memory imports nothing heavy.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bench.child import RETURNED

ROOT = Path(__file__).resolve().parent.parent
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in ru_maxrss


@dataclass(frozen=True)
class Finished:
    """A process that ended well: how long it took, its peak memory in MB, and what it printed."""

    seconds: float
    peak: float
    output: str


class Running:
    """A process on its way, the first of a group of its own if `group`."""

    def __init__(
        self, *arguments: str, group: bool = False, settings: Mapping[str, str] | None = None
    ) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SPECTRUM_")}
        self._arguments = arguments
        self._group = group
        self._output: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in finish
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**kept, **(settings or {})},
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=group,
        )

    def finish(self, within: float | None = None) -> Finished:
        """Wait for its end, which comes `within` seconds at the latest. Raises RuntimeError if it fails."""
        timer = threading.Timer(within or 0, self.kill)
        if within is not None:
            timer.start()
        try:
            _, status, usage = os.wait4(self._process.pid, 0)
        finally:
            timer.cancel()
        seconds = time.perf_counter() - self._began
        self._process.returncode = os.waitstatus_to_exitcode(status)
        with self._output:
            self._output.seek(0)
            printed = self._output.read()
        if self._process.returncode == -signal.SIGKILL:
            raise RuntimeError(f"It was ended after {seconds:.0f} s, as it took too long.")
        if self._process.returncode:
            said = f"python {' '.join(self._arguments)} ended with {self._process.returncode}"
            raise RuntimeError(f"{said}:\n{printed}")
        return Finished(seconds, usage.ru_maxrss * RSS_UNIT / 1e6, printed)

    def kill(self) -> None:
        """End it, and its group if it leads one."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                if self._group:
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    os.kill(self._process.pid, signal.SIGKILL)


def run(*arguments: str) -> Finished:
    """Run this Python with `arguments` and without settings. Raises RuntimeError if it fails."""
    return Running(*arguments).finish()


def started_function(
    function: str, *, settings: Mapping[str, str] | None = None, **arguments: Any
) -> Running:
    """Begin 'module:function' in a group of processes of its own; `returned` reads its end."""
    return Running("-m", "bench.child", function, json.dumps(arguments), group=True, settings=settings)


def run_function(function: str, **arguments: Any) -> tuple[Any, Finished]:
    """Call 'module:function' in a process of its own; return what it returned, through JSON."""
    finished = run("-m", "bench.child", function, json.dumps(arguments))
    return returned(finished), finished


def returned(finished: Finished) -> Any:
    """What the function has returned."""
    lines = [line for line in finished.output.splitlines() if line.startswith(RETURNED)]
    return json.loads(lines[-1].removeprefix(RETURNED))
