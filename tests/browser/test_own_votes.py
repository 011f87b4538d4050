"""In a real browser: a voter's own votes, suggestions while voting is off, and the organiser's way in and out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from spectrum.store import open_store
from tests.browser.conftest import seeded, serving
from tests.browser.looking import BOARD
from tests.browser.voting import introduced, organise, press_vote, touch_drag
from tests.serving import Server

SERIOUS = ("serious", "critical")
DONE = "your votes are anonymous"


@pytest.fixture
def voting_site(tmp_path: Path) -> Iterator[Server]:
    """A server whose votes a test may change, with an open round."""
    database = tmp_path / "votes.duckdb"
    seeded(database)
    with serving(database) as site:
        yield site


@pytest.fixture
def closed_site(tmp_path: Path) -> Iterator[Server]:
    """The same with voting off."""
    database = tmp_path / "votes.duckdb"
    seeded(database)
    store = open_store(str(database), BOARD)
    store.close_round(BOARD)
    store.close()
    with serving(database) as site:
        yield site


def violations(page: Page) -> list[tuple[str, list[str]]]:
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    return [(each["id"], [n["target"] for n in each["nodes"]]) for each in found if each["impact"] in SERIOUS]


def downloaded(page: Page, name: str) -> str:
    with page.expect_download() as caught:
        page.get_by_role("link", name=name).click()
    return Path(caught.value.path()).read_text()


def vote_once(page: Page) -> None:
    introduced(page)
    touch_drag(page, 13, 40, 30)
    press_vote(page)


def forget(page: Page) -> None:
    page.get_by_role("button", name="Make them anonymous…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("nobody can undo this")
    dialog.get_by_role("button", name="Make them anonymous").click()
    expect(page.locator(".said")).to_contain_text(DONE)


def test_voter_on_a_phone_sees_takes_changes_and_makes_anonymous_what_is_theirs(voting_site, visit):
    page = visit(f"{voting_site.url}/join", phone=True)
    vote_once(page)
    own = visit(f"{voting_site.url}/join", beside=page)
    expect(own.locator(".tool").first).to_be_visible()
    own.get_by_label("Menu").click()
    own.get_by_role("link", name="My votes").click()
    expect(own.get_by_role("heading", name="1 answer that stands")).to_be_visible()
    data = json.loads(downloaded(own, "As data (JSON)"))
    [stored] = data["votes"]
    [row] = csv.DictReader(io.StringIO(downloaded(own, "As a table (CSV)")))
    assert (float(row["x"]), float(row["y"])) == (stored["x"], stored["y"])
    expect(own.locator(".votes-list")).to_contain_text(stored["tool"])
    assert violations(own) == []

    own.get_by_role("button", name="Change or remove them").click()
    own.locator("input[name=name]").fill("Ann")
    own.locator("select[name=branch]").select_option("Film Editors")
    own.get_by_role("button", name="Save").click()
    expect(own.locator(".who")).to_contain_text("Your name here is “Ann”")
    own.get_by_role("button", name="Change or remove them").click()
    own.locator("input[name=name]").fill("")
    own.locator("select[name=branch]").select_option("")
    own.get_by_role("button", name="Save").click()
    expect(own.locator(".who")).to_contain_text("You gave no name")

    own.get_by_role("button", name="Make them anonymous…").click()
    own.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(own.locator(".votes-list li")).to_have_count(1)
    forget(own)
    expect(own.get_by_role("heading", name="No votes yet")).to_be_visible()
    expect(page.locator(".notices")).to_contain_text("made anonymous in another tab")
    own.reload()
    expect(own.get_by_role("heading", name="No votes yet")).to_be_visible()
    voting_site.stop()
    store = open_store(str(voting_site.database), BOARD, must_exist=True)
    log = store.extract(BOARD).votes
    live = log[log["source"] == "live"]
    assert len(live) == 1
    assert live["voter_id"].tolist() != [data["voter"]["voter_id"]]
    assert store.extract(BOARD).voters["name"].dropna().tolist() == []
    store.close()


def test_dashboard_shows_the_same(voting_site, visit):
    page = visit(f"{voting_site.url}/join", phone=True)
    vote_once(page)
    own = visit(f"{voting_site.url}/my_votes", beside=page)
    expect(own.get_by_role("heading", name="1 answer that stands")).to_be_visible()
    assert violations(own) == []
    forget(own)
    expect(own.get_by_role("heading", name="No votes yet")).to_be_visible()


@pytest.mark.parametrize("path", ["my-votes", "privacy", "sign-in"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_light_pages_read_well(site, visit, path, dark):
    page = visit(f"{site.url}/{path}", phone=True, dark=dark)
    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.locator("button:visible, input:visible, nav a:visible, .buttons a:visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_visitor_suggests_a_tool_and_a_move_while_voting_is_off(closed_site, visit):
    page = introduced(visit(f"{closed_site.url}/join", phone=True))
    page.get_by_role("button", name="Suggest a tool or a move").click()
    dialog = page.get_by_role("dialog")
    assert violations(page) == []
    dialog.locator("input[name=name]").fill("Rotoscope <b>3</b>")
    dialog.get_by_label("algorithmic 0–100 generative").fill("30.5")
    dialog.get_by_role("button", name="Suggest", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Thank you")
    page.get_by_role("button", name="Suggest a tool or a move").click()
    dialog.get_by_label("Another place for a tool").check()
    dialog.locator("select[name=tool_id]").select_option(index=2)
    dialog.get_by_role("button", name="Suggest", exact=True).click()
    expect(dialog).to_be_visible()  # a move goes somewhere
    dialog.get_by_label("algorithmic 0–100 generative").fill("12")
    dialog.get_by_role("button", name="Suggest", exact=True).click()
    expect(dialog).to_have_count(0)
    closed_site.stop()
    store = open_store(str(closed_site.database), BOARD, must_exist=True)
    tool, move = store.organise(BOARD, "x").suggestions()
    third = store.tools(BOARD)[2]
    store.close()
    assert (tool.kind, tool.name, tool.x, tool.y) == ("tool", "Rotoscope <b>3</b>", 30.5, None)
    assert (move.kind, move.tool_id, move.x) == ("move", third.tool_id, 12.0)


def test_while_voting_is_on_nobody_is_asked_to_suggest(site, visit):
    page = introduced(visit(f"{site.url}/join", phone=True))
    expect(page.get_by_role("button", name="Suggest a tool or a move")).to_have_count(0)


def test_signing_out_in_one_window_ends_the_session_in_all(voting_site, visit):
    page = organise(visit(f"{voting_site.url}/sign-in"), voting_site)
    other = visit(f"{voting_site.url}/organise", beside=page)
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    copied = page.context.cookies()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(f"{voting_site.url}/")
    thief = visit(f"{voting_site.url}/sign-in")
    thief.context.add_cookies(copied)
    thief.goto(f"{voting_site.url}/organise")
    expect(thief.get_by_text("This page is the organiser's")).to_be_visible()
    assert thief.request.get(f"{voting_site.url}/sign-in", max_redirects=0).status == 200
    page.bring_to_front()  # it follows by itself
    expect(page.get_by_text("Your sign-in has ended")).to_be_visible()
