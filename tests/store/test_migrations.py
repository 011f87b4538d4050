"""A database of an earlier version is brought up to date, with everything in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest

from spectrum.model import Board, Round, Tool
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.migrations import known_migrations
from spectrum.store.sql_store import utc_now
from spectrum.store.statements import SQL_FOLDER

BOARD = "board"
ROOT = Path(__file__).parents[2]

FILL = """
INSERT INTO schema_migrations VALUES (1, 'first', TIMESTAMP '2026-01-01');
INSERT INTO boards VALUES ('board', 'Old board', 'l', 'r', 'b', 't', 10.0, true);
INSERT INTO tools VALUES
    ('board', 't1', 1, 'Denoise', '', 'Sound', 10, 90, NULL, TIMESTAMP '2026-01-01', 'live', NULL);
INSERT INTO rounds VALUES
    ('board', 'r0', 'zero', TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-02', 'live', 'cumulative', 0),
    ('board', 'r1', 'one', TIMESTAMP '2026-01-03', NULL, 'after_close', 'fresh', 0);
INSERT INTO voters VALUES ('board', 'ann', 'Ann', 'Sound', NULL);
INSERT INTO votes VALUES
    ('board', 1, '00000000-0000-4000-8000-000000000001', 'r1', 't1', 'ann', 'place', 20, 30, NULL, NULL,
     TIMESTAMP '2026-01-03', 'live', false);
INSERT INTO current_votes VALUES
    ('board', 't1', 'ann', 1, 'r1', 'place', 20, 30, TIMESTAMP '2026-01-03', 'live');
"""


@pytest.fixture
def old(database):
    """A database to which only the first migration was applied, with an open round and a vote."""
    first = known_migrations()[0]
    with duckdb.connect(str(database)) as connection:
        connection.execute(first.sql)
        connection.execute(FILL)
    return database


def check(store: DuckDBStore) -> None:
    assert store.board(BOARD) == Board(BOARD, "Old board", "l", "r", "b", "t", 10.0, adding_open=True)
    assert store.board(BOARD).tools_need_approval is False
    zero, one = store.rounds(BOARD)
    assert (zero.is_open, one.is_open, one.reveal, one.start) == (False, True, "after_close", "fresh")
    assert [(r.closes_at, r.join_code) for r in (zero, one)] == [(None, None)] * 2
    assert store.tools(BOARD)[0].branches == ("Sound",)
    assert store.extract(BOARD).votes["x"].tolist() == [20.0]
    assert store.verify(BOARD).agrees


def test_migrations_are_numbered_without_gaps():
    assert [m.number for m in known_migrations()] == list(range(1, len(known_migrations()) + 1))


def test_what_postgresql_adds_belongs_to_a_migration():
    beside = {file.name for file in (SQL_FOLDER / "postgres" / "migrations").glob("*.sql")}
    assert beside
    assert beside <= {f"{m.number:04d}_{m.name}.sql" for m in known_migrations()}


def test_old_database_keeps_everything(old):
    store = DuckDBStore(old)
    check(store)
    store.close()
    again = DuckDBStore(old)
    check(again)
    again.close()


def test_old_database_goes_on_with_what_is_new(old, vote):
    store = DuckDBStore(old)
    assert store.append([vote("t1", "bob", 40, 50)])[0].seq == 2
    store.close_round(BOARD)
    opened = store.open_round(BOARD, "two", closes_at=utc_now() + timedelta(hours=1), join_code="wombat")
    store.save_board(replace(store.board(BOARD), tools_need_approval=True))
    store.add_tool(BOARD, Tool("t2", "Another"))
    store.close()
    again = DuckDBStore(old)
    found: Round = again.rounds(BOARD)[-1]
    assert (found, found.join_code) == (opened, "wombat")
    assert again.board(BOARD).tools_need_approval is True
    assert again.tools(BOARD, ("proposed",))[0].name == "Another"
    again.close()


CRASH = """
import os, sys
from uuid import UUID
from spectrum.model import Ballot
from spectrum.store.duckdb_store import DuckDBStore
store = DuckDBStore(sys.argv[1])
store.append([Ballot(UUID(sys.argv[2]), "board", "t1", "bob", 40.0, 50.0)])
os._exit(7)
"""


def test_process_that_is_killed_after_the_migration_loses_nothing(old):
    vote_id = str(uuid4())
    ended = subprocess.run(
        [sys.executable, "-c", CRASH, str(old), vote_id], cwd=ROOT, check=False, env=os.environ
    )
    assert ended.returncode == 7
    store = DuckDBStore(old)
    assert store.extract(BOARD).votes["vote_id"].tolist()[1] == vote_id
    assert store.board(BOARD).tools_need_approval is False
    assert store.verify(BOARD).agrees
    store.close()


def test_broken_migration_leaves_the_database_as_it_was(old, monkeypatch, tmp_path):
    from spectrum.store import migrations

    bad = replace(
        known_migrations()[1], sql=known_migrations()[1].sql + "\nALTER TABLE nowhere ADD COLUMN x text;"
    )
    monkeypatch.setattr(migrations, "known_migrations", lambda: [known_migrations_of_today[0], bad])
    with pytest.raises(Exception, match="nowhere"):
        DuckDBStore(old)
    with duckdb.connect(str(old)) as connection:
        columns = {
            row[0] for row in connection.execute("SELECT column_name FROM duckdb_columns()").fetchall()
        }
        assert not {"closes_at", "join_code", "tools_need_approval"} & columns
        assert connection.execute("SELECT max(number) FROM schema_migrations").fetchall() == [(1,)]
    monkeypatch.undo()
    store = DuckDBStore(old)
    check(store)
    store.close()


known_migrations_of_today = known_migrations()
