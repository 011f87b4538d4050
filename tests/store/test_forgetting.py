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
