"""Whether the server takes votes, as a load balancer asks."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from spectrum import __version__
from spectrum.errors import StoreUnavailable
from spectrum.live import health_route


@pytest.fixture
def ask():
    """Asks for /healthz: `ask(lambda: store)`."""

    def get(open_store, method="GET"):
        async def exchange():
            app = Starlette(routes=[health_route(open_store)])
            transport = httpx.ASGITransport(app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://hall.example") as client:
                return await client.request(method, "/healthz")

        return asyncio.run(exchange())

    return get


def test_server_that_takes_votes_is_healthy(ask, store):
    answer = ask(lambda: store)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"status": "ok", "version": __version__}


def test_head_is_answered_too(ask, store):
    assert ask(lambda: store, "HEAD").status_code == 200


def refuse():
    raise StoreUnavailable("the disk is gone")


def test_server_whose_store_is_closed_is_not_ready(ask, store):
    store.close()
    problem(ask(lambda: store))


def test_server_whose_store_cannot_be_opened_says_why(ask):
    assert "the disk is gone" in problem(ask(refuse))["detail"]


def problem(answer):
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    body = answer.json()
    assert (body["type"], body["title"], body["status"]) == ("about:blank", "Not ready", 503)
    return body


def test_bug_is_not_taken_for_a_full_disk(ask):
    with pytest.raises(ZeroDivisionError):
        ask(lambda: 1 / 0)
