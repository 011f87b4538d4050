"""A voter of ours: joins with a cookie, keeps a stream open, votes over a kept connection."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Protocol

from bench.live.exchange import Answer, Exchange, request_bytes
from bench.live.plan import BOARD
from bench.live.records import Recorder
from bench.live.screen import Screen

COOKIE = re.compile(rb"set-cookie: (spectrum_voter=[^;\r]+)", re.IGNORECASE)
TRIES = 3  # a connection that the server has closed as idle is opened anew
TAKEN = (200, 201)


@dataclass(frozen=True)
class Vote:
    """A placement, and when it is due."""

    vote_id: str
    tool_id: str
    x: float
    y: float
    due: float


class Voter(Protocol):
    """One person with a screen, whatever the server."""

    async def join(self) -> None:
        """Until the first frame is there."""

    async def cast(self, vote: Vote) -> None:
        """Vote, and note the answer."""

    @property
    def votes(self) -> int:
        """How many votes the screen shows."""
        ...

    def leave(self) -> None:
        """Hang up."""


class WebVoter:
    """Server-sent events and POST."""

    def __init__(self, number: int, port: int, recorder: Recorder) -> None:
        self._number = number
        self._port = port
        self._recorder = recorder
        self._cookie = ""
        self._exchange = Exchange()
        self._screen: Screen | None = None
        self._turn = asyncio.Lock()

    @property
    def votes(self) -> int:
        """How many votes the screen shows."""
        return -1 if self._screen is None else self._screen.votes

    async def join(self) -> None:
        """Take a cookie, then open the stream and wait for its first frame."""
        await self._take_cookie()
        request = request_bytes("GET", f"/api/boards/{BOARD}/live", self._port, cookie=self._cookie)
        _, self._screen = await asyncio.get_running_loop().create_connection(
            lambda: Screen(self._number, request, self._recorder), "127.0.0.1", self._port
        )
        await self._screen.first_frame

    async def _take_cookie(self) -> None:
        answer = await self._ask("/api/voter", b"{}")
        found = COOKIE.search(answer.head)
        if found is None:
            raise ConnectionError(f"no cookie: {answer}")
        self._cookie = found[1].decode()

    async def cast(self, vote: Vote) -> None:
        """Vote when the vote before is answered."""
        body = json.dumps({"vote_id": vote.vote_id, "tool_id": vote.tool_id, "x": vote.x, "y": vote.y})
        async with self._turn:
            sent = time.monotonic()
            answer = await self._ask(f"/api/boards/{BOARD}/votes", body.encode())
            acked = time.monotonic()
        if answer.status not in TAKEN:
            self._recorder.refused.append(f"{answer.status} {answer.body.decode()}"[:200])
            return
        told = json.loads(answer.body)
        self._recorder.vote(told["vote_id"], told["seq"], vote.due, sent, acked)

    async def _ask(self, path: str, body: bytes) -> Answer:
        return await self._send(request_bytes("POST", path, self._port, cookie=self._cookie, body=body))

    async def _send(self, request: bytes) -> Answer:
        for _ in range(TRIES):
            try:
                if not self._exchange.usable:
                    _, self._exchange = await asyncio.get_running_loop().create_connection(
                        Exchange, "127.0.0.1", self._port
                    )
                return await self._exchange.ask(request)
            except ConnectionError:
                continue
        return Answer(0, b"", b"the server hung up")

    def leave(self) -> None:
        """Hang up."""
        self._exchange.close()
        if self._screen is not None:
            self._screen.leave()
