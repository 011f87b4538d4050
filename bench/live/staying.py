"""A voter of ours who stays, whatever fails: as the canvas does, sends a vote again and comes back to the stream."""

from __future__ import annotations

import asyncio
import json
import random
import time
from typing import Any

from bench.live.exchange import request_bytes
from bench.live.plan import BOARD
from bench.live.records import Recorder
from bench.live.screen import Screen
from bench.live.voters import TAKEN, Vote, WebVoter

AGAIN = (0, 408, 429, 502, 503, 504)  # answers after which the same vote is sent again; 0: none
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds, as the canvas waits
COMES_BACK = 1.0  # seconds after which the browser opens its stream again
PATIENCE = 10.0  # seconds until a request without an answer counts as failed
SENT_AGAIN = "again "  # how a try that had to be repeated is noted among the refusals


class StayingScreen(Screen):
    """A screen that says when it has lost its stream."""

    def __init__(self, number: int, request: bytes, recorder: Recorder) -> None:
        super().__init__(number, request, recorder)
        self.lost = asyncio.Event()
        self._answered = False

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol. Hang up on an answer that is no stream, as a browser does."""
        if not self._answered and not data.startswith(b"HTTP/1.1 200"):
            assert self._transport is not None
            self._transport.abort()
            return
        self._answered = True
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        super().connection_lost(exc)
        self.lost.set()


class StayingVoter(WebVoter):
    """Votes until each vote is answered for good."""

    def __init__(self, number: int, port: int, recorder: Recorder) -> None:
        super().__init__(number, port, recorder)
        self._following: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """Take a cookie, then follow the stream, and wait for its first frame."""
        await self._take_cookie()
        screen = await self._open_stream()
        await screen.first_frame
        self._following = asyncio.create_task(self._follow(screen))

    async def _open_stream(self) -> StayingScreen:
        request = request_bytes("GET", f"/api/boards/{BOARD}/live", self._port, cookie=self._cookie)
        _, screen = await asyncio.get_running_loop().create_connection(
            lambda: StayingScreen(self._number, request, self._recorder), "127.0.0.1", self._port
        )
        self._screen = screen
        return screen

    async def _follow(self, screen: StayingScreen) -> None:
        while True:
            await screen.lost.wait()
            screen.first_frame.cancel()
            await asyncio.sleep(COMES_BACK)
            try:
                screen = await self._open_stream()
            except ConnectionError:
                continue

    async def cast(self, vote: Vote) -> None:
        """Vote when the vote before is answered, again and again until it is taken."""
        body = json.dumps({"vote_id": vote.vote_id, "tool_id": vote.tool_id, "x": vote.x, "y": vote.y})
        async with self._turn:
            sent, tries = time.monotonic(), 0
            while True:
                status, told, wait = await self._try(body.encode())
                if status in TAKEN:
                    self._recorder.vote(told["vote_id"], told["seq"], vote.due, sent, time.monotonic())
                    return
                if status not in AGAIN:
                    self._recorder.refused.append(f"{status} {told}"[:200])
                    return
                self._recorder.refused.append(f"{SENT_AGAIN}{status}")
                longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries)
                await asyncio.sleep(longest * (0.5 + random.random() / 2) if wait is None else wait)
                tries += 1

    async def _try(self, body: bytes) -> tuple[int, dict[str, Any], float | None]:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._ask(f"/api/boards/{BOARD}/votes", body)
        except (TimeoutError, ConnectionError):
            self._exchange.close()
            return 0, {}, None
        told = json.loads(answer.body) if answer.body.startswith(b"{") else {}
        return answer.status, told, _retry_after(answer.head)

    def leave(self) -> None:
        """Hang up."""
        if self._following is not None:
            self._following.cancel()
        super().leave()


def _retry_after(head: bytes) -> float | None:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"retry-after:"):
            return float(line.partition(b":")[2])
    return None
