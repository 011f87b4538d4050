"""`python -m bench.page_switch [--quick]`: how long it takes from one page to the next, in a real Chromium.

The board has a million current votes in two rounds. A switch lasts from the click on a
page's name until its script has run and all its charts are drawn. The first visitor since
a vote pays for what everybody after them finds kept; both are told.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench.data import simulation
from bench.live.ours import streamlit_command
from bench.live.server import free_port, running
from bench.machine import machine, machine_sentence
from bench.phone import FLAGS
from bench.plan import BOARD, in_words
from bench.process import run_function
from bench.table import MILLISECONDS, Row, markdown, others
from spectrum.analysis import simulate
from spectrum.exchange import import_file
from spectrum.store import open_store

TARGET = 500.0  # ms
VOTES, QUICK_VOTES = 1_000_000, 20_000
RUNS, QUICK_RUNS = 7, 2
PAGES = {
    "/": None, "/distribution": "Distribution", "/disagreement": "Disagreement", "/voters": "Voters",
    "/compare": "Compare", "/timeline": "Timeline", "/method": "Method",
}  # fmt: skip
"""Where each page is, and its heading; the first page's is the board's title."""

PATIENCE = 300_000  # ms
SCREEN = ViewportSize(width=1366, height=900)
SWITCH = """([path, heading]) => new Promise((done) => {
  const began = performance.now();
  const all = (chosen) => [...document.querySelectorAll(chosen)];
  const drawn = (chart) => chart.querySelector(".marks") !== null;
  const look = () => {
    const here = document.querySelector("h1")?.innerText ?? "";
    const there = location.pathname === path && (heading === null || here.startsWith(heading));
    const idle = document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
    const whole = all("[data-stale=true], [data-testid=stSpinner]").length === 0
      && all("[data-testid=stVegaLiteChart]").every(drawn);
    if (there && idle && whole) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  all(`a[href$="${path}"]`)[0].click();
  requestAnimationFrame(() => requestAnimationFrame(look));
})"""
"""Click on a page's name, and resolve to the milliseconds until the page stands."""


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """Rows of the table, two a page. Raises RuntimeError where there is no Chromium."""
    votes, runs = (QUICK_VOTES, QUICK_RUNS) if quick else (VOTES, RUNS)
    database = Path(folder) / "switch.duckdb"
    run_function("bench.page_switch:make_two_rounds", database=str(database), votes=votes)
    home, *others = PAGES
    with opened(database) as page:
        first = {path: switch(page, path) for path in (*others, home)}
        later = [{path: switch(page, path) for path in (*others, home)} for _ in range(runs)]
    again = {path: median(found[path] for found in later) for path in PAGES}
    return [asdict(row) for row in _rows(first, again, votes, quick)]


def make_two_rounds(database: str, votes: int) -> None:
    """Make a board whose voters cast the first half of the votes in one round and the second in another."""
    cast = simulate(simulation(votes)).votes
    halves = {True: "First", False: "Second"}
    csv = Path(database).with_suffix(".csv")
    rounds = [halves[row < len(cast) // 2] for row in range(len(cast))]
    cast.assign(round=rounds).to_csv(csv, index=False, date_format="%Y-%m-%dT%H:%M:%S.%fZ")
    store = open_store(database, BOARD)
    import_file(store, BOARD, csv)
    store.close()
    csv.unlink()


@contextmanager
def opened(database: Path) -> Iterator[Page]:
    """The first page of a new server on `database`, in a browser, with nothing kept yet of the others."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("No Chromium found. On Debian: apt-get install chromium")
    port = free_port()
    env = {"SPECTRUM_DATABASE": str(database), "SPECTRUM_BOARD": BOARD}
    with (
        running(streamlit_command("dashboard.py", port), port, database.parent, env=env),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport=SCREEN)
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/method")
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")
        yield page
        browser.close()


def switch(page: Page, path: str) -> float:
    """Click on a page's name; return after how many milliseconds it stands."""
    took: float = page.evaluate(SWITCH, [path, PAGES[path]])
    return took


def _rows(first: Mapping[str, float], again: Mapping[str, float], votes: int, quick: bool) -> list[Row]:
    target = None if quick else TARGET
    rows = []
    for path, heading in PAGES.items():
        name = f"page switch to {heading or 'the averaged spectrum'}, {in_words(votes)} votes"
        rows.append(Row(name, again[path], MILLISECONDS, target=target))
        rows.append(Row("… for the first visitor since a vote", first[path], MILLISECONDS))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.page_switch", description="Time page switches.")
    parser.add_argument("--quick", action="store_true", help="few votes, each page twice")
    quick = parser.parse_args().quick
    about = machine()
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        rows = [Row(**row) for row in measure(folder, quick)]
    print(f"{machine_sentence(about)}\n\n{markdown(rows)}\n\n{others(rows)}", file=sys.stdout)


if __name__ == "__main__":
    main()
