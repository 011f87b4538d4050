"""How often something may be done: a bucket of tokens for each voter and each address.

A bucket fills at a steady rate up to its size, and every request takes one token.
Buckets that are full again are forgotten, so that memory follows the crowd that is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable

SWEEP_EVERY = 10_000  # buckets after which the full ones are forgotten


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
