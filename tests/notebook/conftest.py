"""A board with votes of two rounds in a closed database, and hands for opening boards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

import spectrum
from spectrum.model import Ballot, Board, Tool, Voter
from spectrum.notebook import OpenBoard
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"
TOOLS = [
    Tool("t1", "Denoise", seed_x=10.0, seed_y=90.0, branches=("Sound",)),
    Tool("t2", "Text to film", seed_x=95.0, seed_y=5.0),
    Tool("t3", "Storyboard"),
]
VOTERS = [Voter("ann", name="Ann Ambler", branch="Sound"), Voter("bob", name="Bob Bell")]
FIRST = [("ann", 10, 20), ("bob", 20, 50), ("cy", 40, 10), ("dee", 70, 30), ("eve", 60, 90), ("fay", 35, 35)]

Open = Callable[..., OpenBoard]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies go, so that tests can see that they do not stay."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rounds on two of three tools; ann revises, bob votes on x alone, cy takes a vote back."""
    path = tmp_path_factory.mktemp("made") / "votes.duckdb"
    store = DuckDBStore(path)
    store.save_board(Board(BOARD, title="Test board", anchor_weight=10.0))
    store.save_tools(BOARD, TOOLS)
    for voter in VOTERS:
        store.save_voter(BOARD, voter)
    store.open_round(BOARD, "First")
    store.append([_vote("t1", voter, x, y, shown_x=10.0, shown_y=90.0) for voter, x, y in FIRST])
    store.append([_vote("t2", voter, 100 - x, y) for voter, x, y in FIRST])
    store.close_round(BOARD)
    store.open_round(BOARD, "Second")
    store.append([_vote("t1", voter, x + 20, y) for voter, x, y in FIRST[:4]])
    store.append([_vote("t3", "bob", 33), _vote("t2", "cy", kind="withdraw")])
    store.close_round(BOARD)
    store.close()
    return path


@pytest.fixture
def file(made_once: Path, database: Path) -> Path:
    """The database `made_once`, for one test alone; nobody has it open."""
    shutil.copyfile(made_once, database)
    return database


@pytest.fixture
def voted(file: Path) -> Iterator[DuckDBStore]:
    """The store over `file`, open; close it before opening the board."""
    store = DuckDBStore(file)
    yield store
    store.close()


@pytest.fixture
def open_board() -> Iterator[Open]:
    """Opens boards and closes them after the test."""
    opened: list[OpenBoard] = []

    def open_(*arguments: object, **options: object) -> OpenBoard:
        opened.append(spectrum.open_board(*arguments, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_
    for board in opened:
        board.close()


@pytest.fixture
def board(open_board: Open, file: Path) -> OpenBoard:
    return open_board(file)


@pytest.fixture
def empty(open_board: Open, tmp_path: Path) -> OpenBoard:
    """A board with the same tools and no votes."""
    path = tmp_path / "empty.duckdb"
    store = DuckDBStore(path)
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, TOOLS)
    store.close()
    return open_board(path)


def _vote(tool: str, voter: str, x: float | None = None, y: float | None = None, **more: object) -> Ballot:
    return Ballot(uuid4(), BOARD, tool, voter, x, y, **more)  # type: ignore[arg-type]
