"""What happens to votes on their way in."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from spectrum.errors import InvalidVote, NoSuchTool, VoteIdTaken, VoterBlocked, VotingClosed
from spectrum.model import Ballot, Selection, Tally, Tool, Voter
from spectrum.store.ballot_box import REMEMBERED
from spectrum.store.sql_store import utc_now

BOARD = "board"
ALL = Selection(BOARD)


def current(store, tool="t1"):
    frame = store.current_votes(ALL, tool)
    return {row["voter_id"]: (row["kind"], row["x"], row["y"]) for row in frame.to_dict("records")}


def test_vote_is_acknowledged_with_its_place_in_the_log(store, vote):
    store.open_round(BOARD, "one")
    first, second = store.append([vote("t1", "ann", 1, 2), vote("t1", "bob", 3, 4)])
    assert (first.seq, second.seq) == (1, 2)
    assert first.tool_id == "t1"
    assert isinstance(first.cast_at, datetime)
    assert first.cast_at.tzinfo is None


def test_closed_board_refuses_vote_and_keeps_earlier_ones(store, vote):
    store.open_round(BOARD, "Tuesday")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    with pytest.raises(VotingClosed, match="Tuesday"):
        store.append([vote("t1", "ann", 50, 60)])
    assert current(store) == {"ann": ("place", 1.0, 2.0)}


def test_board_without_rounds_takes_no_votes(store, vote):
    with pytest.raises(VotingClosed, match="No round is open"):
        store.append([vote("t1", "ann", 1, 2)])


def test_latest_vote_wins(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.append([vote("t1", "ann", 30, 40), vote("t1", "ann", 50, 60)])
    assert current(store) == {"ann": ("place", 50.0, 60.0)}
    assert len(store.extract(BOARD).votes) == 3


def test_same_vote_sent_twice_is_stored_once(store, vote):
    store.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 1, 2)
    first = store.append([ballot])[0]
    again = store.append([ballot])[0]
    assert (again.seq, again.repeated) == (first.seq, True)
    assert not first.repeated
    assert len(store.extract(BOARD).votes) == 1


def test_vote_is_known_again_for_as_long_as_its_round_is_open(store, vote, monkeypatch):
    """A phone that was away for two days sends it once more."""
    store.open_round(BOARD, "festival")
    ballot = vote("t1", "ann", 1, 2)
    first = store.append([ballot])[0]
    later = utc_now() + 2 * REMEMBERED
    for clock in (store, store._ballots):
        monkeypatch.setattr(clock, "_now", lambda: later)
    again = store.append([ballot])[0]
    assert (again.seq, again.repeated) == (first.seq, True)
    assert len(store.extract(BOARD).votes) == 1


def test_same_vote_twice_in_one_batch_is_stored_once(store, vote):
    store.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 1, 2)
    futures = [store.submit(ballot) for _ in range(20)]
    assert {future.result().seq for future in futures} == {1}
    assert len(store.extract(BOARD).votes) == 1


def test_vote_id_of_another_voter_is_refused(store, vote):
    store.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 1, 2)
    store.append([ballot])
    with pytest.raises(VoteIdTaken):
        store.append([vote("t1", "bob", 9, 9, vote_id=ballot.vote_id)])
    assert current(store) == {"ann": ("place", 1.0, 2.0)}


def test_one_refused_vote_does_not_stop_the_others_of_its_batch(store, vote):
    store.open_round(BOARD, "one")
    good, bad, also = (
        store.submit(vote("t1", "ann", 1, 2)),
        store.submit(vote("no such tool", "bob", 3, 4)),
        store.submit(vote("t2", "cem", 5, 6)),
    )
    assert good.result().seq
    assert also.result().seq
    with pytest.raises(NoSuchTool, match="no such tool"):
        bad.result()


@pytest.mark.parametrize("status", ["hidden", "proposed"])
def test_tool_that_is_not_live_takes_no_votes(store, vote, status):
    store.open_round(BOARD, "one")
    store.save_tools(BOARD, [Tool("t9", "Secret", status=status)])
    with pytest.raises(NoSuchTool):
        store.append([vote("t9", "ann", 1, 2)])


def test_vote_on_a_merged_tool_counts_for_the_one_that_remains(store, vote):
    store.open_round(BOARD, "one")
    store.save_tools(BOARD, [Tool("t9", "Denoiser", status="merged", merged_into="t1")])
    receipt = store.append([vote("t9", "ann", 1, 2)])[0]
    assert receipt.tool_id == "t1"
    assert current(store, "t1") == {"ann": ("place", 1.0, 2.0)}
    assert store.extract(BOARD).votes["tool_id"].tolist() == ["t9"]
    assert store.verify(BOARD).agrees


def test_votes_follow_a_tool_that_is_merged_and_come_back(store, vote):
    store.open_round(BOARD, "one")
    first = vote("t1", "ann", 1, 2)
    store.append([first, vote("t2", "ann", 3, 4), vote("t1", "bob", 5, 6)])
    [one] = [tool for tool in store.tools(BOARD) if tool.tool_id == "t1"]
    store.save_tools(BOARD, [replace(one, status="merged", merged_into="t2")])
    assert current(store, "t2") == {"ann": ("place", 3.0, 4.0), "bob": ("place", 5.0, 6.0)}
    assert store.verify(BOARD).agrees
    assert store.append([first])[0].tool_id == "t2"
    store.save_tools(BOARD, [one])
    assert current(store, "t1") == {"ann": ("place", 1.0, 2.0), "bob": ("place", 5.0, 6.0)}
    assert store.verify(BOARD).agrees


def test_blocked_voter_is_refused_and_no_longer_counts(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2), vote("t1", "bob", 3, 4)])
    store.save_voter(BOARD, Voter("ann", blocked_at=datetime(2026, 1, 1)))
    with pytest.raises(VoterBlocked):
        store.append([vote("t1", "ann", 9, 9)])
    assert store.positions(ALL)["n"].tolist() == [1]
    store.save_voter(BOARD, Voter("ann"))
    assert store.positions(ALL)["n"].tolist() == [2]


def test_vote_on_x_alone_keeps_the_earlier_y(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.append([vote("t1", "ann", 50)])
    assert current(store) == {"ann": ("place", 50.0, 2.0)}


@pytest.mark.parametrize("kind", ["withdraw", "unsure", "unknown_tool"])
def test_answer_without_position_forgets_the_earlier_y(store, vote, kind):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.append([vote("t1", "ann", kind=kind)])
    assert store.positions(ALL).empty
    store.append([vote("t1", "ann", 50)])
    [(placed, x, y)] = current(store).values()
    assert (placed, x) == ("place", 50.0)
    assert math.isnan(y)


def test_forgetting_and_voting_on_x_in_one_batch_is_the_same_as_in_two(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.append([vote("t1", "ann", kind="withdraw"), vote("t1", "ann", 50)])
    [(_, x, y)] = current(store).values()
    assert x == 50.0
    assert math.isnan(y)
    assert store.verify(BOARD).agrees


def test_shown_position_is_stored_in_live_rounds_and_left_out_of_blind_ones(store, vote):
    store.open_round(BOARD, "live")
    store.append([vote("t1", "ann", 1, 2, shown_x=10.0, shown_y=90.0)])
    store.close_round(BOARD)
    store.open_round(BOARD, "blind", reveal="after_close")
    store.append([vote("t1", "bob", 1, 2, shown_x=10.0, shown_y=90.0)])
    shown = store.extract(BOARD).votes["shown_x"].tolist()
    assert shown[0] == 10.0
    assert math.isnan(shown[1])


@pytest.mark.parametrize("value", [-0.1, 100.1, math.nan, math.inf, "50", True])
def test_position_off_the_chart_is_refused_with_its_field_named(value):
    with pytest.raises(InvalidVote, match="x is .* must be a number from 0 to 100"):
        Ballot(uuid4(), BOARD, "t1", "ann", value, 5.0)
    with pytest.raises(InvalidVote, match="y is"):
        Ballot(uuid4(), BOARD, "t1", "ann", 5.0, value)


def test_version_rises_with_votes_and_changes(store, vote):
    seen = [store.version(BOARD)]
    store.open_round(BOARD, "one")
    seen.append(store.version(BOARD))
    store.append([vote("t1", "ann", 1, 2)])
    seen.append(store.version(BOARD))
    assert seen == sorted(set(seen))


def test_receipt_tells_what_its_tool_has_now(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 10, 20), vote("t2", "ann", 1, 1)])
    bob, eve, unsure = store.append(
        [vote("t1", "bob", 30, None), vote("t1", "eve", 50, 60), vote("t2", "ann", kind="unsure")]
    )
    assert bob.tally == eve.tally == Tally(3, 2, 30.0, 40.0)
    assert unsure.tally == Tally(0, 0, None, None)


def test_receipt_of_a_repeated_vote_tells_nothing_of_now(store, vote):
    store.open_round(BOARD, "one")
    ballot = vote("t1", "ann", 10, 20)
    store.append([ballot])
    [again] = store.append([ballot])
    assert again.repeated
    assert again.tally is None


def test_receipt_in_a_fresh_round_counts_its_votes_alone_and_no_blocked_voters(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 10, 20)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    store.append([vote("t1", "eve", 90, 90)])
    store.save_voter(BOARD, Voter("eve", blocked_at=datetime(2026, 1, 1)))
    [bob] = store.append([vote("t1", "bob", 30, 40)])
    assert bob.tally == Tally(1, 1, 30.0, 40.0)
