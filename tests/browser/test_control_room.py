"""The control room in a real browser: the main path of a session, on a laptop and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from spectrum.store import open_store
from tests.browser.looking import BOARD, settled
from tests.browser.voting import organise

ROW = 35  # pixels of a table's row
PARTS = ("Session", "Tools", "Voters", "Seeds", "Suggestions", "Board", "Record")
OUTCOME = ".st-key-outcome"


def go_to(page: Page, part: str) -> None:
    page.get_by_role("radio", name=part, exact=True).click()
    settled(page)


def told(page: Page, text: str) -> None:
    expect(page.locator(OUTCOME)).to_contain_text(text)
    settled(page)


def confirm(page: Page, name: str) -> None:
    dialog = page.get_by_role("dialog").filter(has=page.get_by_placeholder("The name above"))
    dialog.get_by_placeholder("The name above").fill(name)
    dialog.locator(".st-key-confirm button").click()


def click_row(page: Page, row: int, across: int) -> None:
    """Click in a row, from 1 on, of the first table of the page, as a hand does: the table follows the pointer."""
    page.get_by_role("heading", name="Organise").scroll_into_view_if_needed()
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    place = table.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + across, place["y"] + ROW // 2)
    page.mouse.move(place["x"] + across, place["y"] + ROW * row + ROW // 2, steps=10)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.up()
    settled(page)


def new_tool(page: Page, name: str) -> None:
    page.get_by_text("Add a tool", exact=True).click()
    settled(page)
    page.locator(".st-key-new_tool_0_name input").fill(name)
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("button", name="Add the tool").click()
    told(page, f"“{name}” is on the board.")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_session_is_run_from_the_control_room(own_site, open_page, phone):
    page = organise(open_page(own_site.url, phone=phone), own_site)
    settled(page)
    page.get_by_role("button", name="Close voting").click()
    page.get_by_role("button", name="Close the round now").click()
    told(page, "Round “Rehearsal” is closed.")
    page.get_by_label("Name", exact=True).fill("Opening night")
    page.get_by_role("button", name="Open voting").click()
    told(page, "Round “Opening night” is open")
    page.get_by_role("button", name="Start the countdown").click()
    told(page, "closes by itself at")
    first = page.locator(".st-key-live").get_by_text("9:5")
    expect(first).to_be_visible()
    before = first.inner_text()
    page.wait_for_timeout(2_200)
    assert page.locator(".st-key-live").get_by_text("9:5").inner_text() < before

    go_to(page, "Tools")
    new_tool(page, "Rotoscopping")
    page.get_by_text("Likely duplicates: 1 pair").click()
    settled(page)
    page.get_by_role("button", name="Merge …").first.click()
    confirm(page, "rotoscopping")
    told(page, "“Rotoscopping” is merged: its votes count for “Rotoscoping”.")
    page.get_by_role("button", name="Undo", exact=True).click()
    told(page, "“Rotoscopping” stands by itself again")
    click_row(page, 2, 120)
    detail = page.locator(".st-key-tool_detail")
    expect(detail).to_contain_text("2 · Script Breakdown")
    detail.get_by_label("Seed x").fill("")
    detail.get_by_label("Name", exact=True).fill("Breaking down scripts")
    detail.get_by_role("button", name="Save").click()
    told(page, "“Breaking down scripts” is saved.")

    go_to(page, "Voters")
    page.get_by_role("radio", name="all", exact=True).click()
    settled(page)
    click_row(page, 1, 20)
    expect(page.get_by_text("Without this voter")).to_be_visible()
    page.get_by_role("button", name="Block 1 voter").click()
    told(page, "blocked. Their votes count no more")
    page.get_by_role("button", name="Undo", exact=True).click()
    told(page, "not blocked. Their votes count.")

    for part in PARTS:
        go_to(page, part)
        assert f"part={part}" in page.url or part == PARTS[0]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), part
        assert page.get_by_role("dialog").count() == 0

    own_site.stop()
    store = open_store(str(own_site.database), BOARD, must_exist=True)
    try:
        tools = {tool.name: tool for tool in store.tools(BOARD)}
        assert tools["Breaking down scripts"].seed_x is None
        assert tools["Rotoscopping"].status == "live"
        assert [entry.action for entry in reversed(store.organise(BOARD, "test").audit())] == [
            "open_round", "sign_in", "close_round", "open_round", "time_round", "add_tools", "merge_tools",
            "unmerge_tool", "edit_tool", "block_voter", "unblock_voter",
        ]  # fmt: skip
        assert store.verify(BOARD).agrees
    finally:
        store.close()


def test_question_is_withdrawn_by_closing_it(own_site, open_page):
    page = organise(open_page(own_site.url), own_site)
    page.goto(f"{own_site.url}/organise?part=Tools&tool=d05")
    settled(page)
    page.get_by_role("button", name="Votes on this tool").click()
    page.get_by_role("button", name="Reset its votes …").click()
    dialog = page.get_by_role("dialog", name="Reset the votes of one tool")
    expect(dialog).to_contain_text("Rotoscoping")
    confirm(page, "another name")
    expect(dialog).to_contain_text("That is not the name above. Nothing was changed.")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    go_to(page, "Record")
    assert "Votes reset" not in page.inner_text("[data-testid=stMain]")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_part_can_be_used_without_seeing_it(site, open_page, dark):
    page = organise(open_page(site.url, dark=dark), site)
    for part in PARTS:
        page.goto(f"{site.url}/organise?part={part}&tool=d05")
        settled(page)
        found = Axe().run(page).response["violations"]
        serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        assert [(part, rule["id"], rule["nodes"][0]["html"]) for rule in serious] == []
