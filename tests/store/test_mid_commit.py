"""A database that breaks while votes are committed: each is stored once, and told so, or refused in words."""

from __future__ import annotations

import contextlib

import pytest

from spectrum.errors import DiskFull, StoreUnavailable
from spectrum.store.engine import BrokenFault, FullFault
from tests.store.standing import BOARD

FULL = "The disk that holds the votes is full, so this was not saved."


@pytest.fixture
def breaking(store, monkeypatch):
    """Lets the next transactions that write end as told: ("before" or "after" the commit, the error)."""
    store.open_round(BOARD, "one")
    usual = store._engine.write

    def let(*ends):
        waiting = list(ends)

        @contextlib.contextmanager
        def write():
            when, error = waiting.pop(0) if waiting else ("", None)
            with usual() as session:
                yield session
                if when == "before":
                    raise error
            if when == "after":
                raise error

        monkeypatch.setattr(store._engine, "write", write)

    return let


def votes(vote):
    return [vote("t1", f"v{number}", 1.0, 2.0) for number in range(20)]


def assert_stored_once(store, receipts):
    log = store.extract(BOARD).votes
    assert log["vote_id"].astype(str).tolist() == [str(receipt.vote_id) for receipt in receipts]
    assert log["seq"].tolist() == [receipt.seq for receipt in receipts]
    assert [receipt.repeated for receipt in receipts] == [False] * len(receipts)
    assert store.verify(BOARD).agrees
    store.check_ready()


@pytest.mark.parametrize(
    "ends",
    [
        [("before", BrokenFault("gone"))],
        [("after", BrokenFault("gone"))],
        [("after", FullFault(FULL))],
        [("before", BrokenFault("gone")), ("after", BrokenFault("gone"))],
        [("after", BrokenFault("gone")), ("after", FullFault(FULL))],
    ],
    ids=["lost", "stored", "stored on a full disk", "lost, then stored", "stored, then full"],
)
def test_batch_that_breaks_is_stored_once(store, breaking, vote, ends, caplog):
    version = store.version(BOARD)
    breaking(*ends)
    assert_stored_once(store, store.append(votes(vote)))
    assert store.version(BOARD) > version
    assert caplog.text.count("A commit broke off and is tried once more") == 1


def test_nobody_is_told_of_refusals_when_a_vote_was_saved_at_the_second_try(store, breaking, vote, caplog):
    breaking(("before", BrokenFault("gone")))
    store.append([vote("t1", "ann", 1.0, 2.0)])
    assert "refused" not in caplog.text
    assert "saved again" not in caplog.text


def test_full_disk_is_said_once_however_the_next_commits_break(store, breaking, vote, caplog):
    for faults in ((FullFault(FULL), FullFault(FULL)), (BrokenFault("gone"), FullFault(FULL))):
        breaking(*(("before", fault) for fault in faults))
        with pytest.raises(StoreUnavailable, match="is full"):
            store.append([vote("t1", "ann", 1.0, 2.0)])
    assert caplog.text.count("Votes are refused") == 1
    store.append([vote("t1", "ann", 1.0, 2.0)])
    assert caplog.text.count("Votes are saved again.") == 1


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ((BrokenFault("gone"), DiskFull("votes")), "is full, so this was not saved"),
        ((BrokenFault("gone"), FullFault(FULL)), "is full, so this was not saved"),
        ((FullFault(FULL), BrokenFault("gone")), "is full, so this was not saved"),
        ((BrokenFault("gone"), BrokenFault("gone")), "it had to be opened again"),
    ],
    ids=["then refused", "then full", "full, then lost", "twice lost"],
)
def test_batch_that_breaks_twice_is_refused_in_words_and_can_be_sent_again(
    store, breaking, vote, faults, told
):
    ballots = votes(vote)
    breaking(*(("before", fault) for fault in faults))
    with pytest.raises((DiskFull, StoreUnavailable), match=told):
        store.append(ballots[:1])
    assert store.extract(BOARD).votes.empty
    assert_stored_once(store, store.append(ballots))


def test_vote_of_another_voter_is_not_promised_to_whoever_breaks_in_with_its_id(store, breaking, vote):
    [first] = store.append([vote("t1", "ann", 1.0, 2.0)])
    breaking(("before", BrokenFault("gone")), ("before", BrokenFault("gone")))
    with pytest.raises(StoreUnavailable):
        store.append([vote("t1", "bob", 3.0, 4.0, vote_id=first.vote_id)])
    assert store.extract(BOARD).votes["voter_id"].tolist() == ["ann"]
