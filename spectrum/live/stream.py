"""A stream of server-sent events that never outlives its client or the server.

Written on the bare protocol: one task watches for the client to leave, one sends.
A client that reads slowly makes only its own `send` wait.
"""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import Receive, Scope, Send

from spectrum.live.room import Room

RECONNECT = 1_000  # milliseconds after which a client comes back when the stream ends
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


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
            await self._send_frames(send)
        except (asyncio.CancelledError, OSError):
            if not watcher.done():  # it was the server, not the client, who ended this
                raise
            if sending is not None:
                sending.uncancel()
        finally:
            watcher.cancel()

    async def _send_frames(self, send: Send) -> None:
        with self._room.subscription(self._voter_id) as subscriber:
            event = await self._room.next_event(subscriber)
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            await _send(send, b"retry: %d\n\n" % RECONNECT)
            while event is not None:
                await _send(send, event)
                event = await self._room.next_event(subscriber)
        with contextlib.suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _leave_with(receive: Receive, sending: asyncio.Task[object] | None) -> None:
    """Cancel the sending task as soon as the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if sending is not None:
        sending.cancel()
