"""A disk without room: votes are refused in words, nothing that was promised is lost, and it goes on by itself."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from spectrum.errors import DatabaseError, DiskFull, SpectrumError
from spectrum.exchange import export_package, export_snapshot_json, import_file
from spectrum.exchange.catalogue import starter_tools
from spectrum.model import Ballot
from spectrum.store import Store, open_store
from tests.faults.disks import SmallDisk
from tests.faults.serving import BOARD, serving
from tests.faults.voting import Voter, assert_kept
from tests.serving import Server, running, within

FULL = "is full, so this was not saved. Free some space and try again; everything saved before is safe."
TOOL = starter_tools()[0].tool_id
QUIET = 5.0  # seconds without a vote after which the server tidies its database


@pytest.fixture
def server(disk, database, tmp_path) -> Iterator[Server]:
    with serving(database, printed_to=tmp_path / "printed") as running:
        yield running


def vote_until_refused(voter: Voter) -> None:
    for _ in range(500):
        if voter.vote().status_code == 503:
            return
    raise AssertionError("500 votes found room on a full disk")


def assert_refused_in_words(server: Server, voter: Voter) -> None:
    for answer in (voter.vote(), server.get("/healthz")):
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["detail"].endswith(FULL)


def test_full_disk_while_voting(disk, database, server, account, join):
    voter = join(server)
    for _ in range(20):
        assert voter.vote().status_code == 201
    disk.fill(server.process.pid)
    vote_until_refused(voter)
    for _ in range(3):
        assert_refused_in_words(server, voter)
    board = server.get(f"/api/boards/{BOARD}")  # everyone can still look
    assert (board.status_code, board.json()["votes"] > 0) == (200, True)
    assert server.said.count(f"Votes are refused: The disk that holds '{database}' {FULL}") == 1
    disk.free(server.process.pid)
    refused = sorted(set(account.sent) - set(account.promised))
    assert {voter.vote(vote_id=vote_id, again=True).status_code for vote_id in refused} == {201}
    server.wait_until_healthy()
    assert server.said.count("Votes are saved again.") == 1
    assert "Traceback" not in server.said
    server.stop()
    assert_kept(database, account)


def test_full_disk_in_a_checkpoint(disk, database, server, account, join):
    voter = join(server)
    for _ in range(20):
        voter.vote()
    disk.fill(server.process.pid)
    within(3 * QUIET, lambda: FULL in server.said, "the checkpoint fails")
    assert server.get("/healthz").status_code == 503
    assert server.get(f"/api/boards/{BOARD}").json()["votes"] > 0
    disk.free(server.process.pid)
    server.wait_until_healthy()
    assert voter.vote().status_code == 201
    assert "Traceback" not in server.said
    server.stop()
    assert_kept(database, account)


def test_server_that_is_killed_on_a_full_disk_starts_again_when_there_is_room(disk, server, account, join):
    voter = join(server)
    disk.fill(server.process.pid, leave=4_000)
    vote_until_refused(voter)
    server.kill()
    disk.free(os.getpid())
    with running(server) as again:
        assert voter.vote().status_code == 201
        again.stop()
    assert_kept(server.database, account)


# --- files, beside a store that goes on taking votes -------------------------------------


@pytest.fixture
def store(disk, database) -> Iterator[Store]:
    opened = open_store(str(database), BOARD)
    opened.append([ballot(f"v{number}") for number in range(3_000)])
    opened.close()  # so that the log is empty
    opened = open_store(str(database), BOARD)
    yield opened
    disk.free(os.getpid())
    opened.close()


def ballot(voter: str) -> Ballot:
    return Ballot(uuid4(), BOARD, TOOL, voter, 1.0, 2.0)


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*")}


@pytest.mark.parametrize(
    "write",
    [
        lambda store, folder: store.backup(folder / "copy.duckdb"),
        lambda store, folder: export_package(store, BOARD, folder / "package"),
        lambda store, folder: export_snapshot_json(store, BOARD, folder / "snapshot.json"),
    ],
    ids=["backup", "package", "snapshot"],
)
def test_copy_that_finds_no_room_leaves_nothing_behind_and_votes_go_on(disk, store, write):
    """The copy goes to the full disk; the log has some room left."""
    disk.fill(os.getpid(), leave=50_000)
    before = files(disk.folder)
    with pytest.raises(SpectrumError, match=r"is full|No space left|File too large"):
        write(store, disk.folder)
    assert files(disk.folder) == before
    receipt = store.append([ballot("late")])[0]
    disk.free(os.getpid())
    assert receipt.seq == 3_001
    assert store.verify(BOARD).votes == 3_001
    write(store, disk.folder)  # and now it works


def test_import_that_finds_no_room_stores_nothing(disk, store, database, tmp_path):
    file = tmp_path / "votes.csv"
    rows = (f"{TOOL},w{number},{number % 101},{number % 97}\n" for number in range(60_000))
    file.write_text("tool_id,voter_id,x,y\n" + "".join(rows))
    disk.fill(os.getpid(), leave=50_000)
    with pytest.raises(DatabaseError, match="is full, so this was not saved"):
        import_file(store, BOARD, file)
    with contextlib.suppress(DiskFull):
        store.append([ballot("late")])
    disk.free(os.getpid())
    store.check_ready()
    log = store.extract(BOARD).votes
    assert len(log) in (3_000, 3_001)
    assert log["source"].eq("live").all()
    assert store.verify(BOARD).agrees
    assert import_file(store, BOARD, file).new_votes == 60_000
    assert store.verify(BOARD).agrees


def test_backup_beside_a_crowd_that_fills_the_disk_is_whole_or_not_there(disk, store, folder):
    """Votes and backups go on until the disk is full; every backup that is there is a whole board."""
    disk.fill(os.getpid(), leave=6_000_000 if isinstance(disk, SmallDisk) else 800_000)
    promised: list[int] = []

    def vote_on() -> None:
        with contextlib.suppress(DatabaseError):
            for turn in range(60):
                promised.extend(r.seq for r in store.append([ballot(f"t{turn}-{i}") for i in range(100)]))

    voting = threading.Thread(target=vote_on)
    voting.start()
    for number in range(4):
        with contextlib.suppress(DatabaseError):
            store.backup(folder / f"backup-{number}.duckdb")
    voting.join()
    disk.free(os.getpid())
    store.check_ready()
    assert set(promised) <= set(store.extract(BOARD).votes["seq"])
    assert store.verify(BOARD).agrees
    assert list(folder.glob(".*unfinished*")) == []
    for backup in folder.glob("backup-*.duckdb"):
        copy = open_store(str(backup), BOARD, must_exist=True)
        assert copy.verify(BOARD).agrees
        assert copy.verify(BOARD).votes >= 3_000
        copy.close()
