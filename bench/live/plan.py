"""How large the crowds are, and what they should not wait longer for."""

from __future__ import annotations

from dataclasses import dataclass

BOARD = "ai-filmmaking"  # a new database holds it with the starter tools
ROUND = "bench"
JOINS = 400  # a second: two requests each, well below what one address may send
DRAIN = 10.0  # seconds after the last vote in which every screen should show it


@dataclass(frozen=True)
class Crowd:
    """How many screens, how many votes a second from all of them together, and for how long."""

    screens: int
    rate: float
    seconds: float
    processes: int = 2

    @property
    def votes(self) -> int:
        """All votes of a run."""
        return round(self.rate * self.seconds)

    @property
    def size(self) -> str:
        """The crowd as text."""
        return f"{self.screens:,} screens, {self.rate:,.0f} votes/s"


@dataclass(frozen=True)
class Plan:
    """One run. `full`: at the size that the targets are about."""

    storm: Crowd
    hall: Crowd
    polling: tuple[Crowd, ...]
    streams: int
    full: bool


def make_plan(*, quick: bool) -> Plan:
    """The full run, or the quick one that only shows whether everything still works."""
    if quick:
        return Plan(
            storm=Crowd(200, 200, 4),
            hall=Crowd(500, 50, 4),
            polling=(Crowd(10, 5, 4, processes=1),),
            streams=300,
            full=False,
        )
    return Plan(
        storm=Crowd(1_000, 1_000, 30),
        hall=Crowd(5_000, 200, 20),
        polling=(Crowd(20, 10, 15, processes=1), Crowd(50, 10, 15, processes=1)),
        streams=5_000,
        full=True,
    )
