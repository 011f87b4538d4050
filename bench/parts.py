"""What is measured, in which order, and how much of a run's time each part may take.

Parts marked `beside` run while the soak does, whose few votes keep half a core
busy: those that prepare files, work on them, or wait for a slow phone. The rest, where
a crowd shares the processor with its server, has the machine for itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`measure(folder, quick)` of `where` returns rows. Times in seconds; quick: 0 leaves it out."""

    name: str
    where: str
    seconds: int
    quick_seconds: int
    beside: bool = False


SOAK = Part("memory", "bench.memory", 330, 14)
PARTS = (
    Part("data", "bench.data", 105, 8, beside=True),
    Part("imports", "bench.imports", 70, 8, beside=True),
    Part("tables", "bench.tables", 50, 6, beside=True),
    Part("analyses", "bench.analyses", 25, 10, beside=True),
    Part("startup", "bench.startup", 20, 4, beside=True),
    Part("phone", "bench.phone", 65, 12, beside=True),
    Part("first_page", "bench.first_page", 45, 8),
    Part("pages", "bench.pages", 60, 6),
    Part("writer", "bench.writer", 20, 6),
    Part("arrivals", "bench.live.arrivals", 80, 14),
    Part("room", "bench.live.room", 80, 12),
    Part("hall", "bench.live.hall", 50, 0),
    Part("polling", "bench.live.polling", 40, 0),
    Part("streams", "bench.live.streams", 30, 0),
    Part("knee", "bench.live.knee", 115, 12),
)
MAKES_DATA = ("data", "imports")
NEEDS_DATA = ("imports", "first_page", "pages", "tables", "writer")
LONG_SOAK = Part("soak", "bench.soak", 1_830, 30)  # only when it is asked for
NAMES = tuple(part.name for part in (SOAK, *PARTS, LONG_SOAK))
