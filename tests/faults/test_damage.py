"""A damaged database or write-ahead log: the server goes on and says what is missing, or says how to go on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.serving import BOARD, furnish, opened, refused_start, serving
from tests.faults.voting import TOOLS, Account, Voter, assert_kept, stored_votes

VOTES = 40

Damage = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Wreck:
    """What a server left that was killed after 40 votes, one commit each."""

    file: bytes
    wal: bytes
    account: Account
    backup: bytes


@pytest.fixture(scope="module")
def wreck(tmp_path_factory) -> Wreck:
    folder = tmp_path_factory.mktemp("wreck")
    database, copy = folder / "votes.duckdb", folder / "copy.duckdb"
    furnish(database)
    with opened(database) as store:
        store.backup(copy)
    account = Account()
    with serving(database) as server:
        voter = Voter(server, account)
        for _ in range(VOTES):
            voter.vote()
        voter.close()
        server.kill()
    wal = database.with_name("votes.duckdb.wal").read_bytes()
    return Wreck(database.read_bytes(), wal, account, copy.read_bytes())


@pytest.fixture
def left(wreck, folder) -> Callable[..., Path]:
    """Lays the wreck into the test's folder, its log damaged."""

    def lay(damage: Damage = lambda wal: wal, file: bytes | None = None) -> Path:
        database = folder / "votes.duckdb"
        database.write_bytes(wreck.file if file is None else file)
        if wal := damage(wreck.wal):
            database.with_name("votes.duckdb.wal").write_bytes(wal)
        return database

    return lay


@pytest.fixture
def account(wreck) -> Account:
    return deepcopy(wreck.account)


def flip(at: int) -> Damage:
    return lambda data: data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("votes.duckdb*")}


# --- the end of the write-ahead log ---------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        (lambda wal: wal[:-1], VOTES - 1),
        (lambda wal: wal + b"\x5a" * 500, VOTES),
        (flip(0), 0),
    ],
    ids=["cut", "garbage after it", "beginning damaged"],
)
def test_log_that_cannot_be_read_to_its_end_is_said_and_kept(left, account, join, damage, kept):
    database = left(damage)
    torn = database.with_name("votes.duckdb.wal").read_bytes()
    with serving(database) as server:
        [said] = [line for line in server.said.splitlines() if "cannot be read" in line]
        assert re.search(rf"and \d+ of the {len(torn)} bytes of its write-ahead log cannot be read", said)
        assert "docs/operate.md says how to go on under 'The file is damaged'" in said
        [aside] = database.parent.glob("votes.duckdb.torn-*")
        assert (str(aside) in said, aside.read_bytes()) == (True, torn)
        assert server.get(f"/api/boards/{BOARD}").json()["votes"] == min(kept, len(TOOLS))
        voter = join(server)
        assert voter.vote().status_code == 201
        server.stop()
    lost = set(account.promised) - set(stored_votes(database))
    assert len(lost) == VOTES - kept
    for vote_id in lost:
        del account.promised[vote_id]
    assert_kept(database, account)


def test_damage_within_the_log_is_refused_and_what_is_before_it_can_be_saved(left, folder, account):
    """As docs/operate.md tells: cut the log off where the damage begins."""
    database = left(
        lambda wal: flip(len(wal) * (VOTES + 1) // (2 * VOTES))(wal)
    )  # within the commit after half
    wal = database.with_name("votes.duckdb.wal")
    before = files(folder)
    line = refused_start(database)
    assert f"The database '{database}' is damaged: " in line
    assert "go back to a backup: docs/operate.md says how under 'The file is damaged'." in line
    assert files(folder) == before
    position = re.search(r"entry at byte position (\d+)", line)
    assert position is not None
    os.truncate(wal, int(position[1]))
    with serving(database) as server:
        assert server.get(f"/api/boards/{BOARD}").json()["votes"] == VOTES // 2
        server.stop()
    stored = stored_votes(database)
    assert all(account.promised[vote_id] == seq for vote_id, seq in stored.items())
    assert sorted(stored.values()) == list(range(1, VOTES // 2 + 1))


def test_log_beside_a_backup_that_took_the_files_place_is_refused(left, wreck, account, join):
    """What happens if someone goes back to a backup after a crash, and leaves the log there."""
    database = left(file=wreck.backup)
    line = refused_start(database)
    assert f"'{database}.wal' belongs to another file" in line
    os.remove(f"{database}.wal")
    with serving(database) as server:
        account.promised.clear()
        assert join(server).vote().status_code == 201
        server.stop()
    assert_kept(database, account)


# --- the file itself --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (flip(5_000), "is damaged: Corrupt database file"),
        (lambda _: b"dear diary\n" * 1000, "cannot be used as a vote database: it is not a DuckDB file"),
        (lambda _: b"", "cannot be used as a vote database: it is not a DuckDB file"),
    ],
    ids=["flipped", "another kind", "empty"],
)
def test_file_that_cannot_be_read_is_refused_and_left_as_it_is(left, folder, wreck, damage, said):
    database = left(lambda _: b"", damage(wreck.file))
    before = files(folder)
    assert said in refused_start(database)
    assert files(folder) == before
