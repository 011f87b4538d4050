"""How often something may be done, and how many may be there at once, for each voter and each address.

A bucket of tokens fills at a steady rate up to its size, and every request takes one token.
Buckets that are full again are forgotten, so that memory follows the crowd that is there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

SWEEP_EVERY = 10_000  # buckets after which the full ones are forgotten


def address_in(scope: Mapping[str, Any]) -> str:
    """Where an ASGI request comes from, as far as it is known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


class Limit:
    """`rate` requests a second for each key, with bursts of `burst`."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # key → tokens, when that was so
        self._sweep_at = SWEEP_EVERY

    def take(self, key: str) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        now = self._clock()
        tokens, since = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return (1 - tokens) / self._rate
        self._buckets[key] = (tokens - 1, now)
        if len(self._buckets) > self._sweep_at:
            self._forget_full(now)
        return 0.0

    def wait(self, key: str) -> float:
        """The seconds until there is a token, which stays where it is."""
        now = self._clock()
        tokens, since = self._buckets.get(key, (self._burst, now))
        return max(0.0, (1 - tokens) / self._rate - (now - since))

    def _forget_full(self, now: float) -> None:
        self._buckets = {
            key: (tokens, since)
            for key, (tokens, since) in self._buckets.items()
            if tokens + (now - since) * self._rate < self._burst
        }
        self._sweep_at = max(SWEEP_EVERY, 2 * len(self._buckets))


class Places:
    """So many at once for each key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def enter(self, key: str) -> bool:
        """Take a place, if there is one."""
        if self._taken[key] >= self._most:
            return False
        self._taken[key] += 1
        return True

    def leave(self, key: str) -> None:
        """Give a place back."""
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
