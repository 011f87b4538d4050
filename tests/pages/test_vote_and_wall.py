"""The two pages that hold the canvas: what they hand to it, and what they say themselves."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

import pytest

from tests.pages.looking import BOARD, mounted


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
