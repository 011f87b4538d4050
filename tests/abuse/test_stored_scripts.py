"""Texts that try to run, load or link to something: shown as they were written, on every page and in every file."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

import httpx
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, ConsoleMessage, Page

from spectrum.analysis import tool_statistics
from spectrum.charts import DARK, averaged_spectrum, to_svg
from spectrum.exchange import export_package, export_snapshot_json
from spectrum.exchange.csv_format import csv_bytes, needs_guard
from spectrum.exchange.public_tables import tables
from spectrum.live import ORGANISER_COOKIE
from spectrum.live.own_votes import as_csv
from spectrum.model import Selection
from spectrum.store import Store, open_store
from spectrum.ui.control_room import navigation as control_room
from spectrum.ui.control_room.record import as_file
from spectrum.ui.looking_back import READING
from spectrum.ui.words import WORD_JOINER
from tests.abuse.probes import CODE, CONTACT, FOUND, HOOK, PROBES, SNAPSHOT, poison
from tests.abuse.test_headers import PAGES
from tests.browser.conftest import browser, serving
from tests.browser.looking import BOARD, foreign, settled
from tests.serving import PASSWORD, Server

__all__ = ["browser"]
pytestmark = pytest.mark.browser

LIGHT = ["/join", "/my-votes", "/privacy", "/sign-in"]
PARTS = [f"organise?part={part}" for part in control_room.PARTS]
ORGANISERS = [
    *PARTS,
    "organise?part=Tools&tool=t2",
    "organise?part=Tools&tool_status=hidden",
    "organise?part=Tools&tool_status=proposed",
    "organise?part=Suggestions&suggestions=all",
    "data",
    "voters",
    "wall",
]
THEN = quote(SNAPSHOT)
LOOKING_BACK = [f"{path}?snapshot={THEN}" for path in (*sorted(READING), "vote", "organise")]
OTHER_VIEWS = [
    "distribution?look=Pick+votes",
    "distribution?look=By+round",
    "distribution?look=By+branch",
    "?axes=x",
]

Look = Callable[..., Page]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("poisoned") / "votes.duckdb"
    poison(database)
    with serving(database) as site:
        yield site


@pytest.fixture
def look(browser: Browser, poisoned: Server) -> Iterator[Look]:
    """Opens pages; at the end nothing may have run, been loaded from elsewhere, or failed."""
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.add_init_script(HOOK)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "_stcore" not in str(message.location):
            problems.append(f"console: {message.text}")

    def open_(path: str) -> Page:
        page = context.new_page()
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", lambda sent: problems.extend(foreign(sent.url)))
        page.on("console", heard)
        page.goto(f"{poisoned.url}/{path.removeprefix('/')}")
        return page

    yield open_
    for page in context.pages:
        for frame in page.frames:
            problems += frame.evaluate(FOUND)
    context.close()
    assert problems == []


@pytest.fixture(scope="module")
def session(poisoned: Server) -> str:
    """The organiser's cookie: one for all, as nobody may try passwords as often as these tests look."""
    answer = httpx.post(f"{poisoned.url}/sign-in", data={"password": PASSWORD}, trust_env=False)
    return answer.cookies[ORGANISER_COOKIE]


@pytest.mark.parametrize("path", ["", *PAGES[1:], *OTHER_VIEWS])
def test_pages_show_texts_as_they_were_written(look: Look, path: str) -> None:
    page = look(path)
    settled(page)
    assert page.locator("[data-testid=stException]").count() == 0
    point_at_everything(page)


@pytest.mark.parametrize("path", LOOKING_BACK)
def test_snapshot_shows_texts_as_they_were_written(look: Look, path: str) -> None:
    page = look(path)
    settled(page)
    assert SNAPSHOT in shown(page)
    assert page.locator("[data-testid=stException]").count() == 0
    point_at_everything(page)


@pytest.mark.parametrize("path", ORGANISERS)
def test_pages_show_the_organiser_texts_as_they_were_written(
    look: Look, poisoned: Server, session: str, path: str
) -> None:
    cookie = {"name": ORGANISER_COOKIE, "value": session, "url": poisoned.url}
    look("/privacy").context.add_cookies([cookie])
    page = look(path)
    settled(page)
    assert page.locator("[data-testid=stException]").count() == 0
    point_at_everything(page)
    assert page.get_by_role("link", name="Sign in").count() == 0
    if path == "organise?part=Session":
        assert PROBES[11] in shown(page)
    if path == "organise?part=Suggestions":
        assert f"{PROBES[8]} ++" in shown(page)
        for decision, told in (("Accept", "Accepted"), ("Decline", "Declined")):
            page.get_by_role("button", name=decision).first.click()
            page.get_by_text(told).first.wait_for()
            settled(page)


def test_voter_sees_texts_as_they_were_written_in_their_own_votes(look: Look, poisoned: Server) -> None:
    """The voter's own name is a probe, and so are the tools and the round of their votes."""
    page = look("/privacy")
    browser_of = page.context.request
    assert browser_of.post(f"{poisoned.url}/api/voter", data={"name": PROBES[8], "join_code": CODE}).ok
    for tool in ("t1", "t6", "t7", "t9"):
        vote = {"vote_id": str(uuid4()), "tool_id": tool, "x": 1, "y": 2}
        assert browser_of.post(f"{poisoned.url}/api/boards/{BOARD}/votes", data=vote).status == 201
    for path in ("/my-votes", "/my_votes", "/join"):
        own = look(path)
        own.get_by_text(PROBES[6]).first.wait_for(state="attached")
        own.wait_for_timeout(300)
        point_at_everything(own)
    assert PROBES[8] in browser_of.get(f"{poisoned.url}/api/boards/{BOARD}/mine").text()


def test_contact_is_a_link_to_where_it_says_and_no_other(look: Look) -> None:
    page = look("/privacy")
    links = page.locator("main a, body a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert [link for link in links if link and "example.org" in link] == [CONTACT]
    page = look("/method")
    settled(page)
    found = page.get_by_role("link").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    [contact] = [link for link in found if link and "example.org" in link]
    assert unquote(contact) == CONTACT


@pytest.mark.parametrize("path", LIGHT)
def test_light_pages_show_texts_as_they_were_written(look: Look, path: str) -> None:
    page = look(path)
    if path == "/join":
        page.get_by_role("button", name="Skip").click()
        page.locator(f"text={PROBES[7]}").first.wait_for(state="attached")
        for number in (1, 6, 9):
            page.locator(f'[role=button][aria-label^="{number} "]').first.click(force=True)
    if path != "/sign-in":
        assert f"{PROBES[0]} {PROBES[5]} {{{{{{paragraphs}}}}}}" in page.title()
    point_at_everything(page)


def test_probe_that_is_not_escaped_would_be_noticed(browser: Browser) -> None:
    for probe in (PROBES[0], PROBES[1], PROBES[6], PROBES[8], PROBES[11]):
        page = browser.new_page()
        page.add_init_script(HOOK)
        page.goto("data:text/html,<p>A page</p>")
        page.evaluate("html => { document.body.innerHTML = html; }", probe)
        page.wait_for_timeout(300)
        assert page.evaluate(FOUND) != [], probe
        page.close()


def shown(page: Page) -> str:
    """What a page says, without the marks that keep a text from becoming markup."""
    return page.locator("body").inner_text().replace(WORD_JOINER, "")


def point_at_everything(page: Page) -> None:
    """Move the mouse over the page, so that tooltips come up."""
    for y in range(200, 880, 170):
        for x in range(60, 1340, 260):
            page.mouse.move(x, y)
    page.wait_for_timeout(300)


# --- files ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    database = tmp_path_factory.mktemp("files") / "votes.duckdb"
    poison(database)
    with closing(open_store(str(database), BOARD, must_exist=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def package(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_package(store, BOARD, tmp_path_factory.mktemp("out") / "package", names=True)


NUMBERS = re.compile(r"[-+]?\d+(\.\d+)?(e-?\d+)?")


def test_no_cell_of_a_package_is_a_formula(package: Path) -> None:
    files = [path.read_text(encoding="utf-8") for path in package.glob("*.csv")]
    assert_no_formulas(files, PROBES[4], PROBES[10])


def test_no_cell_of_a_frozen_package_is_a_formula(store: Store) -> None:
    with zipfile.ZipFile(io.BytesIO(store.snapshot_package(BOARD, SNAPSHOT))) as frozen:
        files = [frozen.read(name).decode() for name in frozen.namelist() if name.endswith(".csv")]
    assert_no_formulas(files, PROBES[4], PROBES[10])


def test_no_cell_of_the_single_tables_is_a_formula(store: Store) -> None:
    frames = tables(store.extract(BOARD), names=True).values()
    assert_no_formulas([csv_bytes(frame).decode() for frame in frames], PROBES[4], PROBES[10])


def test_no_cell_of_ones_own_votes_is_a_formula(store: Store) -> None:
    own = store.export_own(BOARD, "voter4").assign(cast_at=None)
    assert_no_formulas([as_csv(own.to_dict("records"))], PROBES[4], PROBES[10])


def test_no_cell_of_the_record_is_a_formula(store: Store) -> None:
    store.organise(BOARD, PROBES[4]).edit("t2", description=PROBES[10])
    record = csv_bytes(as_file(store.organise(BOARD, "tests").audit())).decode()
    assert_no_formulas([record], PROBES[4])


def assert_no_formulas(files: list[str], *guarded: str) -> None:
    """No cell is one that a spreadsheet would run; those that would be one have an apostrophe before them."""
    cells = [cell for file in files for row in csv.reader(file.splitlines()) for cell in row]
    assert {f"'{text}" for text in guarded} <= set(cells)
    risky = [cell for cell in cells if needs_guard(cell) and not cell.startswith("'")]
    assert [cell for cell in risky if not NUMBERS.fullmatch(cell)] == []


def test_readme_of_a_package_has_no_markup_of_others(package: Path) -> None:
    html = MarkdownIt("commonmark").render((package / "README.md").read_text(encoding="utf-8"))
    assert re.findall(r"<(?:img|svg|script|iframe|a|b)\b", html) == []
    assert "javascript:" not in re.sub(r"\[a\]\(javascript:pwned\(3\)\)", "", html)


def test_json_of_exports_reads_back_as_it_was(store: Store, package: Path, tmp_path: Path) -> None:
    assert json.loads((package / "board.json").read_text())["title"] == store.board(BOARD).title
    target = tmp_path / "snapshot.json"
    export_snapshot_json(store, BOARD, target)
    names = {item["name"] for item in json.loads(target.read_text())["items"].values()}
    assert set(PROBES) <= names


def test_svg_of_a_chart_is_a_picture_and_nothing_else(store: Store) -> None:
    positions = tool_statistics(store.positions(Selection(BOARD)), store.tools(BOARD), anchor_weight=0.0)
    svg = to_svg(averaged_spectrum(positions, store.board(BOARD), palette=DARK, height=600))
    tags: set[str] = set()
    attributes: dict[str, Any] = {}
    for element in ET.fromstring(svg).iter():
        tags.add(element.tag.rsplit("}", 1)[-1])
        attributes |= element.attrib
    assert tags & {"script", "foreignObject", "iframe", "image", "a", "use", "style"} == set()
    assert [name for name in attributes if name.lower().startswith("on") or "href" in name] == []
