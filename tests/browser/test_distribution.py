"""Picking votes of one tool with a mouse, in a real browser: the plane is drawn by a package of its own."""

from __future__ import annotations

import re

import pytest

from tests.browser.looking import settled

PAGE = "distribution?tool=d05&look=Pick+votes"
TOLD = re.compile(r"(\d+) of (\d+) votes picked")


def main(page):
    return page.inner_text("[data-testid=stMain]")


def picked(page) -> tuple[int, int]:
    settled(page)
    found = TOLD.search(main(page))
    assert found
    return int(found[1]), int(found[2])


def frame(page):
    plane = page.frame_locator("iframe").first
    plane.locator(".points path").first.wait_for()
    return plane


def draw_around(page, box, corners):
    """Drag the mouse along these corners, given as shares of the plot from its top left."""
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in [*places[1:], places[0]]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_lasso_click_and_clear_pick_votes(site, open_page, dark):
    page = open_page(f"{site.url}/{PAGE}", dark=dark)
    plane = frame(page)
    none, everything = picked(page)
    assert none == 0
    assert plane.locator(".points path").count() == everything

    box = plane.locator(".nsewdrag").first.bounding_box()
    draw_around(page, box, [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)])
    page.get_by_text("The same voters on the other tools").wait_for()
    assert picked(page) == (everything, everything)

    dot = plane.locator(".points path").nth(1).bounding_box()
    middle = (dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    page.mouse.move(middle[0] - 20, middle[1])
    page.mouse.move(*middle, steps=5)
    page.wait_for_timeout(300)  # Plotly looks for the nearest dot only now and then
    page.mouse.down()
    page.mouse.up()
    page.get_by_text(f"1 of {everything} votes picked").wait_for()

    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Nothing picked yet").wait_for()
    assert picked(page)[0] == 0


def test_votes_are_picked_by_keyboard_and_the_url_keeps_the_range(site, open_page):
    page = open_page(f"{site.url}/{PAGE}")
    frame(page)
    _, everything = picked(page)
    low = page.get_by_role("slider").first
    low.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("x_range=3"))
    assert 0 < picked(page)[0] <= everything
    before = picked(page)
    page.reload()
    frame(page)
    assert picked(page) == before


@pytest.mark.parametrize("look", ["All+votes", "By+round", "Pick+votes"])
def test_every_look_fits_a_phone(site, open_page, look):
    page = open_page(f"{site.url}/distribution?tool=d05&look={look}&x_range=1&x_range=99", phone=True)
    assert "Rotoscoping" in main(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
