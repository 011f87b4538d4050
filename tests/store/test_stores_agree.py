"""The same votes give the same figures, whichever database they lie in."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from spectrum.analysis import Simulation
from spectrum.exchange import import_file, import_simulation, stats_document
from spectrum.model import Ballot, Board, Selection, Tool, VoteFile, Voter
from spectrum.store import Store
from tests.store.conftest import BOTH

BOARD = "board"
SNAPSHOT = os.environ.get("PUBLISHED_SNAPSHOT", "")
CLOSED_FORM, ITERATED = 1e-9, 1e-5
ITERATIONS = ("components_", "geometric_median_", "residual")
"""How the names of figures begin that are found step by step."""

READINGS = ("positions", "lattice", "current_votes", "anchored_votes", "log")


def assert_same_frames(stores: list[Store], selection: Selection, readings: Sequence[str] = READINGS) -> None:
    for reading in readings:
        ours, theirs = (getattr(store, reading)(selection) for store in stores)
        assert_frame_equal(ours, theirs, check_dtype=len(ours) > 0, rtol=CLOSED_FORM, atol=CLOSED_FORM)
    ours, theirs = (store.counts(selection) for store in stores)
    assert ours == theirs


def assert_same_boards(stores: list[Store]) -> None:
    """Everything that an extract and the voting room hold; ids of rounds are each store's own."""
    ours, theirs = (store.extract(BOARD) for store in stores)
    names = [{r.round_id: r.name for r in extract.rounds} for extract in (ours, theirs)]
    for table in ("voters", "votes", "current_votes", "positions", "quarantine"):
        frames = [getattr(extract, table) for extract in (ours, theirs)]
        for frame, named in zip(frames, names, strict=True):
            if "round_id" in frame:
                frame["round_id"] = frame["round_id"].map(named)
        assert_frame_equal(*frames, check_dtype=len(frames[0]) > 0, rtol=CLOSED_FORM, atol=CLOSED_FORM)
    rooms = [store.room(BOARD, 0) for store in stores]
    assert (rooms[0].voters, rooms[0].votes, rooms[0].recent) == (
        rooms[1].voters,
        rooms[1].votes,
        rooms[1].recent,
    )
    assert rooms[0].tallies.keys() == rooms[1].tallies.keys()
    for tool_id, tally in rooms[0].tallies.items():
        assert vars(tally) == pytest.approx(vars(rooms[1].tallies[tool_id]), abs=CLOSED_FORM)
    for store in stores:
        assert store.verify(BOARD).agrees


def assert_same_figures(ours: object, theirs: object, name: str = "") -> None:
    """Two documents of figures, in every depth."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            inner = name if name.startswith(ITERATIONS) else key
            assert_same_figures(ours[key], theirs[key], inner)
    elif isinstance(ours, list) and isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            assert_same_figures(mine, other, name)
    elif isinstance(ours, float) and isinstance(theirs, float):
        tolerance = ITERATED if name.startswith(ITERATIONS) else CLOSED_FORM
        assert math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=tolerance), name
    else:
        assert ours == theirs, name


@pytest.fixture
def stores(new_home):
    """An empty board in a store of each kind."""
    opened = [new_home(kind).open() for kind in BOTH]
    for store in opened:
        store.save_board(Board(BOARD))
    yield opened
    for store in opened:
        store.close()


@pytest.mark.skipif(not SNAPSHOT, reason="set PUBLISHED_SNAPSHOT to the published snapshot's path")
def test_published_snapshot_has_the_same_figures(stores):
    loaded = [import_file(store, BOARD, Path(SNAPSHOT)) for store in stores]
    assert loaded[0] == loaded[1]
    assert_same_boards(stores)
    assert_same_figures(*(stats_document(store, BOARD) for store in stores))


def simulate_on(stores: list[Store], plan: Simulation) -> None:
    loaded = [import_simulation(store, BOARD, plan) for store in stores]
    assert loaded[0] == loaded[1]


def test_simulated_board_has_the_same_figures(stores):
    simulate_on(stores, Simulation(voters=1_000, tools=50, votes_per_voter=40, seed=5))
    assert_same_boards(stores)
    assert_same_frames(stores, Selection(BOARD))
    assert_same_figures(*(stats_document(store, BOARD) for store in stores))


@pytest.mark.slow
@pytest.mark.skipif("FAULTS_LONG" not in os.environ, reason="takes a minute; `make faults` has it")
def test_million_simulated_votes_have_the_same_figures(stores):
    simulate_on(stores, Simulation(voters=25_000, tools=50, votes_per_voter=40, seed=6))
    assert_same_frames(stores, Selection(BOARD), ("positions", "lattice"))
    assert_same_figures(*(stats_document(store, BOARD) for store in stores))


# --- histories ---------------------------------------------------------------------------

TOOLS = ["t1", "t2", "merged"]
AXIS = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.tuples(st.sampled_from(TOOLS), st.sampled_from("abB"), AXIS, st.none() | AXIS)
OTHERS = st.tuples(st.sampled_from(TOOLS), st.sampled_from("abB"), st.sampled_from(["unsure", "withdraw"]))
FILES = st.lists(
    st.tuples(
        st.sampled_from(TOOLS),
        st.sampled_from("abB"),
        AXIS,
        st.sampled_from(["", "2020-01-01", "2099-01-01"]),
    ),
    min_size=1,
    max_size=4,
)
STEPS = st.lists(
    st.tuples(st.just("vote"), st.lists(PLACES | OTHERS, min_size=1, max_size=6))
    | st.tuples(st.just("import"), FILES)
    | st.tuples(st.just("round"), st.sampled_from(["cumulative", "fresh"]))
    | st.tuples(st.just("block"), st.sampled_from("ab")),
    min_size=1,
    max_size=7,
)
Act = Callable[[Store, int, Path, object], None]


def cast(store: Store, turn: int, folder: Path, answers: list[tuple]) -> None:
    ballots = []
    for number, (tool, voter, *rest) in enumerate(answers):
        vote_id = UUID(int=turn * 1000 + number)
        if len(rest) == 1:
            ballots.append(Ballot(vote_id, BOARD, tool, voter, kind=rest[0]))
        else:
            ballots.append(Ballot(vote_id, BOARD, tool, voter, *rest))
    for future in [store.submit(ballot) for ballot in ballots]:
        future.exception()  # of a voter who is blocked


def load(store: Store, turn: int, folder: Path, rows: list[tuple]) -> None:
    file = folder / f"{turn}.csv"
    lines = [f"{tool},{voter},{x},50,{cast_at}" for tool, voter, x, cast_at in rows]
    file.write_text("\n".join(["tool_id,voter_id,x,y,cast_at", *lines]))
    store.load(BOARD, VoteFile(file, ("tool_id", "voter_id", "x", "y", "cast_at"), source=f"import:{turn}"))


def next_round(store: Store, turn: int, folder: Path, start: str) -> None:
    store.close_round(BOARD)
    store.open_round(BOARD, f"round {turn}", start=start)  # type: ignore[arg-type]


def block(store: Store, turn: int, folder: Path, voter: str) -> None:
    store.save_voter(BOARD, Voter(voter, blocked_at=datetime(2026, 1, 1)))


ACTS: dict[str, Act] = {"vote": cast, "import": load, "round": next_round, "block": block}  # type: ignore[dict-item]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_same_history_makes_the_same_board(new_home, steps):
    stores = [new_home(kind).open() for kind in BOTH]
    now = datetime(2026, 3, 1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for store in stores:
                store._now = store._ballots._now = lambda: now  # type: ignore[method-assign]
                store.save_board(Board(BOARD))
                merged = Tool("merged", "Uno", status="merged", merged_into="t1")
                store.save_tools(BOARD, [Tool("t1", "One"), Tool("t2", "Two"), merged])
                store.open_round(BOARD, "first")
                for turn, (what, detail) in enumerate(steps):
                    ACTS[what](store, turn, Path(folder), detail)
        assert_same_boards(stores)
    finally:
        for store in stores:
            store.close()
