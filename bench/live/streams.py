"""`python -m bench.live.streams [STREAMS] [SECONDS]`: what streams and frames cost, ours and sse-starlette's."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.live.fleet import joined_fleet
from bench.live.limits import raise_file_limit
from bench.live.plan import Crowd, make_plan
from bench.live.server import free_port, running
from bench.live.stream_apps import PARTS_OF_A_SECOND
from bench.machine import machine, machine_sentence
from bench.table import MILLISECONDS, Row, markdown

LIBRARY = "sse-starlette"


@dataclass(frozen=True)
class Cost:
    """kB a stream; seconds that frames were under way; processor microseconds and frames a second."""

    memory: float
    p50: float
    p95: float
    processor: float
    frames: float


def measure(app: str, streams: int, seconds: float, folder: Path) -> Cost:
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


def stream_rows(streams: int, seconds: float, folder: Path) -> list[Row]:
    """Rows of the table."""
    ours, theirs = (measure(app, streams, seconds, folder) for app in ("ours", "library"))
    return [
        Row(f"{streams:,} open streams: memory of each", ours.memory, "kB", LIBRARY, theirs.memory),
        Row("… tick to screen, p50", 1000 * ours.p50, MILLISECONDS, LIBRARY, 1000 * theirs.p50),
        Row("… tick to screen, p95", 1000 * ours.p95, MILLISECONDS, LIBRARY, 1000 * theirs.p95),
        Row("… processor for a frame", ours.processor, "µs", LIBRARY, theirs.processor),
        Row("… frames", ours.frames, "frames/s", LIBRARY, theirs.frames),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.live.streams", description=__doc__)
    parser.add_argument("streams", nargs="?", type=int, default=make_plan(quick=False).streams)
    parser.add_argument("seconds", nargs="?", type=float, default=15.0)
    arguments = parser.parse_args()
    raise_file_limit()
    about = machine()
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        rows = stream_rows(arguments.streams, arguments.seconds, Path(folder))
    print(f"{machine_sentence(about)}.\n")
    print(markdown(rows))


if __name__ == "__main__":
    main()
