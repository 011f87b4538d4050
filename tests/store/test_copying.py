"""A database file is copied without being written to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from spectrum.errors import DatabaseError, DatabaseLocked, NotADatabase
from spectrum.store.copying import copy_database
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"


def test_a_copy_holds_all_that_the_file_holds(store, vote, database, tmp_path):
    store.open_round(BOARD, "First")
    store.append([vote("t1", "ann", 10, 20), vote("t1", "bob", 30)])
    expected = store.extract(BOARD)
    store.close()
    before = database.read_bytes()
    target = tmp_path / "it's a copy.duckdb"
    copy_database(database, target)
    copy = DuckDBStore(target)
    assert copy.extract(BOARD).votes.equals(expected.votes)
    assert copy.verify(BOARD).agrees
    copy.close()
    assert database.read_bytes() == before
    assert not Path(f"{database}.wal").exists()


def test_what_a_killed_process_left_in_the_log_is_copied(tmp_path):
    odd = tmp_path / "it's [2].duckdb"
    write = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE t (a INTEGER)'); "
        "c.execute('CHECKPOINT'); c.execute('INSERT INTO t VALUES (42)'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", write, str(odd)], check=False)
    assert Path(f"{odd}.wal").exists()
    copy_database(odd, tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb")) as connection:
        assert connection.execute("SELECT a FROM t").fetchall() == [(42,)]


def test_nobody_writes_while_files_are_copied(database, store, tmp_path, monkeypatch):
    """Not even between the first file and the last, although closing a file gives up locks on it."""
    store.close()
    Path(f"{database}.wal").write_bytes(b"")
    refused = []
    copy = shutil.copyfile

    def try_to_write(source, target):
        copied = copy(source, target) if source != database else None
        ran = subprocess.run(
            [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1])", str(database)],
            capture_output=True,
            text=True,
            check=False,
        )
        refused.append("Conflicting lock" in ran.stderr)
        return copied or copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", try_to_write)
    copy_database(database, tmp_path / "copy.duckdb")
    assert refused == [True, True]


def test_a_file_that_this_process_writes_to_is_refused(store, database, tmp_path):
    with pytest.raises(DatabaseLocked, match=f"'{database}' is in use"):
        copy_database(database, tmp_path / "copy.duckdb")
    assert store.board(BOARD).title == "Test board"


def test_what_is_no_database_is_refused(tmp_path):
    text = tmp_path / "votes.duckdb"
    text.write_text("tool_id,voter_id,x,y\n", encoding="utf-8")
    with pytest.raises(NotADatabase):
        copy_database(text, tmp_path / "copy.duckdb")
    with pytest.raises(DatabaseError, match="nowhere"):
        copy_database(tmp_path / "nowhere.duckdb", tmp_path / "copy.duckdb")
