"""Every store's tests run on DuckDB and on a real PostgreSQL, which is started once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from spectrum.model import Board, Tool
from spectrum.store import Store
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.organising import Organiser
from spectrum.store.postgres_store import PostgresStore
from spectrum.store.sql_store import SqlStore
from tests.postgres import PostgresServer

BOARD = "board"
BOTH = ("duckdb", "postgres")


@dataclass(frozen=True)
class Home:
    """Where a test's boards lie. `open`: opens them, again after a close."""

    kind: str
    address: str
    open: Callable[[], SqlStore]


def make_home(kind: str, folder: Path, request: pytest.FixtureRequest) -> Home:
    if kind == "duckdb":
        file = folder / "votes.duckdb"
        return Home(kind, str(file), lambda: DuckDBStore(file))
    server: PostgresServer = request.getfixturevalue("postgres")
    address = server.address(server.new_schema())
    return Home(kind, address, lambda: PostgresStore(address))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `database`, the path of a DuckDB file, is about DuckDB alone."""
    if "home" in metafunc.fixturenames:
        kinds = ["duckdb"] if "database" in metafunc.fixturenames else BOTH
        metafunc.parametrize("home", kinds, indirect=True)


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return make_home(request.param, tmp_path, request)


@pytest.fixture
def new_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Home]:
    """Makes any number of homes: `new_home("postgres")`."""
    return lambda kind: make_home(kind, tmp_path_factory.mktemp("home"), request)


def furnish(store: Store) -> None:
    """A board with three tools (the third without a seed) and no votes."""
    store.save_board(Board(BOARD, title="Test board"))
    store.save_tools(
        BOARD,
        [
            Tool("t1", "Denoise", seed_x=10.0, seed_y=90.0, branches=("Sound",)),
            Tool("t2", "Text to film", seed_x=95.0, seed_y=5.0),
            Tool("t3", "Storyboard"),
        ],
    )


@pytest.fixture
def store(home: Home) -> Iterator[SqlStore]:
    opened = home.open()
    furnish(opened)
    yield opened
    opened.close()


@pytest.fixture
def organiser(store: SqlStore) -> Organiser:
    return store.organise(BOARD, "session 1")


@pytest.fixture
def voting(store: SqlStore) -> SqlStore:
    """The same board with an open round."""
    store.open_round(BOARD, "one")
    return store
