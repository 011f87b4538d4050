"""A database file that goes away while it is open: no vote is promised that would be lost with it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from spectrum.errors import DatabaseGone, DatabaseNotWritable
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"


@pytest.fixture
def voting(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    return store


def remove(database: Path) -> None:
    database.unlink()


def rename(database: Path) -> None:
    database.rename(database.with_name("away"))


def put_another_in_its_place(database: Path) -> None:
    other = database.with_name("other.duckdb")
    DuckDBStore(other).close()
    os.replace(other, database)


def write_over_it(database: Path) -> None:
    other = database.with_name("other.duckdb")
    DuckDBStore(other).close()
    shutil.copyfile(other, database)


@pytest.mark.parametrize("harm", [remove, rename, put_another_in_its_place, write_over_it])
def test_votes_are_refused_at_once(voting, database, vote, caplog, harm):
    harm(database)
    for _ in range(3):
        with pytest.raises(DatabaseGone, match="was removed or replaced while the server ran"):
            voting.append([vote("t1", "bob", 1.0, 2.0)])
    with pytest.raises(Exception, match="was removed or replaced"):
        voting.check_ready()
    assert caplog.text.count("Votes are refused: The database") == 1


@pytest.mark.parametrize("harm", [remove, put_another_in_its_place])
def test_all_that_was_promised_is_written_beside_at_the_end(voting, database, caplog, harm):
    harm(database)
    there = database.read_bytes() if database.exists() else None
    voting.close()
    [rescued] = database.parent.glob("votes-rescued-*.duckdb")
    assert f"All that it held is in '{rescued}'" in caplog.text
    assert (database.read_bytes() if database.exists() else None) == there
    again = DuckDBStore(rescued)
    assert len(again.extract(BOARD).votes) == 1
    assert again.verify(BOARD).agrees
    again.close()


def test_voting_goes_on_when_the_file_is_back(voting, database, vote, caplog):
    away = database.with_name("away")
    database.rename(away)
    with pytest.raises(DatabaseGone):
        voting.append([vote("t1", "bob", 1.0, 2.0)])
    away.rename(database)
    voting.check_ready()
    assert "Votes are saved again." in caplog.text
    assert voting.append([vote("t1", "cem", 1.0, 2.0)])[0].seq == 2
    voting.close()
    assert sorted(file.name for file in database.parent.iterdir()) == ["votes.duckdb"]


def test_closing_twice_and_checkpoints_are_no_replacement(voting, database, vote):
    for turn in range(3):
        voting._duckdb.tidy()
        voting.append([vote("t1", f"v{turn}", 1.0, 2.0)])
    voting._duckdb._drop(voting._duckdb._connection)
    voting._duckdb.reopen()
    voting.append([vote("t1", "dan", 1.0, 2.0)])
    voting.close()
    voting.close()


def test_folder_that_is_not_writable_is_refused(database, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(DatabaseNotWritable, match="Give the user that runs Spectrum the right"):
        DuckDBStore(database)
