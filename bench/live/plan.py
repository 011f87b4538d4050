"""How large the crowds are, and what they should not wait longer for."""

from __future__ import annotations

from dataclasses import dataclass

BOARD = "ai-filmmaking"  # a new database holds it with the starter tools
ROUND = "bench"
JOINS = 600  # a second
DRAIN = 10.0  # seconds after the last vote in which every screen should show it
ONE_CROWD = {"SPECTRUM_ADDRESS_RATE": "100000"}  # the whole crowd has one address here: do not limit that
NO_LIMITS = {**ONE_CROWD, "SPECTRUM_VOTER_RATE": "1000", "SPECTRUM_VOTER_BURST": "1000"}


@dataclass(frozen=True)
class Crowd:
    """How many screens, how many votes a second from all of them together, and for how long.

    `joins`: arrivals a second. `closed`: everyone votes again as soon as they are answered,
    so that the server is as busy as it can be; `rate` then says nothing.
    """

    screens: int
    rate: float
    seconds: float
    processes: int = 2
    joins: float = JOINS
    closed: bool = False

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
    """One run's crowds. `full`: at the size that the targets are about."""

    room: Crowd
    hall: Crowd
    polling: Crowd
    page_arrivals: Crowd
    few_arrivals: Crowd
    light_arrivals: Crowd
    stairs: tuple[Crowd, ...]  # rising rates; none in a quick run
    saturated: Crowd
    overload: Crowd
    soak: Crowd
    streams: int
    runs: int
    full: bool


def make_plan(*, quick: bool) -> Plan:
    """The full run, or the quick one that only shows whether everything still works."""
    if quick:
        return Plan(
            room=Crowd(100, 100, 3),
            hall=Crowd(200, 50, 3),
            polling=Crowd(5, 5, 3, processes=1),
            page_arrivals=Crowd(10, 0, 0, joins=20),
            few_arrivals=Crowd(10, 0, 0, joins=20),
            light_arrivals=Crowd(50, 0, 0, joins=50),
            stairs=(),
            saturated=Crowd(50, 0, 1, closed=True),
            overload=Crowd(300, 4_000, 1),
            soak=Crowd(20, 10, 8, processes=1),
            streams=100,
            runs=1,
            full=False,
        )
    return Plan(
        room=Crowd(1_000, 1_000, 7),
        hall=Crowd(5_000, 200, 8),
        polling=Crowd(50, 10, 8, processes=1),
        page_arrivals=Crowd(500, 0, 0, joins=100),
        few_arrivals=Crowd(100, 0, 0, joins=100),
        light_arrivals=Crowd(2_000, 0, 0, joins=200),
        stairs=tuple(Crowd(1_000, rate, 3) for rate in (500, 1_000, 2_000, 3_000, 4_000)),
        saturated=Crowd(500, 0, 4, closed=True),
        overload=Crowd(1_000, 8_000, 3),
        soak=Crowd(50, 10, 300, processes=1),
        streams=2_000,
        runs=3,
        full=True,
    )
