"""The demo board: the starter tools with made-up votes and an open round, made new at every start."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from spectrum.analysis import Camp, Simulation
from spectrum.errors import DatabaseDamaged, DatabaseTooNew, NotADatabase
from spectrum.exchange.catalogue import starter_tools
from spectrum.exchange.simulated import import_simulation
from spectrum.model import Tool
from spectrum.store import Store, open_store

VOTERS = 64
VOTES_PER_VOTER = 11
MINUTES = 45  # of voting before the server started
SEED = 2026
CAMPS = {8: Camp(distance=45, share=0.5), 14: Camp(distance=40, share=0.4)}  # by place in the catalogue
UNVOTED = 2  # tools at the end of the catalogue that nobody has voted on yet


def make_demo(database: str, board_id: str) -> None:
    """Replace `database` by a new demo board, with a round open for voting.

    Raises DatabaseLocked if another server shows it.
    """
    with contextlib.suppress(NotADatabase, DatabaseDamaged, DatabaseTooNew):  # damaged or not: it is made new
        open_store(database, board_id).close()  # refused if another server shows it
    for file in (Path(database), Path(database + ".wal")):
        file.unlink(missing_ok=True)
    store = open_store(database, board_id, starter_tools=starter_tools)
    try:
        _fill(store, board_id)
        store.open_round(board_id, "Demo round")
    finally:
        store.close()


def _fill(store: Store, board_id: str) -> None:
    tools = [tool for tool in starter_tools() if tool.seed_x is not None and tool.seed_y is not None]
    voted = tools[: len(tools) - UNVOTED]
    started = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(minutes=MINUTES)
    plan = Simulation(
        voters=VOTERS,
        tools=len(voted),
        votes_per_voter=VOTES_PER_VOTER,
        seed=SEED,
        positions=tuple((tool.seed_x or 0.0, tool.seed_y or 0.0) for tool in voted),
        camps=CAMPS,
        one_axis_share=0.05,
        starts_at=started,
        minutes=MINUTES,
    )
    import_simulation(store, board_id, plan, tools=[*voted, *_rest(tools)])


def _rest(tools: list[Tool]) -> list[Tool]:
    return tools[len(tools) - UNVOTED :]
