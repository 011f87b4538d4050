"""Servers that do nothing but tell every open stream the same frame on a tick.

`ours`: the room and the stream of the product, over a store that changes by itself.
`library`: sse-starlette, as its documentation shows, with the text encoded once for all.
Both frames have the same tools, and `votes` is the time of the tick in tenths of a
millisecond, so that a client knows how long a frame was under way.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bench.live.plan import BOARD
from spectrum.exchange.catalogue import starter_tools
from spectrum.live.frames import Frame, state_of
from spectrum.live.room import Room
from spectrum.live.stream import FrameStream
from spectrum.model import Board, Tally
from spectrum.store import RoomReading, Store

TICK = 0.5  # seconds
PARTS_OF_A_SECOND = 10_000
TOOLS = tuple(starter_tools())


def tick_time() -> int:
    """The monotonic clock in tenths of a millisecond."""
    return int(time.monotonic() * PARTS_OF_A_SECOND)


def _reading() -> RoomReading:
    now = tick_time()
    place = Tally(now % 1000, now % 1000, now % 97, now % 89)
    return RoomReading(
        board=Board(BOARD, BOARD),
        tools=TOOLS,
        open_round=None,
        last_round=None,
        tallies={tool.tool_id: place for tool in TOOLS},
        voters=1_000,
        votes=now,
        last_seq=now,
        recent=(),
    )


class ChangingStore:
    """As much of a store as a room reads; every look finds another version."""

    def version(self, _board_id: str) -> int:
        """A number that rises with time."""
        return tick_time()

    def last_seq(self, _board_id: str) -> int:
        """No votes are shown one by one."""
        return 0

    def room(self, _board_id: str, _since: int) -> RoomReading:
        """The board at this moment."""
        return _reading()


class _Stream(Response):
    def __init__(self, room: Room) -> None:
        super().__init__()
        self._stream = FrameStream(room, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._stream(scope, receive, send)


def ours() -> Starlette:
    """The product's own stream."""
    store = cast(Store, ChangingStore())
    room = Room(lambda: store, BOARD, TICK)

    async def live(_request: Request) -> Response:
        return _Stream(room)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(room.run())
        yield
        room.close()
        await task

    return Starlette(routes=[Route("/live", live)], lifespan=lifespan)


def library() -> Starlette:
    """sse-starlette: a generator for each stream, woken for each frame."""
    from sse_starlette import EventSourceResponse, ServerSentEvent  # noqa: PLC0415

    news = asyncio.Condition()
    told = ""

    async def tick() -> None:
        nonlocal told
        before = None
        while True:
            await asyncio.sleep(TICK)
            state = state_of(_reading(), tick_time())
            event = Frame(2, state, before).encoded(full=False)
            told, before = event.split(b"data: ", 1)[1].decode().strip(), state
            async with news:
                news.notify_all()

    async def events() -> AsyncIterator[ServerSentEvent]:
        while True:
            async with news:
                await news.wait()
            yield ServerSentEvent(told, event="frame", sep="\n")

    async def live(_request: Request) -> Response:
        return EventSourceResponse(events(), sep="\n")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(tick())
        yield
        task.cancel()

    return Starlette(routes=[Route("/live", live)], lifespan=lifespan)
