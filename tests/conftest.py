"""What all tests share: a real store in a temporary DuckDB file, and hands for casting votes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from spectrum.model import Ballot, Board, Tool
from spectrum.store.duckdb_store import DuckDBStore
from tests.postgres import HOW_TO_GET_IT, PostgresServer, find_programs

BOARD = "board"
TESTS = Path(__file__).parent
SLOW = ("browser", "faults", "abuse", "servers", "bench", "pages", "store")

Vote = Callable[..., Ballot]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first: with several processes, none then works on alone at the end."""
    items.sort(key=lambda item: SLOW.index(folder) if (folder := _folder(item)) in SLOW else len(SLOW))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "votes.duckdb"


@pytest.fixture
def store(database: Path) -> Iterator[DuckDBStore]:
    """A board with three tools (the third without a seed) and no votes."""
    opened = DuckDBStore(database)
    opened.save_board(Board(BOARD, title="Test board"))
    opened.save_tools(
        BOARD,
        [
            Tool("t1", "Denoise", seed_x=10.0, seed_y=90.0, branches=("Sound",)),
            Tool("t2", "Text to film", seed_x=95.0, seed_y=5.0),
            Tool("t3", "Storyboard"),
        ],
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own for all tests, each of which takes a schema in it."""
    if find_programs() is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET_IT)
        pytest.skip(HOW_TO_GET_IT)
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def vote() -> Vote:
    """Makes ballots: `vote("t1", "ann", 20, 30)`."""

    def make(
        tool: str,
        voter: str,
        x: float | None = None,
        y: float | None = None,
        kind: str = "place",
        **more: object,
    ) -> Ballot:
        fields = {"vote_id": uuid4(), "board_id": BOARD, **more}
        return Ballot(tool_id=tool, voter_id=voter, x=x, y=y, kind=kind, **fields)  # type: ignore[arg-type]

    return make
