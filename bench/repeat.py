"""Work measured several times, as long as there is time for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

UNTIL = "BENCH_UNTIL"  # environment variable: the time at which a part should have ended
Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


def repeated(work: Callable[[], Ours], runs: int) -> list[Ours]:
    """What each run gives; at least one, and no further one when the part's time is over."""
    found = [work()]
    while len(found) < runs and not late():
        found.append(work())
    return found


def side_by_side(
    ours: Callable[[], Ours], theirs: Callable[[], Theirs], runs: int
) -> tuple[list[Ours], list[Theirs]]:
    """The same for two ways in turn, so that whatever else the machine does meets both."""
    pairs = repeated(lambda: (ours(), theirs()), runs)
    return [mine for mine, _ in pairs], [other for _, other in pairs]


def late() -> bool:
    """Whether this part has used up its time."""
    return time.time() > float(os.environ.get(UNTIL, "inf"))
