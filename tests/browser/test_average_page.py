"""The home page in a real browser: it draws, it lets pick, and its URL says it all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.looking import settled

CHART = ".st-key-spectrum svg.marks"
OVERLAPS = """
() => {
  const shown = [...document.querySelectorAll('.st-key-spectrum svg.marks .role-mark.mark-text text')]
    .filter(t => t.textContent.trim() && +(t.getAttribute('opacity') ?? 1) > 0.1
                 && +(t.getAttribute('fill-opacity') ?? 1) > 0.1)
    .map(t => ({text: t.textContent, box: t.getBoundingClientRect()}))
    .filter(t => t.box.width > 0);
  const found = [];
  for (let i = 0; i < shown.length; i++)
    for (let j = i + 1; j < shown.length; j++) {
      const a = shown[i].box, b = shown[j].box;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 4 && shown[i].text !== shown[j].text) found.push(shown[i].text + ' / ' + shown[j].text);
    }
  return {count: shown.length, found};
}
"""


def dot(page, name):
    """The mark of a tool, found by what screen readers are told of it."""
    return page.locator(f"{CHART} [aria-roledescription][aria-label*='{name}']").first


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_page_draws_every_tool_and_does_not_scroll_sideways(site, open_page, phone, dark):
    page = open_page(site.url, phone=phone, dark=dark)
    assert "33 tools, 300 votes by 30 voters" in page.inner_text("[data-testid=stMain]")
    assert page.locator(f"{CHART} .mark-symbol path").count() >= 33
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    background = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    assert background == ("rgb(15, 18, 22)" if dark else "rgb(255, 255, 255)")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_no_two_labels_overlap(site, open_page, phone):
    page = open_page(site.url, phone=phone)
    seen = page.evaluate(OVERLAPS)
    assert seen["count"] >= 25
    assert seen["found"] == []


def test_click_on_a_dot_puts_the_tool_into_the_url_and_shows_its_card(site, open_page):
    page = open_page(site.url)
    dot(page, "Markerless Mocap").click(force=True)
    page.wait_for_url(re.compile(r"tool=d09"))
    settled(page)
    assert "How its votes are distributed" in page.inner_text("[data-testid=stMain]")
    page.get_by_role("link", name="How its votes are distributed").click()
    page.wait_for_url(re.compile(r"/distribution\?.*tool=d09"))
    settled(page)
    assert "Markerless Mocap" in page.inner_text("[data-testid=stMain]")


def test_url_reproduces_the_view(site, open_page):
    page = open_page(f"{site.url}/?axes=1-D&weight=10&tool=d05&q=ro&sort=most%20votes%20first")
    text = page.inner_text("[data-testid=stMain]")
    assert "Each seed counts as 10 votes." in text
    assert "5 · Rotoscoping" in text
    assert page.get_by_placeholder("Search tools…").input_value() == "ro"
    assert page.get_by_role("radio", name="1-D").is_checked()
    before = page.url
    page.reload()
    settled(page)
    assert page.url == before
    assert "Each seed counts as 10 votes." in page.inner_text("[data-testid=stMain]")


def test_controls_write_themselves_into_the_url(site, open_page):
    page = open_page(site.url)
    page.get_by_text("1-D", exact=True).click()
    page.wait_for_url(re.compile("axes=1-D"))
    page.get_by_placeholder("Search tools…").fill("text")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=text"))
    settled(page)
    assert "(of 33 tools)" in page.inner_text("[data-testid=stMain]")


def test_downloads_are_what_they_say(site, open_page, tmp_path):
    page = open_page(site.url)
    starts = {"PNG": b"\x89PNG", "SVG": b"<svg", "CSV": b"tool_id"}
    page.get_by_role("button", name="Download", exact=True).click()
    for kind, start in starts.items():
        with page.expect_download() as waiting:
            page.get_by_role("button", name=re.compile(f"^(Chart|Numbers) as {kind}")).click()
        file = Path(tmp_path / kind)
        waiting.value.save_as(file)
        content = file.read_bytes()
        assert content.startswith(start), content[:60]
        assert len(content) > 2_000


def test_search_without_a_match_says_so(site, open_page):
    page = open_page(f"{site.url}/?q=zzzz")
    assert "No tools match" in page.inner_text("[data-testid=stMain]")
