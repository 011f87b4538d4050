from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import (
    RESIDUAL_COLUMNS,
    Simulation,
    components,
    residual_matrix,
    simulate,
    voter_habits,
)

VOTES = simulate(Simulation(voters=20, tools=8, votes_per_voter=5, seed=3, one_axis_share=0.2)).votes


def test_every_vote_has_a_residual_from_its_tool():
    found = residual_matrix(VOTES, "y")
    own = VOTES.dropna(subset=["y"])
    expected = own.assign(residual=own["y"] - own.groupby("tool_id")["y"].transform("mean"))
    together = found.merge(expected, on=["voter_id", "tool_id"], validate="one_to_one")
    assert tuple(found.columns) == RESIDUAL_COLUMNS
    assert len(together) == len(found) == len(own) < len(VOTES)
    np.testing.assert_allclose(together["residual_x"], together["residual_y"], atol=1e-9)


def test_the_voters_habit_is_taken_off_as_well():
    found = residual_matrix(VOTES, "x")
    habits = voter_habits(VOTES, components(VOTES, "x")).set_index("voter_id")["habit"]
    taken = found["residual"] - found["residual_without_habit"]
    np.testing.assert_allclose(taken, habits.loc[found["voter_id"]], atol=1e-9)


def test_given_components_are_used():
    strong = components(VOTES.assign(x=VOTES["x"] + 20 * (VOTES["voter_id"] > "v00010")), "x")
    found = residual_matrix(VOTES, "x", components=strong)
    assert not np.allclose(
        found["residual_without_habit"], residual_matrix(VOTES, "x")["residual_without_habit"]
    )


def test_voters_who_differ_alike_stand_together():
    random = np.random.default_rng(2)
    camp = np.arange(30) % 2
    rows = [
        (
            f"t{tool}",
            f"v{voter:02}",
            50 + (20 if tool % 2 == camp[voter] else -20) + random.normal(0, 3),
            np.nan,
        )
        for voter in range(30)
        for tool in range(6)
    ]
    votes = pd.DataFrame(rows, columns=["tool_id", "voter_id", "x", "y"])
    found = residual_matrix(votes, "x")
    voters = found.drop_duplicates("voter_id").set_index("voter_id")["voter_order"]
    tools = found.drop_duplicates("tool_id").set_index("tool_id")["tool_order"]
    first_half = {int(voter[1:]) % 2 for voter in voters[voters < 15].index}
    assert len(first_half) == 1
    assert len({int(tool[1:]) % 2 for tool in tools[tools < 3].index}) == 1


def test_orders_are_ranks_in_which_the_rows_stand():
    found = residual_matrix(VOTES, "x")
    assert sorted(set(found["voter_order"])) == list(range(20))
    assert sorted(set(found["tool_order"])) == list(range(8))
    assert (found.groupby("voter_id")["voter_order"].nunique() == 1).all()
    ranks = list(zip(found["voter_order"], found["tool_order"], strict=True))
    assert ranks == sorted(ranks)


def test_ids_and_rows_have_no_influence_on_the_order():
    other = VOTES.sample(frac=1, random_state=1)
    other = other.assign(voter_id=other["voter_id"].str[::-1], tool_id="z" + other["tool_id"].str[::-1])
    one, same = residual_matrix(VOTES, "x"), residual_matrix(other, "x")
    assert list(same["voter_id"].str[::-1]) == list(one["voter_id"])
    assert list(same["tool_id"].str[1:].str[::-1]) == list(one["tool_id"])
    np.testing.assert_allclose(same["residual_without_habit"], one["residual_without_habit"], atol=1e-6)


def test_no_components_leave_the_residual_without_habit_undefined():
    found = residual_matrix(VOTES.drop_duplicates("voter_id"), "x")
    assert found["residual_without_habit"].isna().all()
    assert found["residual"].notna().all()
    assert sorted(found["voter_order"]) == list(range(20))


@pytest.mark.parametrize("rows", [0, 1])
def test_boards_of_no_or_one_vote_have_as_many_residuals(rows):
    found = residual_matrix(VOTES[:rows], "x")
    assert found["residual"].tolist() == [0.0] * rows


@pytest.mark.parametrize("seed", range(8))
def test_a_tool_that_splits_the_voters_comes_last(seed):
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(30, 6))
    matrix[:, seed % 6] += np.where(np.arange(30) < 15, 20, -20)
    voter, tool = np.nonzero(np.ones_like(matrix))
    votes = pd.DataFrame(
        {"tool_id": tool.astype(str), "voter_id": voter.astype(str), "x": matrix[voter, tool]}
    )
    assert residual_matrix(votes, "x")["tool_id"].iloc[-1] == str(seed % 6)
