"""Seeds made from votes: none of these counts twice, and one can go back."""

from __future__ import annotations

import pytest

from spectrum.analysis import collective_of_one
from spectrum.errors import ActionRefused, NotFound, RoundAlreadyOpen
from spectrum.model import Selection
from tests.store.standing import BOARD, means


@pytest.fixture
def baked(voting, organiser, vote):
    """Three votes baked at anchor weight 2, with a hidden tool that has votes too."""
    organiser.change_board(anchor_weight=2.0)
    voting.append([vote("t1", "ann", 20, 70), vote("t1", "bob", 30), vote("t3", "ann", 5, 6)])
    voting.append([vote("t2", "ann", 1, 1)])
    organiser.hide("t2")
    voting.close_round(BOARD)
    organiser.bake_seeds("two")
    return voting


def test_baked_seeds_are_the_collective_positions(baked):
    one, three = baked.tools(BOARD)
    assert one.seed_x == pytest.approx(collective_of_one(25.0, 2, 10.0, 2.0))
    assert one.seed_y == pytest.approx(collective_of_one(70.0, 1, 90.0, 2.0))
    assert (three.seed_x, three.seed_y) == (5.0, 6.0)
    assert baked.tools(BOARD, ("hidden",))[0].seed_x == 95.0


def test_no_baked_vote_counts_twice_whatever_rounds_follow(baked, organiser, vote):
    fresh = baked.rounds(BOARD)[-1]
    assert (fresh.name, fresh.start, fresh.is_open) == ("two", "fresh", True)
    assert means(baked) == {}
    baked.append([vote("t1", "bob", 90)])
    assert means(baked) == {"t1": (1, 90.0, None)}
    baked.close_round(BOARD)
    assert means(baked) == {"t1": (1, 90.0, None)}
    baked.open_round(BOARD, "three")
    assert means(baked, baked.public_view(BOARD)) == {"t1": (1, 90.0, None)}
    assert baked.room(BOARD, 0).votes == 1
    assert baked.verify(BOARD).agrees
    organiser.restore("t2")
    assert means(baked)["t2"] == (1, 1.0, 1.0)


def test_baked_votes_still_count_in_their_own_round(baked):
    first = baked.rounds(BOARD)[0]
    assert means(baked, Selection(BOARD, round_id=first.round_id))["t1"] == (2, 25.0, 70.0)


def test_blind_round_right_after_a_bake_shows_the_seeds(voting, organiser, vote):
    voting.append([vote("t1", "ann", 20, 70)])
    organiser.bake_seeds("two", reveal="after_close", close_open=True)
    assert means(voting, voting.public_view(BOARD)) == {}


def test_reverting_brings_seeds_and_votes_back(baked, organiser, vote):
    baked.append([vote("t1", "cy", 90, 90)])
    first, second = organiser.seed_sets()
    assert [(s.number, s.origin, s.at_seq) for s in (first, second)] == [(1, "kept", 4), (2, "bake", 4)]
    with pytest.raises(RoundAlreadyOpen, match="'two'"):
        organiser.revert_seeds(1)
    baked_seeds = [t.seed_x for t in baked.tools(BOARD)]
    organiser.revert_seeds(1, close_open=True)
    assert [t.seed_x for t in baked.tools(BOARD)] == [10.0, None]
    assert means(baked) == {"t1": (3, pytest.approx(140 / 3), 80.0), "t3": (1, 5.0, 6.0)}
    assert baked.verify(BOARD).agrees
    organiser.revert_seeds(2)
    assert [t.seed_x for t in baked.tools(BOARD)] == baked_seeds
    assert means(baked) == {"t1": (1, 90.0, 90.0)}
    assert baked.verify(BOARD).agrees
    assert len(organiser.seed_sets()) == 2


def test_seeds_edited_by_hand_are_put_aside_before_they_are_replaced(baked, organiser):
    organiser.edit("t1", seed_x=77.0)
    organiser.revert_seeds(2, close_open=True)
    organiser.revert_seeds(3)
    assert baked.tools(BOARD)[0].seed_x == 77.0


def test_bake_is_refused_while_a_round_is_open_or_nothing_is_voted(voting, organiser, vote):
    with pytest.raises(ActionRefused, match="No votes"):
        organiser.bake_seeds("two", close_open=True)
    assert voting.rounds(BOARD)[0].is_open
    voting.append([vote("t1", "ann", 20, 70)])
    with pytest.raises(RoundAlreadyOpen, match="'one'"):
        organiser.bake_seeds("two")
    assert (voting.tools(BOARD)[0].seed_x, organiser.seed_sets()) == (10.0, [])
    with pytest.raises(NotFound, match="none yet"):
        organiser.revert_seeds(1)


def test_seeds_of_a_kept_set_can_be_looked_at(voting, organiser, vote):
    voting.append([vote("t1", "ann", 30, 40)])
    organiser.bake_seeds("next", close_open=True)
    assert (organiser.seeds(1)["t1"].x, organiser.seeds(1)["t3"].x) == (10.0, None)
    assert (organiser.seeds(2)["t1"].x, organiser.seeds(2)["t1"].y) == (30.0, 40.0)
    with pytest.raises(NotFound, match="Sets that are there: 1, 2"):
        organiser.seeds(3)
