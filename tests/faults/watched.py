"""The server with a watchdog: `python -m tests.faults.watched run dashboard.py` says what blocks its event loop.

A task on the loop beats; a thread looks whether the last beat is too long ago, and
then prints what the main thread is doing. If the thread itself was late, the machine
is busy and nothing is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator

BEAT = 0.05  # seconds
LONGEST = 1.0  # seconds that anything may keep the loop from all else
BLOCKED = "The event loop is blocked"


class Watchdog:
    """Watches the loop that it is started on."""

    def __init__(self) -> None:
        self._beat = time.monotonic()
        self._ended = threading.Event()

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._beat_on())
        threading.Thread(target=self._watch, args=[threading.get_ident()], daemon=True).start()
        try:
            yield
        finally:
            self._ended.set()
            beating.cancel()

    async def _beat_on(self) -> None:
        while True:
            self._beat = time.monotonic()
            await asyncio.sleep(BEAT)

    def _watch(self, watched: int) -> None:
        looked = time.monotonic()
        while not self._ended.wait(BEAT):
            now = time.monotonic()
            own_delay, looked = now - looked, now
            late = now - self._beat
            if late > LONGEST and own_delay < LONGEST / 2:
                stack = "".join(traceback.format_stack(sys._current_frames()[watched]))
                print(f"{BLOCKED} for {late:.1f} s by:\n{stack}", flush=True)
                self._ended.wait(LONGEST)


def watch_every_hall() -> None:
    """Let each hall that opens be watched. With BLOCK_FOR in the environment, its loop is blocked once for so long."""
    from spectrum.live import Hall

    unwatched = Hall.open

    @contextlib.asynccontextmanager
    async def watched(hall: Hall, *arguments: object, **more: object) -> AsyncIterator[None]:
        async with Watchdog().watching(), unwatched(hall, *arguments, **more):
            asyncio.get_running_loop().call_later(0.2, time.sleep, float(os.environ.get("BLOCK_FOR", "0")))
            yield

    Hall.open = watched


def lose_patience_sooner() -> None:
    """With LOST_AFTER in the environment, lost clients are let go of after so many seconds."""
    from spectrum.live import lost_peers

    lost_peers.PATIENCE = int(os.environ.get("LOST_AFTER", lost_peers.PATIENCE))


if __name__ == "__main__":
    from streamlit.web.cli import main

    lose_patience_sooner()
    watch_every_hall()
    main(prog_name="streamlit")
