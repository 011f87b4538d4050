"""A board of 300 tools in a real browser: dots that can be told apart, read and picked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import BOARD, settled
from tests.browser.voting import centre, dot, introduced
from tests.serving import Server

TOOLS = 300
DOTS = ".plane .dots .dot:not(.is-off)"
CHART = ".st-key-spectrum svg.marks"
BESIDE = """
() => {
  const box = element => element.getBoundingClientRect();
  const middle = ({x, y, width, height}) => [x + width / 2, y + height / 2];
  const dots = [...document.querySelectorAll('.plane .dots .dot:not(.is-off) .body')].map(body => middle(box(body)));
  const [x, y] = middle(box(document.querySelector('.plane .ground')));
  const away = at => Math.min(...dots.map(dot => Math.hypot(dot[0] - at[0], dot[1] - at[1])));
  for (let by = 0; by < 150; by++)
    for (const at of [[x + by, y], [x - by, y], [x, y - by]]) if (away(at) > 8 && away(at) < 10) return at;
}
"""  # a point that is no dot, but as near to one as a finger
NUMBERS = """
all => all.map(number => number.getBoundingClientRect()).filter(box => box.width > 0)
"""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a board of 300 tools, which lie around where the starter tools do."""
    database = tmp_path_factory.mktemp("crowd") / "votes.duckdb"
    known = starter_tools()
    tools = [
        replace(known[at % len(known)], tool_id=f"t{at}", number=at, name=f"Tool of number {at}")
        for at in range(1, TOOLS + 1)
    ]
    truth = tuple(
        (min(99.0, (tool.seed_x or 50) * 0.9 + at % 11), min(99.0, (tool.seed_y or 50) * 0.9 + at % 7))
        for at, tool in enumerate(tools)
    )
    store = open_store(str(database), BOARD, starter_tools=lambda: tools)
    plan = Simulation(voters=60, tools=TOOLS, votes_per_voter=40, seed=5, positions=truth)
    import_simulation(store, BOARD, plan, tools=tools)
    store.open_round(BOARD, "Rehearsal")
    store.close()
    with serving(database) as running:
        yield running


def on_chart(page: Page) -> Page:
    expect(page.locator(DOTS)).to_have_count(TOOLS)
    return page


def numbers(page: Page) -> int:
    """How many numbers stand on dots."""
    return len(page.locator(".plane .dot .number").evaluate_all(NUMBERS))


@pytest.mark.parametrize("path", ["join", "wall", "timeline"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_dots_of_a_crowd_are_small_and_without_numbers(crowded, open_canvas, path, phone):
    page = on_chart(open_canvas(crowded, path, phone=phone))
    assert numbers(page) == 0
    widths = page.locator(f"{DOTS} .body").evaluate_all(
        "all => all.map(body => body.getBoundingClientRect().width)"
    )
    assert 6 < max(widths) < 20
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_number_comes_with_focus_and_with_selection(crowded, open_canvas):
    page = on_chart(open_canvas(crowded, "join"))
    dot(page, 7).focus()
    expect(page.locator(".plane .name.is-strong")).to_have_text("Tool of number 7")
    assert numbers(page) == 1
    page.get_by_label("Search tools").fill("number 123")
    expect(page.locator(".list .tool:visible")).to_have_count(1)
    page.locator(".list .tool:visible").click()
    expect(page.locator(".strip h2")).to_contain_text("Tool of number 123")
    assert page.locator(".plane .front .number:visible").all_text_contents() == ["123"]


def test_numbers_come_back_where_a_zoomed_chart_shows_few(crowded, open_canvas):
    page = on_chart(open_canvas(crowded, "join"))
    dot(page, 32).focus()
    for _ in range(6):
        page.keyboard.press("+")
    expect(page.get_by_role("button", name="Whole chart")).to_be_visible()
    assert numbers(page) >= 2


def test_finger_picks_any_dot_where_many_lie_close(crowded, open_canvas):
    page = on_chart(open_canvas(crowded, "join", phone=True))
    x, y = centre(dot(page, 19))
    page.touchscreen.tap(x, y)
    strip = page.locator(".strip h2")
    if not strip.is_visible():  # what lies under the finger is fanned out, with names
        named = page.locator(".plane .name")
        expect(named.filter(has_text=re.compile(r"number 19$"))).to_have_count(1)
        assert named.count() > 1
        page.wait_for_timeout(300)
        page.touchscreen.tap(*centre(dot(page, 19)))
    expect(strip).to_contain_text("Tool of number 19")


def test_tap_places_the_selected_tool_also_beside_other_dots(crowded, open_canvas):
    page = on_chart(open_canvas(crowded, "join", phone=True))
    page.get_by_role("button", name="Next unplaced").click()
    chosen = page.locator(".strip h2").inner_text()
    page.touchscreen.tap(*page.evaluate(BESIDE))
    expect(page.locator(".strip .note")).to_contain_text("Not saved yet")
    assert page.locator(".strip h2").inner_text() == chosen


def test_home_page_has_no_numbers_on_dots_and_a_finger_need_not_be_exact(crowded, open_page):
    page = open_page(crowded.url, phone=True)
    mark = page.locator(f"{CHART} [aria-roledescription][aria-label*='number 66,']").first
    x, y = centre(mark)
    page.touchscreen.tap(x + 7, y)
    page.wait_for_url(re.compile(r"tool=t\d+"))
    settled(page)
    assert "How its votes are distributed" in page.inner_text("[data-testid=stMain]")


@pytest.fixture
def open_canvas(visit):
    """Opens a page with the canvas on it, past its introduction."""

    def open_(site: Server, path: str, *, phone: bool = False) -> Page:
        page = visit(f"{site.url}/{path}", phone=phone)
        return introduced(page) if path == "join" else page

    return open_
