"""The pages by keyboard alone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from spectrum.ui.control_room.navigation import PARTS
from tests.browser.looking import settled
from tests.browser.voting import organise

FOCUSED = """
() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body || at.tagName === 'CANVAS') return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const words = at.getAttribute('aria-label') || at.innerText || at.placeholder || at.labels?.[0]?.innerText || '';
  return {tag: at.tagName, words, shown: box.width > 4 && box.height > 4, outlined: style.outlineStyle !== 'none'};
}
"""
PAGES = ["", "distribution", "disagreement", "voters", "compare", "timeline", "data", "method", "my_votes"]
LONGEST = 90  # steps


def steps(page: Page, most: int = LONGEST) -> list[dict]:
    """What gets the focus, one Tab after the other, to the end of the page or its first table."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        found.append(at)
    return found


def assert_usable(found: list[dict]) -> None:
    assert len(found) >= 15
    assert [at for at in found if not at["shown"]] == []
    assert [at for at in found if not at["words"].strip()] == []
    assert [at for at in found if at["tag"] in ("A", "BUTTON") and not at["outlined"]] == []


@pytest.mark.parametrize("path", PAGES)
def test_every_step_is_seen_and_has_a_name(site, open_page, path):
    assert_usable(steps(open_page(f"{site.url}/{path}")))


def test_every_step_through_the_control_room_is_seen_and_has_a_name(site, open_page):
    page = organise(open_page(site.url), site)
    for part in PARTS:
        page.goto(f"{site.url}/organise?part={part}")
        settled(page)
        assert_usable(steps(page))
