"""What the voting room reads of a board: counts, means, the latest votes, whoever may vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from spectrum.errors import (
    AddingClosed,
    JoinCodeNeeded,
    NoSuchBoard,
    NotFound,
    ToolNameTaken,
    VotingClosed,
)
from spectrum.model import Board, Selection, Tally, Tool, VoteFile, Voter
from spectrum.store import Placement, postgres_store, sql_store
from spectrum.store.room_reading import read_room
from spectrum.store.sql_store import utc_now

BOARD = "board"


@pytest.fixture
def one(store):
    return store.open_round(BOARD, "one")


def test_board_without_votes(store):
    reading = store.room(BOARD, 0)
    assert (reading.board.title, [tool.tool_id for tool in reading.tools]) == (
        "Test board",
        ["t1", "t2", "t3"],
    )
    assert (reading.open_round, reading.last_round, reading.tallies) == (None, None, {})
    assert (reading.voters, reading.votes, reading.last_seq, reading.recent) == (0, 0, 0, ())


def test_unknown_board_is_refused(store):
    with pytest.raises(NoSuchBoard, match="'bord'"):
        store.room("bord", 0)


def test_tallies_are_those_of_the_current_votes(store, one, vote):
    store.append(
        [
            vote("t1", "ann", 90, 90), vote("t1", "ann", 10, 20), vote("t1", "bob", 20, None),
            vote("t2", "bob", 1, 1), vote("t2", "bob", kind="unsure"), vote("t3", "cem", 5, None),
        ]
    )  # fmt: skip
    reading = store.room(BOARD, 0)
    assert reading.tallies == {"t1": Tally(2, 1, 15.0, 20.0), "t3": Tally(1, 0, 5.0, None)}
    assert (reading.voters, reading.votes, reading.last_seq) == (3, 3, 6)
    assert reading.open_round == one
    counts = store.counts(Selection(BOARD))
    assert (counts.voters, counts.votes) == (reading.voters, reading.votes)


def test_blocked_voters_and_tools_off_the_board_do_not_count(store, one, vote):
    store.append([vote(tool, voter, 10, 20) for tool in ("t1", "t2") for voter in ("ann", "bob")])
    store.append([vote("t2", "cem", 30, 40)])  # who has placed no other
    store.save_voter(BOARD, Voter("bob", blocked_at=utc_now()))
    [_, two, _] = store.tools(BOARD)
    store.save_tools(BOARD, [replace(two, status="hidden")])
    reading = store.room(BOARD, 0)
    assert reading.tallies == {"t1": Tally(1, 1, 10.0, 20.0)}
    assert (reading.voters, reading.votes, reading.last_seq) == (1, 1, 5)
    assert [p.seq for p in reading.recent] == [1]
    store.save_voter(BOARD, Voter("bob"))
    assert store.room(BOARD, 0).voters == 2


def test_votes_count_for_the_tool_that_remains(store, one, vote):
    store.append([vote("t1", "ann", 10, 20), vote("t2", "bob", 30, 40)])
    [first, *_] = store.tools(BOARD)
    store.save_tools(BOARD, [replace(first, status="merged", merged_into="t2")])
    store.append([vote("t1", "cem", 50, 60)])
    reading = store.room(BOARD, 0)
    assert reading.tallies == {"t2": Tally(3, 3, 30.0, 40.0)}
    assert {p.tool_id for p in reading.recent} == {"t2"}
    store.save_tools(BOARD, [first])
    assert {tool: tally.n for tool, tally in store.room(BOARD, 0).tallies.items()} == {"t1": 2, "t2": 1}


def test_fresh_round_counts_its_own_votes(store, one, vote):
    store.append([vote("t1", "ann", 10, 20)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    assert store.room(BOARD, 0).tallies == {}
    store.append([vote("t1", "bob", 50, None)])
    assert store.room(BOARD, 0).tallies == {"t1": Tally(1, 0, 50.0, None)}
    store.close_round(BOARD)
    assert store.room(BOARD, 0).tallies == {"t1": Tally(2, 1, 30.0, 20.0)}


def test_recent_placements_are_the_newest_after_a_seq(store, one, vote):
    store.append([vote("t1", f"v{i}", float(i), None) for i in range(70)])
    store.append([vote("t1", "ann", kind="unsure"), vote("t2", "ann", 1, 2)])
    reading = store.room(BOARD, 70)
    assert (reading.last_seq, reading.recent) == (72, (Placement(72, "t2", 1.0, 2.0),))
    reading = store.room(BOARD, 0)
    assert len(reading.recent) <= 50
    assert [p.seq for p in reading.recent] == sorted((p.seq for p in reading.recent), reverse=True)
    assert store.room(BOARD, 72).recent == ()
    assert store.room(BOARD, 72).last_seq == store.last_seq(BOARD) == 72


def test_imported_row_that_an_earlier_vote_outdoes_is_not_recent(store, one, vote, tmp_path):
    store.append([vote("t1", "ann", 10, 20)])
    path = tmp_path / "votes.csv"
    path.write_text("tool_id,voter_id,x,y\nt1,ann,90,90\nt1,bob,30,40\n")
    store.load(BOARD, VoteFile(path, ("tool_id", "voter_id", "x", "y"), source="import:votes.csv"))
    assert [(p.x, p.y) for p in store.room(BOARD, 1).recent] == [(30.0, 40.0)]


def test_rules_that_change_during_a_reading_are_those_of_its_votes(store, one, vote, monkeypatch):
    """Else a frame could show a blind round's votes, as it does not know yet that it is one."""
    store.append([vote("t1", "ann", 10, 20)])
    store.room(BOARD, 0)
    opened = []

    def interrupted(session, rules, since):
        if not opened:
            store.close_round(BOARD)
            opened.append(store.open_round(BOARD, "blind", reveal="after_close"))
            store.append([vote("t1", "bob", 90, 90)])
        return read_room(session, rules, since)

    for module in (sql_store, postgres_store):
        monkeypatch.setattr(module, "read_room", interrupted)
    reading = store.room(BOARD, 0)
    before, after = (one, 1), (opened[0], 2)
    assert (reading.open_round, reading.tallies["t1"].n) in (before, after)
    assert (store.room(BOARD, 0).open_round, store.room(BOARD, 0).tallies["t1"].n) == after


def test_boards_do_not_mix(store, one, vote):
    store.save_board(Board("other"))
    store.save_tools("other", [Tool("t1", "Another")])
    store.open_round("other", "one")
    store.append([vote("t1", "ann", 10, 20), vote("t1", "bob", 90, 90, board_id="other")])
    assert store.room(BOARD, 0).tallies == {"t1": Tally(1, 1, 10.0, 20.0)}
    assert store.room("other", 0).tallies == {"t1": Tally(1, 1, 90.0, 90.0)}
    assert store.placed_since(BOARD, "bob", 0) == set()
    assert (store.last_seq(BOARD), store.last_seq("other"), store.last_seq("none")) == (1, 1, 0)


def test_every_change_is_seen_by_the_next_reading(store, vote):
    """What does not change with votes is kept between readings."""
    seen = [store.room(BOARD, 0)]
    store.save_board(replace(store.board(BOARD), title="Renamed", anchor_weight=3.0))
    seen.append(store.room(BOARD, 0))
    assert (seen[-1].board.title, seen[-1].board.anchor_weight) == ("Renamed", 3.0)
    opened = store.open_round(BOARD, "one", reveal="after_close")
    assert store.room(BOARD, 0).open_round == opened
    closed = store.close_round(BOARD)
    assert (store.room(BOARD, 0).open_round, store.room(BOARD, 0).last_round) == (None, closed)
    store.save_tools(BOARD, [Tool("t4", "Another")])
    assert len(store.room(BOARD, 0).tools) == 4


# --- who has placed what -------------------------------------------------------------------


def test_placed_since_tells_what_stands_after_a_seq(store, one, vote):
    store.append([vote("t1", "ann", 1, 2), vote("t2", "ann", 1, 2), vote("t1", "bob", 1, 2)])
    assert store.placed_since(BOARD, "ann", 0) == {"t1", "t2"}
    assert store.placed_since(BOARD, "ann", 1) == {"t2"}
    store.append([vote("t2", "ann", kind="withdraw"), vote("t1", "ann", 5, None)])
    assert store.placed_since(BOARD, "ann", 3) == {"t1"}
    assert store.placed_since(BOARD, "nobody", 0) == set()


# --- voters ----------------------------------------------------------------------------------


def test_voter_who_is_not_known_has_an_id_alone(store):
    assert store.voter(BOARD, "ann") == Voter("ann")


def test_describing_a_voter_leaves_blocked_ones_blocked(store, one, vote):
    blocked_at = datetime(2026, 1, 1)
    store.save_voter(BOARD, Voter("ann", blocked_at=blocked_at))
    described = store.describe_voter(BOARD, "ann", "Ann", "Sound")
    assert described == store.voter(BOARD, "ann") == Voter("ann", "Ann", "Sound", blocked_at)
    store.append([vote("t1", "bob", 1, 2)])
    assert store.describe_voter(BOARD, "bob", None, None) == Voter("bob")


# --- tools -----------------------------------------------------------------------------------


def test_tools_are_added_while_the_board_takes_them(store):
    with pytest.raises(AddingClosed):
        store.add_tool(BOARD, Tool("a1", "Upscaler"))
    store.save_board(replace(store.board(BOARD), adding_open=True))
    added = store.add_tool(BOARD, Tool("a1", "Upscaler", seed_x=1.0))
    assert (added.number, added.status, added.seed_x) == (4, "live", 1.0)
    assert added.created_at is not None
    assert store.tools(BOARD)[-1] == added
    with pytest.raises(ToolNameTaken, match="UPSCALER"):
        store.add_tool(BOARD, Tool("a2", "UPSCALER"))
    store.save_board(replace(store.board(BOARD), tools_need_approval=True))
    assert store.add_tool(BOARD, Tool("a2", "Other")).status == "proposed"
    with pytest.raises(NoSuchBoard):
        store.add_tool("bord", Tool("a3", "Third"))


# --- rounds with an end and a code -----------------------------------------------------------


def test_round_keeps_its_code_and_its_end(store):
    end = datetime(2030, 1, 1, 12, 30, 15, 250_000)
    store.open_round(BOARD, "one", closes_at=end, join_code="wombat")
    [found] = store.rounds(BOARD)
    assert (found.closes_at, found.join_code) == (end, "wombat")
    assert "wombat" not in repr(found)


def test_vote_without_the_rounds_code_is_refused(store, vote):
    one = store.open_round(BOARD, "one", join_code="wombat")
    with pytest.raises(JoinCodeNeeded):
        store.append([vote("t1", "ann", 1, 2)])
    with pytest.raises(JoinCodeNeeded):
        store.append([vote("t1", "ann", 1, 2, admitted_to="another round")])
    assert store.append([vote("t1", "ann", 1, 2, admitted_to=one.round_id)])[0].seq == 1


def test_vote_after_the_end_of_the_round_is_refused(store, vote):
    store.open_round(BOARD, "one", closes_at=utc_now() + timedelta(hours=1))
    ballot = vote("t1", "ann", 1, 2)
    store.append([ballot])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", closes_at=utc_now() - timedelta(seconds=1))
    with pytest.raises(VotingClosed, match="two"):
        store.append([vote("t1", "ann", 50, 60)])
    assert store.append([ballot])[0].repeated


def test_round_is_closed_only_if_it_is_the_one_that_is_meant(store):
    first = store.open_round(BOARD, "one")
    assert store.close_round(BOARD, first.round_id).closed_at is not None
    second = store.open_round(BOARD, "two")
    with pytest.raises(NotFound):
        store.close_round(BOARD, first.round_id)
    assert store.rounds(BOARD)[-1] == second


@pytest.mark.parametrize(
    ("reveal", "shown_in", "kept"),
    [("live", None, True), ("live", "this", True), ("after_own_vote", None, False),
     ("after_own_vote", "another", False), ("after_own_vote", "this", True), ("after_close", "this", False)],
)  # fmt: skip
def test_shown_position_is_kept_where_it_can_have_been_seen(store, vote, reveal, shown_in, kept):
    opened = store.open_round(BOARD, "one", reveal=reveal)
    seen_in = opened.round_id if shown_in == "this" else shown_in
    store.append([vote("t1", "ann", 1, 2, shown_x=3.0, shown_y=4.0, shown_in=seen_in)])
    shown = store.extract(BOARD).votes[["shown_x", "shown_y"]].dropna()
    assert shown.to_numpy().tolist() == ([[3.0, 4.0]] if kept else [])


def test_version_moves_with_what_was_stored_and_not_with_what_was_refused(store, one, vote):
    ballot = vote("t1", "ann", 1, 2)
    store.append([ballot])
    version = store.version(BOARD)
    for refused in (vote("none", "ann", 1, 2), vote("t1", "bob", 1, 2, vote_id=ballot.vote_id)):
        with pytest.raises(Exception, match=r"tool|vote_id"):
            store.append([refused])
    store.append([ballot])
    assert store.version(BOARD) == version
    store.append([vote("t1", "ann", 3, 4)])
    assert store.version(BOARD) > version
