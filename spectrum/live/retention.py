"""Display names are forgotten in time, whether or not an organiser thinks of it.

Every server looks at its start and then once a day. Of several on one database, the
first to look forgets; the others find nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from spectrum.errors import SpectrumError
from spectrum.store import Store

log = logging.getLogger(__name__)

EVERY = 24 * 3600.0  # seconds
AGAIN_AFTER = 600.0  # seconds, where the database could not be asked


async def keep_forgetting(store: Callable[[], Store], stopped: asyncio.Event) -> None:
    """Forget old names now and then, until `stopped` is set."""
    while not stopped.is_set():
        wait = EVERY
        try:
            await asyncio.to_thread(forget_everywhere, store())
        except SpectrumError as error:
            log.warning("Old names could not be forgotten yet: %s", error)
            wait = AGAIN_AFTER
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await stopped.wait()


def forget_everywhere(store: Store) -> int:
    """Forget the old names of every board; how many there were."""
    return sum(store.forget_old_names(board.board_id) for board in store.boards())
