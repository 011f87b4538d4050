"""What open streams and their frames cost, ours and sse-starlette's."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.live.fleet import joined_fleet
from bench.live.plan import Crowd, make_plan
from bench.live.server import free_port, running
from bench.live.stream_apps import PARTS_OF_A_SECOND
from bench.table import MILLISECONDS, measured

LIBRARY = "sse-starlette"
SECONDS = 8.0


@dataclass(frozen=True)
class Cost:
    """kB a stream; seconds that frames were under way; processor microseconds and frames a second."""

    memory: float
    p50: float
    p95: float
    processor: float
    frames: float


def _cost(app: str, streams: int, seconds: float, folder: Path) -> Cost:
    """Open streams to one of `stream_apps`, listen for a while, and count."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", f"bench.live.stream_apps:{app}", "--factory", "--port", str(port),
        "--host", "127.0.0.1", "--loop", "uvloop", "--http", "httptools", "--log-level", "warning",
        "--timeout-graceful-shutdown", "5",
    ]  # fmt: skip
    with running(command, port, folder) as server:
        empty = server.memory()
        with joined_fleet("listen", port, Crowd(streams, 0, seconds), [], folder) as fleet:
            begin = fleet.start()
            time.sleep(max(0.0, begin - time.monotonic()))
            used, full = server.cpu_seconds(), server.memory()
            time.sleep(seconds)
            used = server.cpu_seconds() - used
            records = fleet.records()
            fleet.leave()
        inside = (records.frames_at >= begin) & (records.frames_at < begin + seconds)
        waits = (records.frames_at - records.frames_votes / PARTS_OF_A_SECOND)[inside]
    p50, p95 = np.percentile(waits, [50, 95])
    return Cost(
        memory=1000 * (full - empty) / streams,
        p50=float(p50),
        p95=float(p95),
        processor=1e6 * used / len(waits),
        frames=len(waits) / seconds,
    )


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, of one run each."""
    plan = make_plan(quick=quick)
    ours, theirs = (_cost(app, plan.streams, SECONDS, Path(folder)) for app in ("ours", "library"))
    name = f"{plan.streams:,} open streams"
    figures = [
        ("memory of each", "kB", ours.memory, theirs.memory),
        ("tick to screen, p50", MILLISECONDS, 1000 * ours.p50, 1000 * theirs.p50),
        ("tick to screen, p95", MILLISECONDS, 1000 * ours.p95, 1000 * theirs.p95),
        ("processor for a frame", "µs", ours.processor, theirs.processor),
        ("frames", "frames/s", ours.frames, theirs.frames),
    ]
    return [
        asdict(measured(f"{name}: {what}", [figure], unit, LIBRARY, [other]))
        for what, unit, figure, other in figures
    ]
