"""Those who arrive: on the light page with all that it loads, or on one of the dashboard's pages."""

from __future__ import annotations

import re

from websockets.asyncio.client import ClientConnection

from bench.live.exchange import request_bytes
from bench.live.records import Recorder
from bench.live.visits import open_page
from bench.live.voters import Vote, WebVoter

LOADED = re.compile(rb'(?:href|src)="(/(?:canvas|api)/[^"]+)"')
ZIPPED = "Accept-Encoding: gzip"


class LightVisitor(WebVoter):
    """A browser without a cache: the page, its files, a cookie, the board, and the stream."""

    async def join(self) -> None:
        """Until the first frame is there."""
        page = await self._send(request_bytes("GET", "/join", self._port))
        for path in sorted(set(LOADED.findall(page.body))):
            answer = await self._send(request_bytes("GET", path.decode(), self._port, header=ZIPPED))
            if answer.status != 200:
                raise ConnectionError(f"{path.decode()}: {answer.status}")
        await super().join()


class PageVisitor:
    """A tab with a page of the dashboard. See `voters.Voter`; it never votes."""

    votes = 0

    def __init__(self, _number: int, port: int, _recorder: Recorder) -> None:
        self._port = port
        self._connection: ClientConnection | None = None

    async def join(self) -> None:
        """Until the page's script has run."""
        self._connection, _ = await open_page(self._port)

    async def cast(self, vote: Vote) -> None:
        """Nothing."""

    def leave(self) -> None:
        """Close the tab."""
        if self._connection is not None:
            self._connection.transport.abort()
