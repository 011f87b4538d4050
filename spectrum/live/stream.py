"""A stream of server-sent events that never outlives its client or the server.

Written on the bare protocol: one task watches for the client to leave, one sends.
A client that reads slowly makes only its own `send` wait.
"""

from __future__ import annotations

import asyncio
import logging

from starlette.types import Receive, Scope, Send

from spectrum.errors import SpectrumError
from spectrum.live.problems import problem_response, refusal_for
from spectrum.live.room import Room
from spectrum.live.subscriber import Subscriber

log = logging.getLogger(__name__)

RECONNECT = 1_000  # milliseconds after which a client comes back when the stream ends
STREAM_HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
}


class FrameStream:
    """An ASGI response with a room's frames for one subscriber."""

    def __init__(self, room: Room, voter_id: str | None) -> None:
        self._room = room
        self._voter_id = voter_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frames until the client leaves or the room closes."""
        sending = asyncio.current_task()
        watcher = asyncio.create_task(_leave_with(receive, sending))
        try:
            with self._room.subscription(self._voter_id, send) as subscriber:
                await self._answer(subscriber, scope, receive, send)
        except asyncio.CancelledError:
            if not watcher.done():  # it was the server, not the client, who ended this
                raise
            if sending is not None:
                sending.uncancel()
        except OSError:
            pass  # the client left before the watcher heard of it
        finally:
            watcher.cancel()

    async def _answer(self, subscriber: Subscriber, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            first = await self._room.next_event(subscriber)
        except SpectrumError as error:
            await problem_response(refusal_for(error))(scope, receive, send)
            return
        headers = [(name.encode(), value.encode()) for name, value in STREAM_HEADERS.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await subscriber.send(b"retry: %d\n\n" % RECONNECT)
        await self._send_frames(first, subscriber)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_frames(self, event: bytes | None, subscriber: Subscriber) -> None:
        try:
            while event is not None:
                await subscriber.send(event)
                event = await self._room.next_event(subscriber)
        except SpectrumError as error:  # the client comes back, and is told then
            log.warning("A stream ends, as the store could not be read: %s", error)


async def _leave_with(receive: Receive, sending: asyncio.Task[object] | None) -> None:
    """Cancel the sending task as soon as the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if sending is not None:
        sending.cancel()
