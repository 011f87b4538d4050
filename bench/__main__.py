"""`python -m bench [--quick]`: measure everything, print a Markdown table, keep the figures as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime

from bench.machine import machine, machine_sentence
from bench.process import ROOT, run_function
from bench.table import Row, markdown, write_json

PARTS = ("imports", "first_page", "positions", "tables", "writer", "phone")


def main() -> None:
    """Run every part in a process of its own and report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what the product costs.")
    parser.add_argument("--quick", action="store_true", help="100 k votes instead of 1 M, each measured once")
    quick = parser.parse_args().quick
    started = time.perf_counter()
    about = machine()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        run_function("bench.data:write_files", folder=folder, quick=quick)
        for part in PARTS:
            print(f"measuring {part} …", file=sys.stderr)
            found, finished = run_function(f"bench.{part}:measure", folder=folder, quick=quick)
            print(f"  took {finished.seconds:.0f} s", file=sys.stderr)
            rows += [Row(**row) for row in found]
    now = datetime.now(UTC)
    results = ROOT / "bench" / "results" / f"{now:%Y%m%d-%H%M%S}{'-quick' if quick else ''}.json"
    write_json(results, about, rows)
    print(f"{machine_sentence(about)}. {now:%Y-%m-%d}{', quick run' if quick else ''}.\n")
    print(markdown(rows))
    print("\nratio: how many times as good as the alternative; below 1 it is worse.")
    took = time.perf_counter() - started
    print(f"{took:.0f} s in all; written to {results.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
