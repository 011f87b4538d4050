"""The Method page in a real browser: formulas are drawn, links lead to their measure, and it prints whole."""

from __future__ import annotations

import pytest

from spectrum.analysis import measures

TOP_OF_TEXT = 160  # pixels from the top of the screen within which a linked heading stands


def top_of(page, anchor):
    return page.evaluate(f"document.getElementById('{anchor}').getBoundingClientRect().top")


def test_every_formula_is_drawn(site, open_page):
    page = open_page(f"{site.url}/method")
    page.wait_for_function(f"document.querySelectorAll('.katex-display').length >= {len(measures())}")
    assert page.locator(".katex-error").count() == 0


@pytest.mark.parametrize("anchor", ["disagreement", "permanova", "privacy", "bachi-1963"])
def test_link_from_elsewhere_leads_to_its_place(site, open_page, anchor):
    page = open_page(f"{site.url}/method#{anchor}")
    page.wait_for_function(f"document.querySelectorAll('.katex-display').length >= {len(measures())}")
    page.wait_for_timeout(300)
    if anchor == "bachi-1963":  # near the end of the page, which cannot scroll further
        assert 0 <= top_of(page, anchor) < page.viewport_size["height"]
    else:
        assert 0 <= top_of(page, anchor) < TOP_OF_TEXT


def test_reader_who_scrolls_away_is_not_pulled_back(site, open_page):
    page = open_page(f"{site.url}/method#permanova")
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -3000)
    page.wait_for_timeout(1000)
    assert top_of(page, "permanova") > page.viewport_size["height"]


def test_contents_lead_to_a_measure_and_stay_in_view(site, open_page):
    page = open_page(f"{site.url}/method")
    page.locator(".st-key-contents").get_by_text("Krippendorff's α").click()
    page.wait_for_timeout(600)
    assert 0 <= top_of(page, "alpha") < TOP_OF_TEXT
    assert page.url.endswith("#alpha")
    assert page.locator(".st-key-contents").bounding_box()["y"] >= 0


def test_page_fits_a_phone(site, open_page):
    page = open_page(f"{site.url}/method", phone=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_prints_more_than_one_screen(site, open_page):
    page = open_page(f"{site.url}/method")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollHeight") > 5 * page.viewport_size["height"]
    assert not page.locator(".st-key-contents").is_visible()
