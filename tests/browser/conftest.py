"""A real server on a board of simulated votes, and a real Chromium to look at it.

Without a browser these tests are skipped with a word on how to get one; in CI
(where CI is set) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.browser.looking import BOARD, foreign, settled

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 60
PATIENCE = 30_000  # ms, on a busy machine: as long as Playwright waits for all else
PASSWORD = "a password for the tests"


@dataclass
class Site:
    """A running server and its database, which can be opened once the server has stopped."""

    url: str
    database: Path
    stop: Callable[[], None]


def failures(request: Request) -> list[str]:
    """The word on a request that failed; none if it was given up because the page was left."""
    return (
        [] if request.failure == "net::ERR_ABORTED" else [f"request failed: {request.url} {request.failure}"]
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")  # its event loop must not outlive these tests
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "No Chromium found. On Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def seeded(database: Path) -> None:
    """The starter tools with 300 made-up votes and an open round."""
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    tools = starter_tools()
    truth = tuple((tool.seed_x or 50.0, tool.seed_y or 50.0) for tool in tools)
    plan = Simulation(voters=30, tools=len(tools), votes_per_voter=10, seed=5, positions=truth)
    import_simulation(store, BOARD, plan, tools=tools)
    store.open_round(BOARD, "Rehearsal")
    store.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(database: Path, port: int | None = None, **settings: str) -> Iterator[Site]:
    """A server on `database` at a port, until the end of the block. What it prints goes beside the database."""
    port = port or free_port()
    environment = {
        **os.environ,
        "SPECTRUM_DATABASE": str(database),
        "SPECTRUM_DEMO": "0",
        "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
        **settings,
    }
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    log = database.with_suffix(".log")
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as server,
    ):

        def stop() -> None:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=30)

        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_up(f"{url}/healthz", server, log)
            yield Site(url, database, stop)
        finally:
            stop()


def wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that tests look at without changing its board."""
    database = tmp_path_factory.mktemp("site") / "votes.duckdb"
    seeded(database)
    with serving(database) as running:
        yield running


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A server of the test's own, to vote on."""
    database = tmp_path / "votes.duckdb"
    seeded(database)
    with serving(database) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages and, at the end of the test, fails on any error that one of them had."""
    problems: list[str] = []
    contexts = []

    def open_(url: str, *, phone: bool = False, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("requestfailed", lambda failed: problems.extend(failures(failed)))
        page.on("request", lambda sent: problems.extend(foreign(sent.url)))
        page.goto(url)
        settled(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [problem for problem in problems if "_stcore" not in problem] == []
