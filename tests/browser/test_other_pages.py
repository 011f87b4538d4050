"""One tool's distribution and the downloads, in a real browser."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from spectrum.model import Board

TITLE = Board("any").title


def main(page):
    return page.inner_text("[data-testid=stMain]")


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
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Data package").click()
    file = tmp_path / "package.zip"
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as package:
        assert {"datapackage.json", "votes.csv", "tools.csv", "positions.csv"} <= set(package.namelist())
        assert package.read("votes.csv").count(b"\n") == 301


def test_tab_says_which_page_of_which_board_it_shows(site, open_page):
    page = open_page(site.url)
    expect(page).to_have_title(TITLE)
    page.get_by_role("link", name="Disagreement").click()
    expect(page).to_have_title(f"Disagreement · {TITLE}")
    for path, name in (("my_votes", "My votes"), ("wall", "Wall")):
        page.goto(f"{site.url}/{path}")
        expect(page).to_have_title(f"{name} · {TITLE}")


@pytest.mark.parametrize("path", ["vote", "distribution", "data"])
def test_pages_fit_a_phone(site, open_page, path):
    page = open_page(f"{site.url}/{path}", phone=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
