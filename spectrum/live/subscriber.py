"""One open stream: what it was sent last, what waits for it, and the way to its client.

A frame for a thousand screens is written to each of them from one loop, as to wake
a thousand tasks takes twice as long. A client that cannot take more at once is left
to its own task, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any

from starlette.types import Send

Sending = Coroutine[Any, Any, None]


class Subscriber:
    """A stream of a voter, or of someone unknown (None)."""

    def __init__(self, voter_id: str | None, send: Send) -> None:
        self.voter_id = voter_id
        self.seen = 0  # number of the last frame it was sent
        self.comment_due = False
        self._send = send
        self._news = asyncio.Event()
        self._idle = False  # its task waits for news, so someone else may write
        self._unfinished: tuple[Sending, object] | None = None

    def has_missed(self, number: int) -> bool:
        """Whether what frame `number` tells of changes since the one before is not enough for it."""
        return not self.seen or number != self.seen + 1

    def wake(self) -> None:
        """Let its task look for what is to be sent."""
        self._news.set()

    async def send(self, event: bytes) -> None:
        """Send an event, however long the client takes."""
        await self._send(_message(event))

    async def wait(self) -> None:
        """Wait for news, while others may write."""
        self._idle = not self._news.is_set()
        try:
            await self._news.wait()
        finally:
            self._idle = False
        self._news.clear()
        if self._unfinished is not None:
            started, waits_for = self._unfinished
            self._unfinished = None
            await _resumed(started, waits_for)

    @property
    def is_idle(self) -> bool:
        """Whether `write` may be called: its task sends nothing and has nothing to send."""
        return self._idle and not self._news.is_set()

    def write(self, event: bytes) -> None:
        """Send an event from outside its task; what the client cannot take yet, the task goes on with."""
        sending = self._send(_message(event))
        if not isinstance(sending, Coroutine):
            raise TypeError("an ASGI server's send is a coroutine function")
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except OSError:  # the client has left, as its task will hear
            return
        self._unfinished = (sending, waits_for)
        self.wake()


def _message(event: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": event, "more_body": True}


@coroutine
def _resumed(started: Sending, waits_for: object) -> Generator[object, None, None]:
    """Go on with a coroutine that was started outside of any task, from where it waits."""
    while True:
        try:
            yield waits_for
        except BaseException as error:
            step: Callable[[], object] = partial(started.throw, error)
        else:
            step = partial(started.send, None)
        try:
            waits_for = step()
        except StopIteration:
            return
