"""The disagreement and voters pages in a real browser: they fit, and a tool's name leads to its votes."""

from __future__ import annotations

import pytest

from tests.browser.looking import settled


@pytest.mark.parametrize("path", ["disagreement", "disagreement?chart=By+number+of+votes", "voters"])
def test_page_fits_a_phone_and_its_charts_keep_their_height(site, open_page, path):
    page = open_page(f"{site.url}/{path}", phone=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    plots = page.locator("svg.marks").all()
    assert len(plots) >= 2
    assert all(plot.bounding_box()["height"] > 120 for plot in plots)


def test_name_in_the_table_opens_the_distribution_of_its_votes(site, open_page):
    page = open_page(f"{site.url}/disagreement")
    table = page.locator("[data-testid=stDataFrame] .dvn-scroller").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    on_first_name = (box["x"] + 75, box["y"] + 52)
    page.mouse.move(*on_first_name)
    page.wait_for_timeout(400)  # the grid makes it a link once the mouse is over it
    with page.context.expect_page() as opening:
        page.mouse.click(*on_first_name)
    opened = opening.value
    settled(opened)
    assert "/distribution?tool=d01" in opened.url
    assert "Denoising Picture" in opened.inner_text("[data-testid=stMain]")
