"""A screen that only watches: a stream without a voter."""

from __future__ import annotations

import asyncio

from bench.live.exchange import request_bytes
from bench.live.records import Recorder
from bench.live.screen import Screen
from bench.live.voters import Vote


class Listener:
    """See `voters.Voter`; it never votes."""

    def __init__(self, number: int, port: int, recorder: Recorder) -> None:
        self._number = number
        self._port = port
        self._recorder = recorder
        self._screen: Screen | None = None

    @property
    def votes(self) -> int:
        """How many votes the screen shows."""
        return -1 if self._screen is None else self._screen.votes

    async def join(self) -> None:
        """Until the first frame is there."""
        request = request_bytes("GET", "/live", self._port)
        _, self._screen = await asyncio.get_running_loop().create_connection(
            lambda: Screen(self._number, request, self._recorder), "127.0.0.1", self._port
        )
        await self._screen.first_frame

    async def cast(self, vote: Vote) -> None:
        """Nothing."""

    def leave(self) -> None:
        """Hang up."""
        if self._screen is not None:
            self._screen.leave()
