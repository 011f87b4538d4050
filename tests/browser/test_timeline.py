"""The replay in a real browser: it moves, it stops, and it ends where the figures are."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.model import Selection, Tool
from spectrum.store import open_store
from tests.browser.conftest import DESKTOP, serving
from tests.browser.looking import BOARD, settled

HOSTILE = "<img src=x onerror=alert(1)> & co"
TOOLS = [
    Tool("t1", HOSTILE, 1, seed_x=10.0, seed_y=90.0),
    Tool("t2", "Text to film", 2, seed_x=90.0, seed_y=10.0),
    Tool("t3", "Storyboard", 3, seed_x=50.0, seed_y=50.0),
]
VOTES = 40
NOW = ".replay .now"
DOTS = ".replay .plane .dot:not(.is-draft)"


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory):
    """A server on a board whose forty votes came in within half an hour."""
    database: Path = tmp_path_factory.mktemp("timeline") / "votes.duckdb"
    store = open_store(str(database), BOARD, starter_tools=lambda: TOOLS)
    plan = Simulation(
        voters=20,
        tools=3,
        votes_per_voter=2,
        seed=3,
        positions=((30.0, 60.0), (60.0, 30.0), (50.0, 80.0)),
        starts_at=datetime(2026, 1, 1, 14),
        minutes=30,
    )
    import_simulation(store, BOARD, plan, tools=TOOLS)
    ends = store.positions(Selection(BOARD)).set_index("tool_id")[["mean_x", "mean_y"]]
    store.close()
    with serving(database) as running:
        running.ends = ends
        yield running


def bar(page):
    return page.get_by_role("slider", name="Time of the replay")


def places(page) -> list[str]:
    return page.eval_on_selector_all(DOTS, "dots => dots.map(dot => dot.getAttribute('transform'))")


def nth(page) -> int:
    found = re.search(r"vote (\d+) of 40", page.inner_text(NOW))
    return int(found[1]) if found else 0


@pytest.fixture
def opened(timed, open_page):
    def open_(**more):
        page = open_page(f"{timed.url}/timeline?weight=0", **more)
        bar(page).wait_for()
        return page

    return open_


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_play_moves_tools_until_it_is_paused(opened, phone):
    page = opened(phone=phone, dark=phone)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert nth(page) == 0
    before = places(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(5000)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(900)
    stopped = nth(page)
    assert 1 < stopped < VOTES
    assert places(page) != before
    page.wait_for_timeout(700)
    assert nth(page) == stopped


def test_keys_move_by_votes_and_to_both_ends(opened):
    page = opened()
    bar(page).focus()
    for key, at in (
        ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("PageUp", 5),
        ("End", VOTES), ("ArrowRight", VOTES), ("Home", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert nth(page) == at, key
    page.keyboard.press("End")
    said = bar(page).get_attribute("aria-valuetext")
    assert re.fullmatch(r"vote 40 of 40, 1 Jan 2026, 14:\d\d:\d\d UTC", said)


def test_buttons_step_from_vote_to_vote_and_say_what_it_was(opened):
    page = opened()
    page.get_by_role("button", name="Next vote").click()
    assert nth(page) == 1
    assert re.search(r"\n[123] .+: \d+(\.\d)?, \d+(\.\d)?$", page.inner_text(NOW))
    page.get_by_role("button", name="Previous vote").click()
    assert nth(page) == 0
    assert page.get_by_role("button", name="Previous vote").is_disabled()


def test_replay_ends_at_the_positions_of_the_store(opened, timed):
    page = opened()
    bar(page).focus()
    page.keyboard.press("End")
    for number, (x, y) in enumerate(timed.ends.itertuples(index=False), 1):
        label = page.locator(".replay .handle").nth(number - 1).get_attribute("aria-label")
        found = re.search(r"; ([\d.]+) of 100 generative, ([\d.]+) of 100 production-ready", label)
        assert [float(found[1]), float(found[2])] == pytest.approx([x, y], abs=0.051)


def test_tool_that_is_chosen_is_kept_in_the_url(opened):
    page = opened()
    bar(page).focus()
    page.keyboard.press("End")
    page.get_by_label("Votes shown").select_option("t2")
    page.wait_for_url("**tool=t2**")
    settled(page)
    assert nth(page) == VOTES
    assert page.locator(".replay .handle[aria-pressed=true]").get_attribute("aria-label").startswith("2 Text")
    page.get_by_label("Votes shown").select_option("none")
    page.wait_for_function("!location.search.includes('tool=')")
    settled(page)
    assert page.get_by_label("Votes shown").input_value() == "none"


def test_votes_lie_on_the_chart_as_dots_that_belong_to_nobody(opened):
    page = opened()
    bar(page).focus()
    page.keyboard.press("End")
    count = """canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let at = 3; at < data.length; at += 4) found += data[at] > 0;
        return found;
    }"""
    page.wait_for_timeout(700)
    of_all = page.eval_on_selector(".replay .specks", count)
    page.get_by_label("Votes shown").select_option("none")
    settled(page)
    assert of_all > page.eval_on_selector(".replay .specks", count) + 100


def test_nothing_glides_or_rings_where_motion_is_not_wanted(timed, browser):
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{timed.url}/timeline?weight=0")
    settled(page)
    bar(page).focus()
    page.keyboard.press("End")
    at_once = places(page)
    page.wait_for_timeout(800)
    assert places(page) == at_once
    page.get_by_role("button", name="Previous vote").click()
    page.get_by_role("button", name="Next vote").click()
    assert page.locator(".replay .wave").count() == 0
    context.close()


def test_names_are_text(opened):
    page = opened()
    assert page.locator(".replay img").count() == 0
    assert HOSTILE in page.get_by_label("Votes shown").inner_text()


def test_board_without_recorded_times_has_nothing_to_play(site, open_page):
    page = open_page(f"{site.url}/timeline")
    assert "None of the 300 votes has a recorded time" in page.inner_text("[data-testid=stMain]")
    page.locator(DOTS).first.wait_for()
    assert not page.get_by_role("button", name="Play").is_visible()


def test_light_page_does_not_load_the_replay(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/join")
    page.get_by_role("button", name="Skip").wait_for()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    context.close()
    names = {name.rsplit("/", 1)[-1] for name in loaded}
    assert "chart.js" in names
    assert not names & {"replay.js", "player.js", "track.js", "specks.js", "replay.css"}
