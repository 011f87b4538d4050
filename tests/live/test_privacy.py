"""What the privacy text says is so, as far as a test can tell."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from html import unescape
from http.cookies import SimpleCookie

import pytest

from spectrum.canvas import read_privacy
from spectrum.live import ORGANISER_COOKIE, VOTER_COOKIE
from spectrum.live.admission import ADMISSION_AGE, ADMISSION_COOKIE
from spectrum.live.identity import COOKIE_AGE
from spectrum.live.organiser_sign_in import BROWSER_COOKIE
from spectrum.model import FEWEST_OF_GROUP
from spectrum.ui.method.text import privacy_text
from tests.live.visiting import BOARD, PASSWORD

ADDRESS, NAME = "203.0.113.77", "Zebulon Quux"


@pytest.fixture
def zebulon(house):
    """Someone with a name and an address that stand out."""
    visitor = house.visitor("0123456789abcdef01234567", address=ADDRESS)
    assert visitor.describe(name=NAME, branch="Sound").status_code == 200
    return visitor


def busy(store, visitor):
    """All that a visitor can do."""
    store.save_board(replace(store.board(BOARD), adding_open=True))
    visitor.suggest(kind="tool", name="Suggested")
    visitor.send("POST", "/sign-in", data={"password": "wrong"})
    visitor.send("POST", "/sign-in", data={"password": PASSWORD})
    store.open_round(BOARD, "one", join_code="plum")
    visitor.describe(join_code="pear")
    visitor.describe(join_code="plum")
    assert visitor.vote("t1", 20, 30).status_code == 201
    visitor.add_tool("Added")
    for path in ("/join", "/my-votes", "/privacy", f"/api/boards/{BOARD}", f"/api/boards/{BOARD}/mine"):
        assert visitor.get(path).status_code == 200
    visitor.send("POST", "/sign-out")


def database_text(store):
    with store._engine.read() as session:
        tables = [name for (name,) in session.fetch("SELECT table_name FROM duckdb_tables()")]
        return "\n".join(str(row) for table in tables for row in session.fetch(f"SELECT * FROM {table}"))


def test_no_address_is_stored_or_logged(store, zebulon, caplog):
    caplog.set_level(logging.DEBUG)
    busy(store, zebulon)
    text = database_text(store)
    assert NAME in text
    assert ADDRESS not in text
    assert ADDRESS not in caplog.text
    assert "wrong password" in caplog.text
    assert PASSWORD not in caplog.text + text


def test_nobody_else_is_told_a_name(store, zebulon, house):
    busy(store, zebulon)
    other = house.visitor("other", address="10.0.0.9")
    with other.stream() as stream:
        stream.frame()
        zebulon.vote("t2", 40, 50)
        stream.until(lambda frame: frame["votes"] == 2)
    pages = (
        "/join",
        "/my-votes",
        "/privacy",
        f"/api/boards/{BOARD}",
        f"/api/boards/{BOARD}/mine",
        "/metrics",
    )
    told = "\n".join(other.get(path).text for path in (*pages, f"/api/boards/{BOARD}/mine.csv"))
    for text in (told, stream.bytes.decode()):
        assert NAME not in text
        assert "0123456789abcdef01234567" not in text
    assert NAME in zebulon.get(f"/api/boards/{BOARD}/mine").text


def test_cookies_are_those_that_are_named(store, zebulon):
    """Their number and their ages; the dashboard's own is looked at in a browser."""
    found = {}
    send = type(zebulon).send

    def watched(method, path, **options):
        answer = send(zebulon, method, path, **options)
        for header in answer.headers.get_list("set-cookie"):
            found.update({name: morsel for name, morsel in SimpleCookie(header).items() if morsel.value})
        return answer

    zebulon.send = watched
    busy(store, zebulon)
    assert set(found) == {VOTER_COOKIE, ADMISSION_COOKIE, ORGANISER_COOKIE, BROWSER_COOKIE}
    assert (COOKIE_AGE, ADMISSION_AGE) == (365 * 24 * 3600, 24 * 3600)
    assert all(morsel["httponly"] for morsel in found.values())
    text = " ".join(part.text for part in read_privacy(fewest_of_branch=5, names_kept_days=None))
    for said in ("lasts a year", "a cookie for a day", "get two more", "one against forged requests"):
        assert said in text


@pytest.mark.parametrize(
    ("days", "said"),
    [(None, "until its voter removes it"), (1, "forgotten 1 day after"), (30, "forgotten 30 days after")],
)
def test_how_long_names_are_kept_is_said_as_the_board_has_it(store, onlooker, days, said):
    store.save_board(replace(store.board(BOARD), names_kept_days=days))
    onlooker.board()  # so that the room has read it
    text = " ".join(onlooker.get("/privacy").text.split())
    assert said in text
    assert said in privacy_text(store.board(BOARD))


def test_all_pages_tell_the_same(store, onlooker):
    board = replace(store.board(BOARD), contact="mailto:me@example.org")
    store.save_board(board)
    onlooker.board()  # so that the room has read it
    page = unescape(onlooker.get(f"/privacy/{BOARD}").text)
    parts = read_privacy(fewest_of_branch=FEWEST_OF_GROUP, names_kept_days=None)
    assert len(parts) >= 7
    method = re.sub(r"\\(.)", r"\1", privacy_text(board)).replace("\u2060", "")
    for part in parts:
        assert f"<h2>{part.heading}</h2>\n<p>{part.text}</p>" in page
        assert f"**{part.heading}.** {part.text}" in method
        assert "{" not in part.text
    assert '<a href="mailto:me@example.org">me@example.org</a>' in page
    assert "<mailto:me@example.org>" in privacy_text(board)


@pytest.mark.parametrize("page", ["my-votes", "privacy"])
def test_light_pages_are_fenced_in_and_of_the_board(store, onlooker, page):
    store.save_board(replace(store.board(BOARD), title="<b>{{board_id}}</b>"))
    onlooker.board()  # so that the room has read it
    for path in (f"/{page}", f"/{page}/{BOARD}"):
        answer = onlooker.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.text) == []
        assert "<b>" not in answer.text
        for linked in re.findall(r"(?:src|href)=\"(/[^\"]*)\"", answer.text):
            assert onlooker.get(linked).status_code in (200, 401), linked
    assert onlooker.get(f"/{page}/nowhere").status_code == 404
