"""What a voter, the organiser and whoever looks into the database do in a browser test."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

from spectrum.store import open_store
from tests.browser.looking import BOARD
from tests.servers.stage import Stage
from tests.serving import PASSWORD, Server


def introduced(page: Page) -> Page:
    """The page once the board is there and the introduction is dismissed."""
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".connection")).to_contain_text("Live")
    expect(page.get_by_role("dialog")).to_have_count(0)
    return page


def dot(page: Page, number: int) -> Locator:
    """A tool's dot on the chart."""
    return page.locator(f'[role=button][aria-label^="{number} "]').first


def centre(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, number: int, across: float, down: float) -> None:
    """Drag a dot with the mouse by so many pixels, and let go."""
    x, y = centre(dot(page, number))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + down / 2, steps=4)
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def touch_drag(page: Page, number: int, across: float, down: float) -> None:
    """Drag a dot with a finger."""
    session: CDPSession = page.context.new_cdp_session(page)
    x, y = centre(dot(page, number))

    def send(kind: str, points: list[dict[str, float]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [{"x": x, "y": y}])
    for step in range(1, 7):
        send("touchMove", [{"x": x + across * step / 6, "y": y + down * step / 6}])
    send("touchEnd", [])


def press_vote(page: Page) -> None:
    """Confirm the draft, and wait until it is said to be in."""
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator(".strip .note")).to_contain_text("Your vote is in")


def board_answer(site: Server) -> dict[str, Any]:
    with urllib.request.urlopen(f"{site.url}/api/boards/{BOARD}", timeout=5) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def position(site: Server, number: int) -> tuple[int, float, float]:
    """Where a tool stands for everybody: n, x, y."""
    [tool] = [tool for tool in board_answer(site)["tools"] if tool["number"] == number]
    return tool["n"], tool["x"], tool["y"]


def organise(page: Page, site: Server | Stage) -> Page:
    """Sign in on a page that is open; it then shows the organiser's controls."""
    page.goto(f"{site.url}/sign-in")
    if page.url.endswith("/sign-in"):  # else the session goes on
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Organise")).to_be_visible()
    return page


def close_round(page: Page, site: Server | Stage) -> None:
    """As the organiser, close the round that is open."""
    organise(page, site)
    page.get_by_role("button", name="Close voting").click()
    page.get_by_role("button", name="Close the round now").click()
    expect(page.get_by_text("is closed.")).to_be_visible()


def stored(site: Server) -> list[dict[str, Any]]:
    """The live votes in the database with their tools' numbers, after the server has let go of it."""
    site.stop()
    store = open_store(str(site.database), BOARD, must_exist=True)
    try:
        log = store.extract(BOARD).votes
        log["number"] = log["tool_id"].map({tool.tool_id: tool.number for tool in store.tools(BOARD)})
        assert store.verify(BOARD).agrees
    finally:
        store.close()
    rows: list[dict[str, Any]] = log[log["source"] == "live"].to_dict("records")
    return rows


Visit = Callable[..., Page]
