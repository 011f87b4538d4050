"""Voting, one tool's distribution and the downloads, in a real browser."""

from __future__ import annotations

import zipfile

import pytest

from spectrum.store import open_store
from tests.browser.looking import BOARD, settled


def main(page):
    return page.inner_text("[data-testid=stMain]")


def stored(site):
    """The live votes in the database, after the server has let go of it."""
    site.stop()
    store = open_store(str(site.database), BOARD, must_exist=True)
    try:
        log = store.extract(BOARD).votes
        assert store.verify(BOARD).agrees
    finally:
        store.close()
    return log[log["source"] == "live"].to_dict("records")


def test_vote_is_stored_once_and_shown_as_mine_after_a_reload(own_site, open_page):
    page = open_page(f"{own_site.url}/vote?tool=d09", phone=True)
    page.get_by_role("slider").nth(0).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Vote", exact=False).last.click()
    page.wait_for_selector("text=Your vote is in.")
    page.reload()
    settled(page)
    assert "Markerless Mocap" in main(page)
    assert "52.0 generative" in main(page)
    [vote] = stored(own_site)
    assert (vote["tool_id"], vote["x"], vote["y"], vote["kind"]) == ("d09", 52.0, 50.0, "place")


def test_voting_works_with_the_keyboard_alone(own_site, open_page):
    page = open_page(f"{own_site.url}/vote?tool=d09")
    page.locator("body").press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement.getAttribute('role')") == "slider":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip().endswith("Vote"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your vote is in.")
    [vote] = stored(own_site)
    assert vote["x"] == 49.5


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_plane_is_square_at_every_size(site, open_page, phone):
    page = open_page(f"{site.url}/distribution?tool=d05", phone=phone)
    assert "Rotoscoping" in main(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    plot = page.locator(".st-key-plane svg.marks .role-frame path.background").first.bounding_box()
    assert plot["width"] == pytest.approx(plot["height"], rel=0.02)
    assert plot["width"] > 250


def test_package_from_the_data_page_is_complete(site, open_page, tmp_path):
    page = open_page(f"{site.url}/data")
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name="Data package").click()
    file = tmp_path / "package.zip"
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as package:
        assert {"datapackage.json", "votes.csv", "tools.csv", "positions.csv"} <= set(package.namelist())
        assert package.read("votes.csv").count(b"\n") == 301


@pytest.mark.parametrize("path", ["vote", "distribution", "data"])
def test_pages_fit_a_phone(site, open_page, path):
    page = open_page(f"{site.url}/{path}", phone=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
