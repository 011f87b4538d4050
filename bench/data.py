"""The votes that everything is measured on: made up, the same at every run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.plan import BOARD, SEED, TOOLS, VOTES_PER_VOTER, make_plan
from bench.process import run_function
from spectrum.analysis import Simulation, simulate
from spectrum.exchange import import_simulation
from spectrum.store import open_store

STARTS_AT = datetime(2026, 1, 15, 18, 0, tzinfo=UTC).replace(tzinfo=None)


def measure(folder: str, quick: bool) -> list[dict[str, Any]]:
    """No rows: the files that other parts read."""
    plan = make_plan(folder, quick=quick)
    run_function("bench.data:write_files", folder=folder, quick=quick)
    for votes in plan.sizes:
        place = plan.sized_folder(votes)
        place.mkdir(exist_ok=True)
        run_function("bench.tables:write_files", folder=str(place), votes=votes)
    return []


def simulation(votes: int) -> Simulation:
    """So many votes, no two of the same voter on the same tool; one in twenty has no y."""
    return Simulation(
        voters=votes // VOTES_PER_VOTER,
        tools=TOOLS,
        votes_per_voter=VOTES_PER_VOTER,
        seed=SEED,
        one_axis_share=0.05,
        starts_at=STARTS_AT,
    )


def write_files(folder: str, quick: bool) -> None:
    """The votes as CSV and as Parquet."""
    plan = make_plan(folder, quick=quick)
    votes = simulate(simulation(plan.votes)).votes
    votes.to_csv(plan.csv, index=False, date_format="%Y-%m-%dT%H:%M:%S.%fZ")
    votes.to_parquet(plan.parquet, index=False)


def make_board(database: str, votes: int) -> None:
    """A database with a board of so many current votes."""
    store = open_store(str(Path(database)), BOARD)
    import_simulation(store, BOARD, simulation(votes))
    store.close()
