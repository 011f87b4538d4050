"""A real server on a board of simulated votes, and a real Chromium to look at it.

Without a browser these tests are skipped with a word on how to get one; in CI
(where CI is set) that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.browser.looking import BOARD, foreign, settled
from tests.serving import PASSWORD, Server, running

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
PATIENCE = 30_000  # ms, on a busy machine: as long as Playwright waits for all else


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


@contextmanager
def serving(database: Path, port: int | None = None, **settings: str) -> Iterator[Server]:
    """A server that takes votes, until the end of the block."""
    ours = {"SPECTRUM_ORGANISER_PASSWORD": PASSWORD}
    with running(Server(database, ours | settings, port=port)) as server:
        server.wait_until_healthy()
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests look at without changing its board."""
    database = tmp_path_factory.mktemp("site") / "votes.duckdb"
    seeded(database)
    with serving(database) as running:
        yield running


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Server]:
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


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages at once, in new browsers or in that of another page, and fails on an error in one of them."""
    problems: list[str] = []
    contexts = []

    def open_(
        url: str,
        *,
        beside: Page | None = None,
        phone: bool = False,
        dark: bool = False,
        size: dict[str, int] | None = None,
    ) -> Page:
        if beside is None:
            context = browser.new_context(
                viewport=size or (PHONE if phone else DESKTOP),
                color_scheme="dark" if dark else "light",
                has_touch=phone,
                is_mobile=phone,
                ignore_https_errors=True,
            )
            contexts.append(context)
        else:
            context = beside.context
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []
