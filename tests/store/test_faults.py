"""What the store says when the database cannot be used, and that nothing is lost by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from spectrum.errors import (
    DatabaseLocked,
    DatabaseMissing,
    DatabaseTooNew,
    DiskFull,
    NotADatabase,
    QueueFull,
    ReadingBroken,
    SpectrumError,
    StoreUnavailable,
)
from spectrum.model import Board, Selection, Tool, Voter
from spectrum.store import close_shared_stores, open_store, opening, shared_store
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.writer import Writer

BOARD = "board"
ROOT = Path(__file__).parents[2]


def in_another_process(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


OPEN = """
import sys
from spectrum.errors import SpectrumError
from spectrum.store.duckdb_store import DuckDBStore
try:
    DuckDBStore(sys.argv[1])
except SpectrumError as error:
    print(type(error).__name__, error.pid, error)
"""


def test_second_process_is_told_who_holds_the_file(store, database):
    said = in_another_process(OPEN, database).stdout
    assert said.startswith(f"{DatabaseLocked.__name__} {os.getpid()} ")
    assert str(database) in said
    assert "Data page" in said


def test_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path):
    file = tmp_path / "votes.duckdb"
    file.write_text("dear diary\n" * 1000)
    with pytest.raises(NotADatabase, match="not a DuckDB file"):
        DuckDBStore(file)
    assert file.read_text().startswith("dear diary")


def test_folder_is_refused(tmp_path):
    with pytest.raises(NotADatabase, match="it is a folder"):
        DuckDBStore(tmp_path)


def test_database_of_a_newer_version_is_refused(database):
    DuckDBStore(database).close()
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "INSERT INTO schema_migrations VALUES (9999, 'from the future', TIMESTAMP '2030-01-01')"
        )
    with pytest.raises(DatabaseTooNew, match="9999"):
        DuckDBStore(database)


FILL = """
import resource, sys
from uuid import uuid4
from spectrum.errors import DatabaseError
from spectrum.model import Ballot
from spectrum.store.duckdb_store import DuckDBStore
store = DuckDBStore(sys.argv[1])
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
stored, refused = [], None
for batch in range(2000):
    ballots = [Ballot(uuid4(), "board", "t1", f"v{batch}-{i}", 1.0, 2.0) for i in range(200)]
    futures = [store.submit(ballot) for ballot in ballots]
    for ballot, future in zip(ballots, futures):
        try:
            future.result()
            stored.append(str(ballot.vote_id))
        except DatabaseError as error:
            refused = error
    if refused:
        break
print(type(refused).__name__, refused)
print("\\n".join(stored))
sys.stdout.flush()
import os
import shutil
os._exit(0)
"""


def test_full_disk_is_said_and_every_acknowledged_vote_is_there(database, vote):
    store = DuckDBStore(database)
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, [Tool("t1", "One")])
    store.open_round(BOARD, "one")
    store.close()
    done = in_another_process(FILL, database, 3_000_000)
    said, *stored = done.stdout.splitlines()
    assert said.startswith((DiskFull.__name__, StoreUnavailable.__name__)), done.stderr
    store = DuckDBStore(database)
    try:
        log = set(store.extract(BOARD).votes["vote_id"].astype(str))
        assert len(stored) > 1000
        assert set(stored) <= log
        assert store.verify(BOARD).agrees
    finally:
        store.close()


def test_backup_is_a_whole_board_and_votes_go_on(store, vote, tmp_path):
    store.open_round(BOARD, "one")
    store.save_voter(BOARD, Voter("v1", '"Ann",\nthe \\N', ""))
    store.append([vote("t1", f"v{i}", 1.0, 2.0) for i in range(50)])
    target = tmp_path / "copy.duckdb"
    DuckDBStore(target).close()  # an older backup
    target.with_name("copy.duckdb.wal").write_bytes(b"of a server that was killed")
    store.backup(target)
    store.append([vote("t1", "late", 1.0, 2.0)])
    copy = DuckDBStore(target)
    try:
        assert len(copy.extract(BOARD).votes) == 50
        assert copy.verify(BOARD).agrees
        assert copy.tools(BOARD) == store.tools(BOARD)
        assert copy.rounds(BOARD) == store.rounds(BOARD)
        assert copy.voter(BOARD, "v1") == store.voter(BOARD, "v1")
        assert_frame_equal(copy.extract(BOARD).votes, store.extract(BOARD, as_of=50).votes)
    finally:
        copy.close()
    assert [file.name for file in tmp_path.glob("*unfinished*")] == []


def test_backups_may_be_asked_for_at_the_same_time(store, tmp_path):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.backup(tmp_path / f"{number}.duckdb"), range(8)))
    assert len(list(tmp_path.glob("?.duckdb"))) == 8


def test_backup_overwrites_nothing_but_databases(store, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("do not lose me")
    for target in (notes, tmp_path):
        with pytest.raises(SpectrumError, match="is no DuckDB file"):
            store.backup(target)
    assert notes.read_text() == "do not lose me"


def test_backup_into_a_missing_folder_or_onto_itself_is_refused(store, database, tmp_path):
    with pytest.raises(SpectrumError, match="does not exist"):
        store.backup(tmp_path / "nowhere" / "copy.duckdb")
    with pytest.raises(SpectrumError, match="the database itself"):
        store.backup(database)


def test_queue_that_is_full_refuses_at_once():
    gate = threading.Event()
    writer = Writer(
        lambda batch: (gate.wait(), [vote.future.set_result(None) for vote in batch]), lambda: None, 5
    )
    accepted: list[Future] = [writer.submit(None)]
    while writer.waiting:
        time.sleep(0.001)
    accepted += [writer.submit(None) for _ in range(5)]
    with pytest.raises(QueueFull, match="5 votes are waiting to be saved"):
        writer.submit(None)
    gate.set()
    writer.close()
    assert all(future.done() for future in accepted)


def test_closing_finishes_what_is_queued_and_then_refuses(store, home, vote):
    store.open_round(BOARD, "one")
    futures = [store.submit(vote("t1", f"v{i}", 1.0, 2.0)) for i in range(3000)]
    store.close()
    assert all(future.result().seq for future in futures)
    with pytest.raises(StoreUnavailable, match="shutting down"):
        store.submit(vote("t1", "late", 1.0, 2.0))
    again = home.open()
    assert len(again.extract(BOARD).votes) == 3000
    again.close()


def test_error_in_the_writer_reaches_the_voter_and_the_writer_lives_on():
    def commit(batch):
        raise ZeroDivisionError

    writer = Writer(commit, lambda: None)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            writer.submit(None).result(timeout=5)
    writer.close()


def test_process_shares_one_store_for_a_database(home):
    with pytest.raises(DatabaseMissing):
        open_store(home.address, BOARD, must_exist=True)
    try:
        assert shared_store(home.address, BOARD) is shared_store(home.address, BOARD)
        assert shared_store(home.address, BOARD).board(BOARD).title == "AI Filmmaking Spectrum"
    finally:
        close_shared_stores()
    open_store(home.address, BOARD, must_exist=True).close()


def test_readers_and_the_writer_do_not_disturb_each_other(store, vote):
    store.open_round(BOARD, "one")
    problems: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        last = 0
        while not stop.is_set():
            try:
                positions = store.positions(Selection(BOARD))
                seen = int(positions["n"].sum())
                assert seen >= last
                last = seen
            except BaseException as problem:
                problems.append(problem)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    store.append([vote("t1", f"v{i}", 1.0, 2.0) for i in range(2000)])
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert store.positions(Selection(BOARD))["n"].tolist() == [2000]


def test_tables_of_another_program_are_left_alone(database):
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE tools (hammer text)")
    with pytest.raises(NotADatabase, match="tables of another program"):
        DuckDBStore(database)
    with duckdb.connect(str(database)) as connection:
        assert connection.execute("SELECT table_name FROM information_schema.tables").fetchall() == [
            ("tools",)
        ]


def test_store_heals_itself_when_the_database_comes_back(store, database, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    store._duckdb._drop(store._duckdb._connection)
    away = database.with_name("away")
    database.rename(away)
    database.mkdir()  # so that it cannot be opened
    with pytest.raises(SpectrumError):
        store.tools(BOARD)
    with pytest.raises(SpectrumError):
        store.append([vote("t1", "bob", 1.0, 2.0)])
    with pytest.raises(StoreUnavailable):
        store.check_ready()
    database.rmdir()
    away.rename(database)
    store.check_ready()
    assert store.append([vote("t1", "cem", 1.0, 2.0)])[0].seq == 2
    assert store.verify(BOARD).agrees


def test_vote_nobody_waits_for_any_more_does_not_harm_the_others(store, vote):
    store.open_round(BOARD, "one")
    futures = [store.submit(vote("t1", f"v{i}", 1.0, 2.0)) for i in range(200)]
    cancelled = [future.cancel() for future in futures[::2]]
    kept = [future for future in futures if not future.cancelled()]
    assert any(cancelled)
    assert all(future.result(timeout=10).seq for future in kept)
    assert len(store.extract(BOARD).votes) == len(kept)


def test_no_store_is_opened_once_the_process_ends(database, monkeypatch):
    monkeypatch.setattr(opening, "_ended", threading.Event())
    close_shared_stores(for_good=True)
    with pytest.raises(StoreUnavailable, match="shutting down"):
        shared_store(str(database), BOARD)
    assert not database.exists()


def test_reading_that_meets_a_fatal_error_is_put_in_words_and_the_next_one_works(store, home, monkeypatch):
    if home.kind != "duckdb":
        pytest.skip("PostgreSQL's connections are lost in other ways")

    def fail(session):
        raise duckdb.FatalException("FATAL Error: database has been invalidated: No space left on device")

    monkeypatch.setattr("spectrum.store.sql_store.read_boards", fail)
    with pytest.raises(StoreUnavailable, match="is full, so this was not saved"):
        store.boards()
    monkeypatch.undo()
    assert [board.board_id for board in store.boards()] == [BOARD]


def test_reading_that_breaks_leaves_alone_what_was_opened_again_meanwhile(store, database, vote):
    store.open_round(BOARD, "one")
    engine = store._duckdb

    def break_while_reading() -> None:
        with engine.read() as late:
            engine._drop(engine._connection)  # as another reading's fault does
            with engine.write() as session:  # the writer has opened the file again
                session.execute("INSERT INTO voters (board_id, voter_id) VALUES (?, 'ann')", [BOARD])
            late.fetch("SELECT 1")

    with pytest.raises(ReadingBroken):
        break_while_reading()
    opened_again = engine._connection
    assert opened_again is not None
    assert store.append([vote("t1", "bob", 1.0, 2.0)])[0].seq == 1
    assert engine._connection is opened_again
    assert sorted(store.extract(BOARD).voters["voter_id"]) == ["ann", "bob"]


def test_housekeeping_is_put_off_while_there_is_no_room_for_it(store, database, vote, monkeypatch):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1.0, 2.0)])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(DiskFull):
        store._duckdb.tidy()
    assert database.with_name("votes.duckdb.wal").stat().st_size > 100
    assert store.append([vote("t1", "bob", 1.0, 2.0)])[0].seq == 2  # which still fits
