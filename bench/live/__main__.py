"""`python -m bench.live [--quick]`: measure the voting room, print a Markdown table, keep the figures as JSON."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.live.limits import raise_file_limit
from bench.live.plan import Plan, make_plan
from bench.live.rows import hall_rows, polling_rows, storm_rows
from bench.live.runs import install_socketio, run_ours, run_polling, run_socketio
from bench.machine import machine, machine_sentence
from bench.process import ROOT
from bench.table import Row, markdown, write_json


def storm(plan: Plan, folder: Path) -> list[Row]:
    """Everyone votes at once; socket.io under the same load."""
    installed = install_socketio(folder)
    ours = run_ours(plan.storm, folder)
    return storm_rows(ours, run_socketio(plan.storm, folder, installed), full=plan.full)


def hall(plan: Plan, folder: Path) -> list[Row]:
    """A large crowd watches, and some vote."""
    return hall_rows(run_ours(plan.hall, folder), full=plan.full)


def polling(plan: Plan, folder: Path) -> list[Row]:
    """Crowds as small as a page that polls can stand."""
    rows = []
    for crowd in plan.polling:
        rows += polling_rows(run_ours(crowd, folder), run_polling(crowd, folder))
    return rows


PARTS: dict[str, Callable[[Plan, Path], list[Row]]] = {"storm": storm, "hall": hall, "polling": polling}


def main() -> None:
    """Run the parts and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description="Measure the voting room.")
    parser.add_argument("--quick", action="store_true", help="small crowds for a few seconds")
    parser.add_argument("parts", nargs="*", help=f"only these of {', '.join(PARTS)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    raise_file_limit()
    plan = make_plan(quick=arguments.quick)
    about = machine()
    rows: list[Row] = []
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        for name in arguments.parts or PARTS:
            print(f"measuring {name} …", file=sys.stderr)
            rows += PARTS[name](plan, Path(folder))
    now = datetime.now(UTC)
    suffix = "-live-quick" if arguments.quick else "-live"
    results = ROOT / "bench" / "results" / f"{now:%Y%m%d-%H%M%S}{suffix}.json"
    write_json(results, about, rows)
    print(f"{machine_sentence(about)}. {now:%Y-%m-%d}{', quick run' if arguments.quick else ''}.\n")
    print(markdown(rows))
    print("\nratio: how many times as good as the alternative; below 1 it is worse.")
    took = time.perf_counter() - started
    print(f"{took:.0f} s in all; written to {results.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
