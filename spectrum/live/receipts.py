"""Receipts on their way from the writer's thread to those who wait on the event loop.

The writer resolves a whole batch at once, so it wakes the loop once for all of
them, not once for each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from functools import partial

from spectrum.model import Receipt


class Receipts:
    """Hands receipts out on the event loop that asks for them."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[asyncio.Future[Receipt], Future[Receipt]]] = deque()
        self._called = False

    async def of(self, vote: Future[Receipt]) -> Receipt:
        """The receipt of a vote that was submitted. Raises what the store raises."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Receipt] = loop.create_future()
        vote.add_done_callback(partial(self._arrive, loop, waiting))
        return await waiting

    def _arrive(
        self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[Receipt], vote: Future[Receipt]
    ) -> None:
        """On the writer's thread: lay the receipt out, and call the loop unless it has been called."""
        self._arrived.append((waiting, vote))
        if not self._called:
            self._called = True
            loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._called = False  # first: what arrives from here on calls anew
        while self._arrived:
            waiting, vote = self._arrived.popleft()
            if waiting.done():  # its client has left
                continue
            error = vote.exception()
            if error is None:
                waiting.set_result(vote.result())
            else:
                waiting.set_exception(error)
