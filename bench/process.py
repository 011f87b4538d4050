"""Fresh processes, timed, with the most memory that each held.

A child's peak is never below that of the process that starts it, so whoever
measures memory imports nothing heavy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in ru_maxrss


@dataclass(frozen=True)
class Finished:
    """A process that ended well: how long it took, its peak memory in MB, and what it printed."""

    seconds: float
    peak: float
    output: str


def run(*arguments: str) -> Finished:
    """Run this Python with `arguments` and without settings. Raises RuntimeError if it fails."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("SPECTRUM_")}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode:
        raise RuntimeError(f"python {' '.join(arguments)} ended with {process.returncode}:\n{printed}")
    return Finished(seconds, usage.ru_maxrss * RSS_UNIT / 1e6, printed)


def run_function(function: str, **arguments: Any) -> tuple[Any, Finished]:
    """Call 'module:function' in a process of its own; return what it returned, through JSON."""
    finished = run("-m", "bench.child", function, json.dumps(arguments))
    return json.loads(finished.output.splitlines()[-1]), finished
