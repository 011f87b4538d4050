"""Duplicates become one tool, and two again."""

from __future__ import annotations

import pytest

from spectrum.errors import ActionRefused
from spectrum.model import Tool
from tests.store.standing import BOARD, everything, means


def test_merged_tools_votes_follow_and_the_later_one_counts(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t2", "ann", 20, 20), vote("t2", "bob", 40, 40)])
    voting.append([vote("t1", "bob", 30, 30), vote("t1", "cy", 50)])
    before = everything(voting)
    organiser.merge("t2", into="t1")
    assert means(voting) == {"t1": (3, pytest.approx(100 / 3), 25.0)}
    assert voting.verify(BOARD).agrees
    organiser.unmerge("t2")
    assert everything(voting) == before
    assert [entry.action for entry in organiser.audit(2)] == ["unmerge_tool", "merge_tools"]


def test_votes_after_a_merge_stay_where_they_were_cast(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t2", "ann", 20, 20)])
    organiser.merge("t2", into="t1")
    assert voting.append([vote("t2", "bob", 80, 80)])[0].tool_id == "t1"
    voting.append([vote("t1", "ann", 30)])
    assert means(voting) == {"t1": (2, 55.0, 50.0)}
    organiser.unmerge("t2")
    assert means(voting) == {"t1": (1, 30.0, 10.0), "t2": (2, 50.0, 50.0)}
    assert voting.verify(BOARD).agrees


def test_chain_of_merges_comes_apart_link_by_link(voting, organiser, vote):
    voting.append([vote(tool, "ann", x, x) for tool, x in (("t1", 10), ("t2", 20), ("t3", 30))])
    start = everything(voting)
    organiser.merge("t1", into="t2")
    one_link = everything(voting)
    organiser.merge("t2", into="t3")
    assert {t.tool_id: t.merged_into for t in voting.tools(BOARD, ("merged",))} == {"t1": "t3", "t2": "t3"}
    assert means(voting) == {"t3": (1, 30.0, 30.0)}
    organiser.unmerge("t2")
    assert everything(voting) == one_link
    organiser.unmerge("t1")
    assert everything(voting) == start


def test_chain_may_come_apart_in_the_middle(voting, organiser, vote):
    voting.append([vote(tool, tool, x, x) for tool, x in (("t1", 10), ("t2", 20), ("t3", 30))])
    organiser.merge("t1", into="t2")
    organiser.merge("t2", into="t3")
    organiser.unmerge("t1")
    assert means(voting) == {"t1": (1, 10.0, 10.0), "t3": (2, 25.0, 25.0)}
    assert voting.verify(BOARD).agrees


def test_merge_that_came_with_a_file_takes_part_in_a_chain(voting, organiser, vote):
    voting.save_tools(BOARD, [Tool("old", "Old", status="merged", merged_into="t1")])
    voting.append([vote("old", "ann", 10, 10)])
    before = everything(voting)
    organiser.merge("t1", into="t2")
    assert means(voting) == {"t2": (1, 10.0, 10.0)}
    organiser.unmerge("t1")
    assert everything(voting) == before
    assert organiser.unmerge("old").status == "live"


@pytest.mark.parametrize(("tool", "into"), [("t1", "t1"), ("t2", "t1"), ("t1", "t2"), ("t1", "t3")])
def test_merge_that_cannot_be_is_refused(store, organiser, tool, into):
    organiser.merge("t2", into="t1")
    organiser.hide("t3")
    before = everything(store)
    with pytest.raises(ActionRefused):
        organiser.merge(tool, into=into)
    with pytest.raises(ActionRefused, match="not merged"):
        organiser.unmerge("t1")
    assert everything(store) == before


def test_hidden_duplicate_is_hidden_again_after_an_undone_merge(store, organiser):
    organiser.hide("t2")
    organiser.merge("t2", into="t1")
    assert organiser.unmerge("t2").status == "hidden"
