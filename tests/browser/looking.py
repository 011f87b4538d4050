"""How a browser test waits, and what it holds against a page."""

from __future__ import annotations

from playwright.sync_api import Page

BOARD = "ai-filmmaking"
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
BEGUN = "[data-testid=stMain] [data-testid=stElementContainer]"  # before it connects, a page is not running either
DRAWN = """
() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
  .every(chart => chart.offsetParent === null || chart.closest('[data-testid=stExpanderDetails]')
    || chart.querySelector('.marks'))
"""


def foreign(url: str) -> list[str]:
    """A request to anywhere but the server under test."""
    own = url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
    return [] if own else [f"request to {url}"]


def settled(page: Page) -> None:
    """Wait until the page's script has run and what it drew stands."""
    page.wait_for_selector(BEGUN, state="attached")
    page.wait_for_selector(READY)
    page.wait_for_timeout(600)
    page.wait_for_selector(READY)
    page.wait_for_function(DRAWN)
