"""A board in PostgreSQL is opened like one in a file, while its servers go on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import spectrum
from spectrum.errors import DatabaseUnreachable
from spectrum.exchange import export_package, import_file
from spectrum.model import Board
from spectrum.notebook import BoardNotOpened
from spectrum.store import Store, open_store
from tests.postgres import HOW_TO_GET_IT, PostgresServer, find_programs

BOARD = "board"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if find_programs() is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET_IT)
        pytest.skip(HOW_TO_GET_IT)
    started = PostgresServer()
    yield started
    started.remove()


@pytest.fixture
def shared(server: PostgresServer, voted: Store, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a schema with the votes of `voted`, and the store that a server has open on it."""
    address = server.address(server.new_schema())
    store = open_store(address, BOARD)
    import_file(store, BOARD, export_package(voted, BOARD, tmp_path / "package"))
    yield address, store
    store.close()


def test_it_has_the_figures_of_the_same_board_in_a_file(shared, voted, file, open_board):
    address, store = shared
    voted.close()
    board = open_board(address)
    pd.testing.assert_frame_equal(board.positions, open_board(file).positions)
    assert board.voters["voter_id"].isin(store.extract(BOARD).voters["voter_id"]).sum() == 0


def test_it_is_a_copy_of_one_instant(shared, open_board):
    address, store = shared
    board = open_board(address)
    store.save_board(Board(BOARD, title="Changed since"))
    assert board.about.title == "Test board"


def test_several_boards_want_a_choice_without_telling_the_address(shared, own_temporary_folder):
    address, store = shared
    store.save_board(Board("other"))
    with pytest.raises(BoardNotOpened, match="it holds 'board', 'other'") as refusal:
        spectrum.open_board(address)
    assert "options=" not in str(refusal.value)
    assert list(own_temporary_folder.iterdir()) == []


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path, own_temporary_folder):
    with pytest.raises(DatabaseUnreachable, match="cannot be reached") as refusal:
        spectrum.open_board(f"postgresql://me:hunter2@/votes?host={tmp_path}")
    assert "hunter2" not in str(refusal.value)
    assert list(own_temporary_folder.iterdir()) == []
