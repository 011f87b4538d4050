"""A log that a crash left behind: what is whole is taken over, what is not is said and kept aside."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spectrum.errors import DatabaseDamaged
from spectrum.store.duckdb_store import DuckDBStore

ROOT = Path(__file__).parents[2]
BOARD = "board"
COMMITS = 40
CRASH = """
import os, sys
from uuid import uuid4
from spectrum.model import Ballot, Board, Tool
from spectrum.store.duckdb_store import DuckDBStore
store = DuckDBStore(sys.argv[1])
store.save_board(Board("board"))
store.save_tools("board", [Tool("t1", "One")])
store.open_round("board", "one")
store.close()
store = DuckDBStore(sys.argv[1])
for turn in range(int(sys.argv[2])):
    store.append([Ballot(uuid4(), "board", "t1", f"v{turn}", 1.0, 2.0)])
os._exit(0)
"""

Damage = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory) -> tuple[bytes, bytes]:
    """The database and the log of a process that ended without a word after 40 commits."""
    file = tmp_path_factory.mktemp("crash") / "votes.duckdb"
    subprocess.run([sys.executable, "-c", CRASH, str(file), str(COMMITS)], cwd=ROOT, check=True)
    return file.read_bytes(), file.with_name("votes.duckdb.wal").read_bytes()


@pytest.fixture
def crashed(left_behind, database) -> Callable[[Damage], Path]:
    def leave(damage: Damage) -> Path:
        file, wal = left_behind
        database.write_bytes(file)
        log = database.with_name("votes.duckdb.wal")
        log.write_bytes(damage(wal))
        return log

    return leave


def count(database: Path) -> int:
    store = DuckDBStore(database)
    try:
        assert store.verify(BOARD).agrees
        return len(store.extract(BOARD).votes)
    finally:
        store.close()


def kept_aside(database: Path) -> list[Path]:
    return list(database.parent.glob("votes.duckdb.torn-*"))


def flip(at: int) -> Damage:
    return lambda wal: wal[:at] + bytes([wal[at] ^ 0xFF]) + wal[at + 1 :]


def test_whole_log_is_taken_over_and_that_is_said(crashed, database, caplog):
    crashed(lambda wal: wal)
    assert count(database) == COMMITS
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "was not closed in order" in record.message
    assert "bytes of its write-ahead log were taken over" in record.message
    assert kept_aside(database) == []
    caplog.clear()
    assert count(database) == COMMITS
    assert caplog.records == []  # closed in order now


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (lambda wal: wal[:-1], COMMITS - 1),
        (lambda wal: wal[:-1000], COMMITS - 1),
        (lambda wal: wal[: len(wal) // 2], COMMITS // 2 - 1),
        (lambda wal: wal[:10], 0),
        (lambda wal: wal + b"\x5a" * 500, COMMITS),
        (lambda wal: wal + bytes(5000), COMMITS),
        (flip(0), 0),
        (flip(3), 0),
    ],
    ids=["last byte", "end", "half", "nearly all", "garbage", "zeros", "first", "version"],
)
def test_what_duckdb_leaves_out_is_said_and_kept_aside(crashed, database, caplog, damage, left):
    log = crashed(damage)
    torn = log.read_bytes()
    assert count(database) == left
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert f"of the {len(torn)} bytes of its write-ahead log cannot be read" in record.message
    assert "'The file is damaged'" in record.message
    [aside] = kept_aside(database)
    assert str(aside) in record.message
    assert aside.read_bytes() == torn


def test_number_of_bytes_is_that_of_what_is_lost(crashed, database, caplog):
    crashed(lambda wal: wal + b"x" * 777)
    count(database)
    assert "and 777 of the " in caplog.text


@pytest.mark.parametrize("turn", [COMMITS // 2, COMMITS - 1], ids=["middle", "end"])
def test_damaged_entry_is_refused_and_everything_left_as_it_is(crashed, database, turn):
    log = crashed(lambda wal: flip(wal.index(f"v{turn}".encode()))(wal))
    before = (database.read_bytes(), log.read_bytes())
    with pytest.raises(DatabaseDamaged, match="entry at byte position") as refused:
        DuckDBStore(database)
    assert "go back to a backup" in str(refused.value)
    assert (database.read_bytes(), log.read_bytes()) == before
    assert kept_aside(database) == []


def test_log_of_another_database_is_refused_in_words(crashed, database, tmp_path):
    other = tmp_path / "other.duckdb"
    DuckDBStore(other).close()
    crashed(lambda wal: wal)
    os.replace(other, database)
    with pytest.raises(DatabaseDamaged, match=r"votes.duckdb.wal' belongs to another file"):
        DuckDBStore(database)


def test_torn_log_that_is_seen_twice_is_kept_once(crashed, database):
    log = crashed(flip(0))
    before = log.stat()
    count(database)
    log.write_bytes(kept_aside(database)[0].read_bytes())
    os.utime(log, ns=(before.st_atime_ns, before.st_mtime_ns))
    count(database)
    assert len(kept_aside(database)) == 1


@pytest.mark.parametrize("at", [5_000, 20_000], ids=["header", "tables"])
def test_damaged_database_file_is_refused_in_words(crashed, database, at):
    crashed(lambda _: b"")
    whole = database.read_bytes()
    database.write_bytes(flip(at)(whole))
    with pytest.raises(DatabaseDamaged, match=r"is damaged: .*checksum"):
        count(database)


def test_file_that_ends_too_early_is_refused_in_words(crashed, database):
    crashed(lambda _: b"")
    database.write_bytes(database.read_bytes()[: len(database.read_bytes()) // 2])
    with pytest.raises(DatabaseDamaged, match="is damaged"):
        count(database)


def test_refusal_names_the_latest_backup(crashed, database):
    crashed(lambda _: b"")
    folder = database.parent / "backups"
    folder.mkdir()
    for age, name in enumerate(["votes-2.duckdb", "votes-1.duckdb"]):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    database.write_bytes(flip(5_000)(database.read_bytes()))
    with pytest.raises(
        DatabaseDamaged, match=r"a backup \(the latest is '.*backups/votes-2.duckdb'\): docs/operate.md"
    ):
        DuckDBStore(database)
