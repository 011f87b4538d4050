"""The layer around everything else, where a client leaves in the moment of being written to."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from spectrum.live import Guard
from spectrum.live.limits import Limit

SCOPE = {"type": "http", "method": "GET", "path": "/join", "headers": [], "client": ("127.0.0.2", 1)}


def visit(trouble: str) -> None:
    """One request whose answer cannot be written."""

    async def send(_message):
        raise RuntimeError(trouble)

    guard = Guard(PlainTextResponse("A page."), requests_of_address=Limit(rate=1.0, burst=1.0))
    asyncio.run(guard(dict(SCOPE), None, send))


def test_client_that_left_is_no_error():
    visit("unable to perform operation on <TCPTransport closed=True>; the handler is closed")


def test_any_other_trouble_stays_loud():
    with pytest.raises(RuntimeError, match="a bug"):
        visit("a bug")
