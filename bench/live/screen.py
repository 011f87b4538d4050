"""The receiving end of a stream of frames: finds the `votes` of each, and notes when it came."""

from __future__ import annotations

import asyncio
import re
import time
from typing import cast

from bench.live.records import Recorder

FRAME = re.compile(rb'"votes":(\d+)[^\n]*\n\n')  # the end of an event, and what it holds
FULL = b'"full":true'


class Screen(asyncio.Protocol):
    """One subscriber to server-sent events."""

    def __init__(self, number: int, request: bytes, recorder: Recorder) -> None:
        self._number = number
        self._request = request
        self._recorder = recorder
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._leaving = False
        self.votes = -1  # that the last frame showed
        self.first_frame: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def leave(self) -> None:
        """Hang up."""
        self._leaving = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        now = time.monotonic()
        if self._rest:
            data = self._rest + data
        end = 0
        for found in FRAME.finditer(data):
            self.votes = int(found[1])
            self._recorder.frame(self._number, self.votes, now)
            end = found.end()
        self._rest = data[end:]
        if end and not self.first_frame.done():
            self.first_frame.set_result(None)
        elif end and FULL in data[:end]:
            self._recorder.missed += 1

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        if not self.first_frame.done():
            self.first_frame.set_exception(ConnectionResetError(f"refused: {self._rest[:200]!r}"))
        elif not self._leaving:
            self._recorder.dropped += 1
