"""The wall in a real browser, and the names of tools on it and on the canvas to vote on."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.voting import close_round, dot, introduced

PROJECTOR = {"width": 1920, "height": 1080}
ALL = 33  # tools on the board
# Boxes in px of the window.
LAID_OUT = """
svg => {
  const box = node => { const { x, y, width, height } = node.getBoundingClientRect(); return { x, y, width, height }; };
  const seen = node => node.getClientRects().length > 0;
  return {
    frame: box(svg.querySelector('.ground')),
    ends: [...svg.querySelectorAll('.end')].map(box),
    dots: [...svg.querySelectorAll('.dot:not(.is-off):not(.is-draft) > .body')].map(box),
    names: [...svg.querySelectorAll('.name')].map(name => ({
      text: name.textContent, ...box(name), hasLine: seen(name.previousElementSibling),
    })),
  };
}
"""


def laid_out(page: Page) -> dict:
    expect(page.locator(".plane .name").first).to_be_visible()
    page.wait_for_timeout(800)  # dots glide to their places
    return page.locator(".plane").evaluate(LAID_OUT)


def positions(page: Page) -> dict[str, tuple[float, float]]:
    """The middle of each tool's handle by its name."""
    handles = page.locator(".plane .handle").evaluate_all(
        "all => all.map(h => { const b = h.querySelector('.touch').getBoundingClientRect();"
        " return [h.getAttribute('aria-label').split(';')[0], b.x + b.width / 2, b.y + b.height / 2]; })"
    )
    return {label.split(" ", 1)[1]: (x, y) for label, x, y in handles}


def away(box: dict, at: tuple[float, float]) -> float:
    """How far a point is from a box."""
    across = max(box["x"] - at[0], 0, at[0] - box["x"] - box["width"])
    down = max(box["y"] - at[1], 0, at[1] - box["y"] - box["height"])
    return math.hypot(across, down)


def lies_in(inner: dict, outer: dict) -> bool:
    return all(
        outer[low] <= inner[low] and inner[low] + inner[length] <= outer[low] + outer[length]
        for low, length in (("x", "width"), ("y", "height"))
    )


def covers(a: dict, b: dict) -> bool:
    beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=["projector", "phone"])
def test_names_on_the_wall_stand_by_their_own_dots_within_the_frame(site, visit, size):
    wall = visit(f"{site.url}/wall", size=size)
    shown, tools = laid_out(wall), positions(wall)
    frame = shown["frame"]
    for name in shown["names"]:
        assert lies_in(name, frame), name
        assert not any(covers(name, end) for end in shown["ends"]), name
        own = tools[name["text"]]
        others = [away(name, at) for tool, at in tools.items() if tool != name["text"] and at != own]
        assert name["hasLine"] or min(others) >= away(name, own), name


def test_tools_without_a_name_on_the_wall_are_listed_beside_it(site, visit):
    wall = visit(f"{site.url}/wall", size=PROJECTOR)
    named = {name["text"] for name in laid_out(wall)["names"]}
    listed = set(wall.locator(".rest .tool-name").all_inner_texts())
    assert len(named) > ALL / 2
    assert named | listed == set(positions(wall))
    assert not named & listed


def test_names_are_as_wide_as_they_were_taken_for(site, visit):
    """A name at the left of its dot, or at the right, is as near to it as it is meant to be."""
    page = introduced(visit(f"{site.url}/join", size={"width": 1440, "height": 900}))
    shown, tools = laid_out(page), positions(page)
    radius = shown["dots"][0]["width"] / 2
    level = [
        (name, tools[name["text"]])
        for name in shown["names"]
        if not name["hasLine"] and abs(name["y"] + name["height"] / 2 - tools[name["text"]][1]) < 3
    ]
    assert len(level) > 5
    for name, (x, _) in level:
        edge = name["x"] - x if name["x"] > x else x - name["x"] - name["width"]
        assert radius <= edge <= radius + 12, name


def test_wall_shows_the_join_code_to_the_organisers_browser_alone(own_site, visit):
    admin = visit(own_site.url)
    close_round(admin, own_site)
    wall = visit(f"{own_site.url}/wall", beside=admin)
    stranger = visit(f"{own_site.url}/wall")
    for each in (wall, stranger):
        expect(each.get_by_text("Voting is closed")).to_be_visible()
    admin.get_by_role("textbox", name="Join code").fill("tulip-42")
    admin.get_by_role("button", name="Open voting").click()
    expect(admin.get_by_text("Voting is open in round")).to_be_visible()
    expect(wall.locator(".code")).to_have_text("Code tulip-42")
    expect(stranger.get_by_text("Voting is open")).to_be_visible()
    stranger.wait_for_timeout(2_500)
    expect(stranger.locator(".code")).to_be_hidden()
    assert "tulip-42" not in stranger.content()
    close_round(admin, own_site)
    expect(wall.locator(".code")).to_be_hidden()


def test_wall_lists_the_tools_while_positions_are_hidden(own_site, visit):
    admin = visit(own_site.url)
    close_round(admin, own_site)
    admin.get_by_text("After the round: nobody sees positions until it closes").click()
    admin.get_by_role("button", name="Open voting").click()
    expect(admin.get_by_text("Voting is open in round")).to_be_visible()
    wall = visit(f"{own_site.url}/wall", size=PROJECTOR)
    expect(wall.get_by_text("They are shown here after the round.")).to_be_visible()
    rows = wall.locator(".catalogue li")
    expect(rows).to_have_count(ALL)
    expect(rows.first).to_contain_text("Denoising Picture")
    assert rows.evaluate_all("all => all.every(row => row.getBoundingClientRect().bottom <= innerHeight)")
    size = rows.first.evaluate("row => parseFloat(getComputedStyle(row).fontSize)")
    assert size >= 0.022 * PROJECTOR["height"]
    expect(wall.locator(".plane")).to_be_hidden()
    page = introduced(visit(f"{own_site.url}/join", size={"width": 1440, "height": 900}))
    expect(page.locator(".plane .caption")).to_have_text(f"{ALL} not placed yet")
    expect(page.locator(".plane .name")).to_have_count(0)
    close_round(admin, own_site)
    expect(wall.locator(".plane")).to_be_visible()
    expect(rows.first).to_be_hidden()


def test_name_on_the_canvas_to_vote_on_is_in_nobodys_way(site, visit):
    page = introduced(visit(f"{site.url}/join", size={"width": 1440, "height": 900}))
    assert len(laid_out(page)["names"]) > ALL / 2
    box = page.locator(".plane .name", has_text="Text-to-3D").bounding_box()
    assert box is not None
    hit = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).getAttribute('class')",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert "name" not in hit
    dot(page, 5).focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".plane .name.is-strong")).to_have_text("Rotoscoping")


def test_phone_shows_no_names_on_its_small_chart(site, visit):
    page = introduced(visit(f"{site.url}/join", phone=True))
    expect(page.locator(".plane .name")).to_have_count(0)
    assert page.locator("main").get_attribute("data-mode") == "vote"
