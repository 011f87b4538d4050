"""Tools that begin anew while their votes stay in the log."""

from __future__ import annotations

import pytest

from spectrum.errors import ActionRefused
from spectrum.model import Selection
from tests.store.standing import BOARD, everything, means


def test_reset_tool_begins_anew_and_its_votes_stay_in_the_log(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t2", "ann", 20, 20)])
    before, seq = everything(voting), voting.last_seq(BOARD)
    organiser.reset_votes("t1")
    assert means(voting) == {"t2": (1, 20.0, 20.0)}
    assert len(voting.extract(BOARD).votes) == 2
    voting.append([vote("t1", "ann", 50)])
    assert means(voting) == {"t1": (1, 50.0, None), "t2": (1, 20.0, 20.0)}
    assert voting.verify(BOARD).agrees
    organiser.undo_reset("t1")
    assert means(voting)["t1"] == (1, 50.0, 10.0)
    assert voting.verify(BOARD).agrees
    assert everything(voting)[2] == before[2]
    assert means(voting, Selection(BOARD, as_of=seq)) == before[1]


def test_undone_reset_leaves_no_trace(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "bob", 20)])
    before = everything(voting)
    organiser.reset_votes("t1")
    organiser.undo_reset("t1")
    assert everything(voting) == before
    with pytest.raises(ActionRefused, match="not reset"):
        organiser.undo_reset("t1")


def test_board_as_of_a_seq_knows_the_resets_before_it_only(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10)])
    voting.append([vote("t1", "bob", 20, 20)])
    organiser.reset_votes("t1")
    voting.append([vote("t1", "cy", 30, 30)])
    organiser.reset_votes("t1")
    voting.append([vote("t1", "dee", 40, 40)])
    seen = [means(voting, Selection(BOARD, as_of=seq)).get("t1") for seq in (1, 2, 3, 4)]
    assert seen == [(1, 10.0, 10.0), None, None, (1, 40.0, 40.0)]
    organiser.undo_reset("t1")
    assert means(voting) == {"t1": (2, 35.0, 35.0)}
    assert voting.verify(BOARD).agrees


def test_reset_covers_merged_tools_and_outlasts_the_merge(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t2", "bob", 20, 20), vote("t3", "ann", 1, 1)])
    organiser.merge("t2", into="t1")
    organiser.reset_votes("t1")
    organiser.unmerge("t2")
    assert means(voting) == {"t3": (1, 1.0, 1.0)}
    organiser.undo_reset("t2")
    assert means(voting) == {"t1": (1, 10.0, 10.0), "t2": (1, 20.0, 20.0), "t3": (1, 1.0, 1.0)}
    assert voting.verify(BOARD).agrees


def test_tool_without_votes_cannot_be_reset(store, organiser):
    with pytest.raises(ActionRefused, match="no votes that count"):
        organiser.reset_votes("t1")
