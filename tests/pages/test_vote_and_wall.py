"""The two pages that hold the canvas: what they hand to it, and what they say themselves."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

import pytest
import streamlit as st

from spectrum.live import ORGANISER_COOKIE, shared_organiser_sign_in
from spectrum.settings import signing_secret
from spectrum.ui import canvas, settings
from tests.pages.looking import BOARD, fail, mounted, seen, words


def test_canvas_is_mounted_on_the_board_to_vote(visit, store):
    data = mounted(visit("vote.py"))
    assert (data["board"], data["mode"], data["theme"]) == (BOARD, "vote", "light")


def test_wall_is_dark_and_read_only(visit, store):
    data = mounted(visit("wall.py"))
    assert (data["mode"], data["theme"]) == ("wall", "dark")


@pytest.mark.parametrize("public", [None, "https://spectrum.example.org"])
def test_wall_tells_how_to_join(visit, store, monkeypatch, public):
    if public:
        monkeypatch.setenv("SPECTRUM_PUBLIC_URL", public)
    join = mounted(visit("wall.py"))["join"]
    assert join["url"].endswith("/join")
    assert join["url"].startswith(public or "/")
    kind, content = join["qr"].split(",", 1)
    picture = base64.b64decode(content).decode() if kind.endswith("base64") else unquote(content)
    assert re.match(r"<svg[^>]+viewBox|<svg[^>]+width", picture)


@pytest.fixture
def with_code(store):
    """A round is open that asks for a join code."""
    return store.open_round(BOARD, "Round 1", join_code="tulip-42")


def test_wall_of_the_organiser_shows_the_join_code(visit, store, with_code, signed_in):
    code = mounted(visit("wall.py"))["join"]["code"]
    assert code == {"round": with_code.round_id, "text": "tulip-42"}


def test_wall_of_anybody_else_does_not_know_the_join_code(visit, store, with_code):
    at = visit("wall.py")
    assert mounted(at)["join"]["code"] is None
    assert not any("tulip-42" in text for text in [*seen(at), words(at)])


def test_wall_shows_no_code_once_the_organiser_has_signed_out(visit, store, with_code, signed_in):
    at = visit("wall.py")
    now = settings()
    organiser = shared_organiser_sign_in(now.organiser_password, signing_secret(now))
    organiser.end_session(st.context.cookies[ORGANISER_COOKIE], store, BOARD)
    assert mounted(at.run())["join"]["code"] is None


@pytest.mark.parametrize("join_code", [None, "tulip-42"])
def test_wall_of_the_organiser_shows_no_code_where_none_is_asked_for(visit, store, signed_in, join_code):
    store.open_round(BOARD, "Round 1", join_code=join_code)
    if join_code:
        store.close_round(BOARD)
    assert mounted(visit("wall.py"))["join"]["code"] is None


def test_wall_goes_on_without_the_code_where_the_store_fails(visit, store, with_code, signed_in, monkeypatch):
    monkeypatch.setattr(canvas, "open_round", fail)
    assert mounted(visit("wall.py"))["join"]["code"] is None


@pytest.mark.parametrize("page", ["vote.py", "timeline.py"])
def test_no_other_page_with_a_canvas_tells_the_organiser_the_join_code(
    visit, store, with_code, signed_in, page
):
    assert not any("tulip-42" in text for text in seen(visit(page)))
