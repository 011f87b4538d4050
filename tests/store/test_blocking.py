"""Voters whose votes do not count."""

from __future__ import annotations

import numpy as np
import pytest

from spectrum.analysis import effect_of_blocking, tool_statistics
from spectrum.errors import NotFound, VoterBlocked
from spectrum.model import Selection, Voter
from tests.store.standing import BOARD, everything, means


def test_effect_of_blocking_is_what_blocking_does(voting, organiser, vote):
    voting.append([vote("t1", v, 10.0 * i, 90 - 5.0 * i) for i, v in enumerate("abcdef")])
    voting.append([vote("t2", "a", 1), vote("t3", "a", 5, 5)])

    def figures(positions):
        return tool_statistics(positions, voting.tools(BOARD), anchor_weight=2.0)

    before = figures(voting.positions(Selection(BOARD)))
    foretold = figures(organiser.positions_without(["a", "f"]))
    organiser.block(["a", "f"])
    after = figures(voting.positions(Selection(BOARD)))
    columns = ["n", "mean_x", "mean_y", "x", "y", "disagreement", "disagreement_low"]
    np.testing.assert_allclose(foretold[columns], after[columns], atol=1e-9, equal_nan=True)
    effect = effect_of_blocking(before, foretold).set_index("tool_id")
    assert effect.loc["t1", ["n_before", "n_after"]].tolist() == [6, 4]
    assert effect.loc["t1", "disagreement_before"] > effect.loc["t1", "disagreement_after"] > 0


def test_blocked_voter_is_refused_at_once_and_counts_again_when_unblocked(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "bob", 30, 30)])
    before = everything(voting)
    organiser.block(["ann"])
    with pytest.raises(VoterBlocked):
        voting.append([vote("t1", "ann", 11, 11)])
    assert means(voting) == {"t1": (1, 30.0, 30.0)}
    assert voting.room(BOARD, 0).voters == 1
    since = voting.voter(BOARD, "ann").blocked_at
    organiser.block(["ann"])
    assert voting.voter(BOARD, "ann").blocked_at == since
    organiser.unblock(["ann"])
    assert everything(voting) == before
    assert [(e.action, e.target) for e in organiser.audit(3)] == [
        ("unblock_voter", "ann"),
        ("block_voter", "ann"),
        ("block_voter", "ann"),
    ]


def test_of_voters_to_block_all_are_or_none(voting, organiser, vote):
    voting.append([vote("t1", "ann", 10, 10)])
    with pytest.raises(NotFound, match="'nobody'"):
        organiser.block(["ann", "nobody"])
    assert voting.voter(BOARD, "ann").blocked_at is None


def test_voters_are_listed_with_what_they_did(voting, organiser, vote):
    voting.save_voter(BOARD, Voter("idle", name="Idle"))
    voting.append([vote("t1", "ann", 10, 10), vote("t1", "ann", 11, 10), vote("t2", "ann", kind="unsure")])
    ann, idle = organiser.voters().to_dict("records")
    assert (ann["voter_id"], ann["n_votes"], ann["n_placements"]) == ("ann", 3, 1)
    assert ann["first_at"] <= ann["last_at"]
    assert (idle["name"], idle["n_votes"], idle["n_placements"]) == ("Idle", 0, 0)
