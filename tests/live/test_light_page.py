"""The light page and the files it loads: fenced in, compressed, and asked for once."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest

from spectrum.canvas import read_canvas_files
from spectrum.errors import StoreUnavailable
from spectrum.ui.method.text import privacy_text
from tests.live.visiting import BOARD, open_house

FILES = sorted(read_canvas_files())


@pytest.mark.parametrize("path", ["/join", f"/join/{BOARD}"])
def test_page_is_of_the_board(onlooker, path):
    answer = onlooker.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Test board" in answer.text
    assert f'data-board="{BOARD}"' in answer.text
    assert "{{" not in answer.text


def test_page_is_fenced_in(onlooker):
    headers = onlooker.get("/join").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_page_does_nothing_that_its_own_policy_forbids(onlooker):
    text = onlooker.get("/join").text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text) == []
    assert re.findall(r"(?:src|href)=\"https?:", text) == []


def test_everything_the_page_names_is_there(onlooker):
    named = set(re.findall(r"(?:src|href)=\"(/[^\"]*)\"", onlooker.get("/join").text))
    assert len(named) > 3
    for path in named:
        assert onlooker.get(path).status_code == 200, path


def test_title_is_escaped(store, onlooker):
    store.save_board(replace(store.board(BOARD), title='<script>alert("1")</script>'))
    onlooker.board()  # so that the room has read it
    text = onlooker.get("/join").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in text


@pytest.mark.parametrize("path", ["/join", "/my-votes", "/privacy"])
def test_title_that_names_a_place_of_the_page_is_a_title(store, onlooker, path):
    usual = onlooker.get(path).text
    title = "{{{paragraphs}}} {{board_id}} {{title}}"
    store.save_board(replace(store.board(BOARD), title=title))
    onlooker.board()  # so that the room has read it
    assert onlooker.get(path).text == usual.replace("Test board", title)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://example.org", "https://a.org/<b>", "mailto:x"]
)
def test_contact_that_no_organiser_could_have_set_is_no_link(store, onlooker, link):
    """A database can come from anywhere."""
    store.save_board(replace(store.board(BOARD), contact=link))
    onlooker.board()  # so that the room has read it
    assert "Questions" not in onlooker.get("/privacy").text
    assert "Questions" not in privacy_text(store.board(BOARD))
    store.save_board(replace(store.board(BOARD), contact="mailto:me@example.org"))
    onlooker.board()  # so that the room has read it
    assert 'href="mailto:me@example.org"' in onlooker.get("/privacy").text
    assert "<mailto:me@example.org>" in privacy_text(store.board(BOARD))


def test_unknown_board_has_no_page(onlooker):
    answer = onlooker.get("/join/<b>bord")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>There is no such board</h1>" in answer.text
    assert "&lt;b&gt;bord" in answer.text
    assert "<b>" not in answer.text
    assert "{{" not in answer.text
    assert "refresh" not in answer.headers
    assert "content-security-policy" in answer.headers


def test_page_waits_for_the_store(store):
    failing = []

    def find():
        if failing:
            raise StoreUnavailable("it is being opened again")
        return store

    with open_house(find) as house:
        failing.append(True)
        answer = house.visitor().get("/join")
        assert answer.status_code == 503
        assert "it is being opened again" in answer.text
        assert answer.headers["refresh"] == answer.headers["retry-after"] == "5"


def raw(visitor, path, **headers):
    """The body as it was sent."""
    return visitor.send("GET", path, headers={"accept-encoding": "identity", **headers})


def test_page_is_compressed_for_those_who_can_read_it(onlooker):
    plain = raw(onlooker, "/join")
    assert "content-encoding" not in plain.headers
    zipped = onlooker.get("/join", **{"accept-encoding": "gzip, br"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.text == plain.text
    assert "Accept-Encoding" in zipped.headers["vary"]
    assert int(zipped.headers["content-length"]) < len(plain.content)


@pytest.mark.parametrize("name", FILES)
def test_canvas_file_is_sent_as_it_stands_and_compressed(onlooker, name):
    content = read_canvas_files()[name]
    plain = raw(onlooker, f"/canvas/{name}")
    assert (plain.status_code, plain.content) == (200, content)
    assert "content-encoding" not in plain.headers
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    assert plain.headers["content-type"] == f"{kind}; charset=utf-8"
    assert plain.headers["x-content-type-options"] == "nosniff"
    zipped = raw(onlooker, f"/canvas/{name}", **{"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.content == content
    assert len(gzip.compress(content, 9)) >= int(zipped.headers["content-length"]) - 20
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"


def test_canvas_file_that_the_browser_has_is_not_sent_again(onlooker):
    path = f"/canvas/{FILES[0]}"
    tag = onlooker.get(path).headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        answer = raw(onlooker, path, **{"if-none-match": asked})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    for asked in ('"other"', "", tag[:-3] + '"'):
        assert raw(onlooker, path, **{"if-none-match": asked}).status_code == 200
    assert onlooker.get(f"/canvas/{FILES[1]}").headers["etag"] != tag


@pytest.mark.parametrize(
    "name", ["x.js", "__init__.py", "join.html", "%2e%2e/live/hall.py", "package.json", ""]
)
def test_nothing_else_is_handed_out(onlooker, name):
    assert onlooker.get(f"/canvas/{name}").status_code == 404


def test_head_has_the_headers_and_no_body(onlooker):
    for path in ("/join", f"/canvas/{FILES[0]}"):
        answer = onlooker.send("HEAD", path)
        assert (answer.status_code, answer.content) == (200, b"")
