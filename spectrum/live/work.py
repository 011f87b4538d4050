"""How often a piece of work was done, and how long it took: for whoever watches the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Work:
    """A count, and seconds in all."""

    count: int = 0
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Take note of one more."""
        self.count += 1
        self.seconds += seconds
