"""Taking turns at the pages that a whole crowd opens at once.

Python runs one thread at a time. Hundreds of pages that are made at once get in one
another's way, and all of them are ready only when the last one is. Two at a time, one
waiting for the database while the other is made, the first are there at once and the
last no later than before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

AT_ONCE = 2
CROWDED = ("", "vote")
"""Where a crowd comes in: pages by their address. All others take as long as they take, and wait for nobody."""

PATIENCE = 20.0  # seconds after which one goes ahead out of turn: those before may wait for the database

_turns = {path: BoundedSemaphore(AT_ONCE) for path in CROWDED}


@contextmanager
def turn(path: str) -> Iterator[None]:
    """Wait for a turn to make the page of this address, if it is one of the crowded ones."""
    turns = _turns.get(path)
    has_turn = turns is not None and turns.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if turns is not None and has_turn:
            turns.release()
