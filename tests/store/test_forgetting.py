"""What a voter may ask for: their data, and to be forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from spectrum.errors import NotFound
from spectrum.model import Tool, Voter
from spectrum.store.sql_store import utc_now
from tests.store.standing import BOARD, latest, means


def test_own_votes_come_with_their_history(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "ann", 20), vote("t2", "bob", 5, 5)])
    own = voting.export_own(BOARD, "ann")
    assert own[["tool", "round", "x", "is_current"]].values.tolist() == [
        ["Denoise", "one", 10.0, False],
        ["Denoise", "one", 20.0, True],
    ]
    organiser.merge("t1", into="t2")
    assert voting.export_own(BOARD, "ann")["is_current"].tolist() == [False, True]


def test_forgotten_voter_leaves_the_figures_and_no_trace(voting, organiser, vote):
    organiser.change_board(adding_open=True)
    voting.add_tool(BOARD, Tool("t9", "Hers", created_by="ann"))
    voting.describe_voter(BOARD, "ann", "Ann", "Sound")
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "ann", 20), vote("t1", "bob", 40, 40)])
    organiser.block(["ann"])
    organiser.unblock(["ann"])
    before = means(voting)
    voting.forget_voter(BOARD, "ann", who="voter")
    assert means(voting) == before
    assert voting.verify(BOARD).agrees
    extract = voting.extract(BOARD)
    everywhere = [*extract.voters["voter_id"], *extract.votes["voter_id"], *extract.current_votes["voter_id"]]
    assert "ann" not in [*everywhere, voting.tools(BOARD)[-1].created_by]
    assert "ann" not in [entry.target for entry in organiser.audit()]
    assert (extract.voters["name"].notna().sum(), extract.voters["branch"].notna().sum()) == (0, 0)
    assert voting.export_own(BOARD, "ann").empty
    assert voting.votes_of(BOARD, "ann").empty
    voting.append([vote("t1", "ann", 70, 70)])
    assert means(voting)["t1"][0] == 3
    assert voting.verify(BOARD).agrees
    with pytest.raises(NotFound):
        voting.forget_voter(BOARD, "nobody", who="voter")


def test_blocked_voter_who_is_forgotten_stays_out(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "bob", 40, 40)])
    organiser.block(["ann"])
    voting.forget_voter(BOARD, "ann", who="voter")
    assert means(voting) == {"t1": (1, 40.0, 40.0)}


def test_names_of_voters_not_heard_of_are_forgotten(voting, organiser, vote):
    voting.save_voter(BOARD, Voter("imported", name="Of unknown age"))
    voting.describe_voter(BOARD, "ann", "Ann", "Sound")
    voting.append([vote("t1", "ann", 10, 10)])
    assert organiser.forget_names(utc_now() - timedelta(days=1)) == 1
    assert (voting.voter(BOARD, "imported").name, voting.voter(BOARD, "ann").name) == (None, "Ann")
    assert organiser.forget_names(utc_now() + timedelta(seconds=1)) == 1
    assert voting.voter(BOARD, "ann") == Voter("ann", branch="Sound")
    assert latest(organiser).after["names"] == 1


@pytest.fixture
def clock(store, monkeypatch):
    """The store's clock, which tests set: `clock(days=3)` is in three days."""
    start = utc_now()
    monkeypatch.setattr(store, "_now", lambda: start)
    return lambda **later: monkeypatch.setattr(store, "_now", lambda: start + timedelta(**later))


def names(store):
    return {name for name in store.extract(BOARD).voters["name"] if isinstance(name, str)}


def test_names_are_forgotten_as_long_after_a_voter_was_last_heard_of_as_the_board_says(
    voting, organiser, vote, clock
):
    organiser.change_board(names_kept_days=10)
    voting.describe_voter(BOARD, "ann", "Ann", "Sound")
    voting.describe_voter(BOARD, "bob", "Bob", None)
    before = len(organiser.audit())
    clock(days=10)
    assert voting.forget_old_names(BOARD) == 0
    assert len(organiser.audit()) == before
    clock(days=10, seconds=1)
    voting.describe_voter(BOARD, "bob", "Bobby", None)
    assert voting.forget_old_names(BOARD) == 1
    assert names(voting) == {"Bobby"}
    assert voting.voter(BOARD, "ann").branch == "Sound"
    entry = latest(organiser)
    assert (entry.who, entry.action, entry.after["names"]) == ("retention", "forget_names", 1)
    assert voting.forget_old_names(BOARD) == 0
    assert len(organiser.audit()) == before + 1


def test_names_are_kept_where_nothing_is_said(store, clock):
    store.describe_voter(BOARD, "ann", "Ann", None)
    clock(days=10_000)
    assert store.forget_old_names(BOARD) == 0
    assert names(store) == {"Ann"}
