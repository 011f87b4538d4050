"""Two rounds side by side, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.model import Ballot
from spectrum.store import open_store
from tests.browser.conftest import serving
from tests.browser.looking import BOARD, settled
from tests.serving import Server

ROUNDS = ("Morning", "Noon", "Evening")
SHIFT = 15  # axis points that the fifth of the tools moves from round to round


@pytest.fixture(scope="module")
def three_rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a board on which ten voters placed ten tools in each of three rounds."""
    database = tmp_path_factory.mktemp("rounds") / "votes.duckdb"
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    tools = starter_tools()[:10]
    for later, name in enumerate(ROUNDS):
        store.open_round(BOARD, name, start="fresh")
        votes = [
            Ballot(uuid4(), BOARD, tool.tool_id, f"v{voter}", x=place + (voter * (later + 3)) % 7, y=60.0)
            for voter in range(10)
            for number, tool in enumerate(tools)
            for place in [10.0 + 5 * number + (SHIFT * later if number % 5 == 0 else 0)]
        ]
        store.append(votes)
        store.close_round(BOARD)
    store.close()
    with serving(database) as running:
        yield running


def test_choice_is_written_into_the_url_and_a_link_shows_the_same(three_rounds, open_page):
    page = open_page(f"{three_rounds.url}/compare")
    assert "Of 10 tools placed in both, 2 differ" in page.inner_text("[data-testid=stMain]")
    page.locator(".st-key-round_a input").click()
    page.get_by_role("option", name="Morning").click()
    settled(page)
    assert "round_a=Morning" in page.url
    assert "From Morning to Evening" in drawn(page)
    assert "From Morning to Evening" in drawn(open_page(page.url))


def drawn(page) -> str:
    """What is written on the chart."""
    page.wait_for_selector("[data-testid=stVegaLiteChart] svg")
    return " ".join(page.locator("[data-testid=stVegaLiteChart] svg text").all_text_contents())


@pytest.mark.parametrize("way", ["Rounds", "Blind and live"])
def test_page_fits_a_phone(three_rounds, open_page, way):
    page = open_page(f"{three_rounds.url}/compare?compare={way}", phone=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
