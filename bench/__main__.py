"""`python -m bench [--quick] [PART …]`: measure, print one table, keep it as Markdown and JSON.

Every part runs in a process of its own. A part that is late makes no further runs,
and one that hangs is ended, so that the whole keeps its time. A quick run measures two
parts at once: it shows that everything works, and its figures are not to be quoted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path

from bench.live.limits import raise_file_limit
from bench.machine import machine
from bench.parts import LONG_SOAK, MAKES_DATA, NAMES, NEEDS_DATA, PARTS, SOAK, Part
from bench.process import ROOT, Running, returned, started_function
from bench.repeat import UNTIL
from bench.results import Results, as_row, read_series
from bench.table import Row

RESULTS = ROOT / "bench" / "results"
LIMIT, QUICK_LIMIT = 880, 115  # seconds that a run of all parts may take
PATIENCE = 60  # seconds that a part may take beyond its time before it is ended


class Bench:
    """One run over a folder for its files."""

    def __init__(self, folder: str, *, quick: bool, limit: float) -> None:
        self._folder = folder
        self._quick = quick
        self._end = time.monotonic() + limit
        self.rows: list[Row] = []
        self.missing: dict[str, str] = {}

    def run(self, names: list[str]) -> None:
        """Measure the parts of these names; the soak goes on beside some of them."""
        wanted = [part for part in (SOAK, *PARTS, LONG_SOAK) if part.name in names and self._seconds(part)]
        (self._run_in_pairs if self._quick else self._run_in_turn)(wanted)
        self.rows.sort(key=lambda row: NAMES.index(row.part))

    def _run_in_pairs(self, wanted: list[Part]) -> None:
        data = [part for part in wanted if part.name in MAKES_DATA]
        readers = [part for part in wanted if part.name in NEEDS_DATA and part not in data]
        others = [part for part in wanted if part not in (*data, *readers)]
        with ThreadPoolExecutor(2) as lanes:
            made = lanes.submit(self._measure, data)
            under_way = [lanes.submit(self._measure, [part]) for part in others]
            made.result()
            under_way += [lanes.submit(self._measure, [part]) for part in readers]
            for part in under_way:
                part.result()

    def _run_in_turn(self, wanted: list[Part]) -> None:
        beside, alone = ([part for part in wanted if part.beside is beside] for beside in (True, False))
        if SOAK in wanted:
            alone.remove(SOAK)
            with self._soak():
                self._measure(beside)
        else:
            self._measure(beside)
        self._measure(alone)

    @contextmanager
    def _soak(self) -> Iterator[None]:
        running = self._start(SOAK, time.time() + self._seconds(SOAK))
        try:
            yield
            self._finish(SOAK, running)
        finally:
            running.kill()

    def _measure(self, parts: list[Part]) -> None:
        until = time.time()
        for part in parts:
            until += self._seconds(part)
            if time.monotonic() > self._end:
                self.missing[part.name] = "No time was left."
                continue
            running = self._start(part, until)
            try:
                self._finish(part, running)
            finally:
                running.kill()

    def _start(self, part: Part, until: float) -> Running:
        print(f"measuring {part.name} …", file=sys.stderr)
        return started_function(
            f"{part.where}:measure", folder=self._folder, quick=self._quick, settings={UNTIL: str(until)}
        )

    def _finish(self, part: Part, running: Running) -> None:
        left = max(1.0, self._end - time.monotonic())
        try:
            finished = running.finish(within=min(self._seconds(part) + PATIENCE, left))
        except RuntimeError as failure:
            self.missing[part.name] = str(failure).strip().splitlines()[-1]
            print(failure, file=sys.stderr)
            return
        self.rows += [as_row(row, part.name) for row in returned(finished)]
        print(f"  {part.name} took {finished.seconds:.0f} s", file=sys.stderr)

    def _seconds(self, part: Part) -> int:
        return part.quick_seconds if self._quick else part.seconds


def time_limit(names: list[str], *, quick: bool) -> float:
    """Seconds that the parts may take together; who asks for some by name, or for the long soak, has time."""
    if set(names) != set(NAMES) - {LONG_SOAK.name}:
        return inf
    return QUICK_LIMIT if quick else LIMIT


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what the product does.")
    parser.add_argument("--quick", action="store_true", help="small sizes, each measured once: 2 minutes")
    parser.add_argument("--into", type=Path, default=RESULTS, help="folder for the results")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these of {', '.join(NAMES)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(NAMES):
        parser.error(f"no such part: {', '.join(sorted(unknown))}. There are {', '.join(NAMES)}.")
    names = list(arguments.parts or [name for name in NAMES if name != LONG_SOAK.name])
    if set(names) & set(NEEDS_DATA):
        names += ["data", "imports"]
    raise_file_limit()
    about, started = machine(), time.perf_counter()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        bench = Bench(folder, quick=arguments.quick, limit=time_limit(names, quick=arguments.quick))
        bench.run(names)
        series = read_series(folder)
    took = time.perf_counter() - started
    results = Results(
        about, f"{now:%Y-%m-%d}", arguments.quick, round(took, 1), tuple(bench.rows), series, bench.missing
    )
    path = results.write(arguments.into, f"{now:%Y%m%d-%H%M%S}{'-quick' if arguments.quick else ''}")
    print(results.markdown())
    print(f"{took:.0f} s in all; written to {path} and .md", file=sys.stderr)
    if results.broken or bench.missing:
        sys.exit(f"{len(results.broken)} promises broken, {len(bench.missing)} parts not measured.")


if __name__ == "__main__":
    main()
