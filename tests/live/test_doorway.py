"""Which requests the voting room takes for itself, and which it hands on to the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from spectrum.live import Doorway

LONG = "word " * 1_000


async def long_text(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(LONG)


async def page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("a page")


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask() -> Ask:
    own = [Route("/api/board", long_text, methods=["GET", "POST"]), Route("/api/board/live", long_text)]
    pages = Starlette(
        routes=[Route("/{rest:path}", page, methods=["GET", "POST"])],
        middleware=[Middleware(Doorway, routes=own)],
    )

    def request(method: str, path: str) -> httpx.Response:
        async def sent() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(pages), base_url="http://here"
            ) as client:
                return await client.request(method, path)

        return asyncio.run(sent())

    return request


def test_own_routes_are_served_and_compressed(ask):
    answer = ask("GET", "/api/board")
    assert answer.text == LONG
    assert answer.headers["content-encoding"] == "gzip"


def test_answers_to_votes_and_streams_are_sent_as_they_are(ask):
    for answer in (ask("POST", "/api/board"), ask("GET", "/api/board/live")):
        assert answer.text == LONG
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/apiary", "/vote", "/static/api/board"])
def test_everything_else_is_handed_on(ask, path):
    assert ask("GET", path).text == "a page"


def test_unknown_address_below_an_own_one_is_not_handed_on(ask):
    assert ask("GET", "/api/nothing").status_code == 404
    assert ask("PUT", "/api/board").status_code == 405
