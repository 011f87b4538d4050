"""Which requests the voting room takes for itself, and which it hands on to the pages."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from spectrum.live import Doorway

LONG = "word " * 1_000


async def long_text(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(LONG)


async def page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("a page")


@pytest.fixture
def client() -> TestClient:
    own = [Route("/api/board", long_text, methods=["GET", "POST"]), Route("/api/board/live", long_text)]
    pages = Starlette(
        routes=[Route("/{rest:path}", page, methods=["GET", "POST"])],
        middleware=[Middleware(Doorway, routes=own)],
    )
    return TestClient(pages)


def test_own_routes_are_served_and_compressed(client):
    answer = client.get("/api/board", headers={"accept-encoding": "gzip"})
    assert answer.text == LONG
    assert answer.headers["content-encoding"] == "gzip"


def test_answers_to_votes_and_streams_are_sent_as_they_are(client):
    for answer in (client.post("/api/board"), client.get("/api/board/live")):
        assert answer.text == LONG
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/apiary", "/vote", "/static/api/board"])
def test_everything_else_is_handed_on(client, path):
    assert client.get(path).text == "a page"


def test_unknown_address_below_an_own_one_is_not_handed_on(client):
    assert client.get("/api/nothing").status_code == 404
