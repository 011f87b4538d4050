"""The researcher's pages by keyboard alone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

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
PAGES = ["", "distribution", "disagreement", "voters"]
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


@pytest.mark.parametrize("path", PAGES)
def test_every_step_is_seen_and_has_a_name(site, open_page, path):
    found = steps(open_page(f"{site.url}/{path}"))
    assert len(found) >= 15
    assert [at for at in found if not at["shown"]] == []
    assert [at for at in found if not at["words"].strip()] == []
    assert [at for at in found if at["tag"] in ("A", "BUTTON") and not at["outlined"]] == []
