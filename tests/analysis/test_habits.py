from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import (
    HABIT_COLUMNS,
    TOOL_EFFECT_COLUMNS,
    Simulation,
    components,
    simulate,
    tool_effects,
    voter_habits,
)

PLAN = Simulation(voters=12, tools=8, votes_per_voter=4, seed=2, one_axis_share=0.2)
VOTES = simulate(PLAN).votes


def predictions(votes: pd.DataFrame, axis: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Habits and tools with their errors from the whole covariance matrix of the votes: slow and plain."""
    own = votes.dropna(subset=[axis])
    parts = components(votes, axis)
    incidence = {name: pd.get_dummies(own[name]).astype(float) for name in ("tool_id", "voter_id")}
    by_name = {"tool_id": parts.tool.variance, "voter_id": parts.voter.variance}
    whole = parts.residual.variance * np.eye(len(own))
    for name, variance in by_name.items():
        whole += variance * incidence[name].to_numpy() @ incidence[name].to_numpy().T
    inverse = np.linalg.inv(whole)
    ones = np.ones((len(own), 1))
    projection = inverse - inverse @ ones @ ones.T @ inverse / (ones.T @ inverse @ ones)
    found = []
    for name, variance in by_name.items():
        z = incidence[name].to_numpy()
        effect = variance * z.T @ projection @ own[axis].to_numpy()
        error = np.sqrt(variance - variance**2 * np.diag(z.T @ projection @ z))
        found.append(pd.DataFrame({"effect": effect, "error": error}, index=incidence[name].columns))
    return found[0], found[1]


def test_habits_are_those_of_lme4(example):
    data = example("components")["with_holes"]
    votes = pd.DataFrame({"tool_id": data["tools"], "voter_id": data["voters"], "x": data["x"]})
    found = voter_habits(votes, components(votes, "x")).set_index("voter_id")["habit"]
    assert found.to_dict() == pytest.approx(data["habits"], abs=data["tolerance"])


@pytest.mark.parametrize("axis", ["x", "y"])
def test_predictions_and_errors_are_those_of_the_whole_covariance_matrix(axis):
    parts = components(VOTES, axis)
    tools, voters = predictions(VOTES, axis)
    habits = voter_habits(VOTES, parts).set_index("voter_id").loc[voters.index]
    effects = tool_effects(VOTES, parts).set_index("tool_id").loc[tools.index]
    np.testing.assert_allclose(habits[["habit", "error"]], voters, atol=1e-8)
    np.testing.assert_allclose(effects[["effect", "error"]], tools, atol=1e-8)


def test_frames_have_their_columns_and_run_from_low_to_high():
    parts = components(VOTES, "x")
    habits, effects = voter_habits(VOTES, parts), tool_effects(VOTES, parts)
    assert tuple(habits.columns) == HABIT_COLUMNS
    assert tuple(effects.columns) == TOOL_EFFECT_COLUMNS
    assert habits["habit"].is_monotonic_increasing
    assert effects["effect"].is_monotonic_increasing
    assert habits["n"].sum() == effects["n"].sum() == parts.n


def test_a_habit_is_shrunk_the_more_the_fewer_tools_were_placed():
    few = VOTES[VOTES["voter_id"] == VOTES["voter_id"].iloc[0]].iloc[1:]
    votes = VOTES.drop(index=few.index)
    habits = voter_habits(votes, components(votes, "x"))
    kept = habits["habit"] / habits["raw"]
    assert kept.between(0, 1).all()
    assert kept[habits["n"] == 1].max() < kept[habits["n"] == 4].min()
    assert habits["error"][habits["n"] == 1].min() > habits["error"][habits["n"] == 4].max()


def test_limits_lie_a_normal_quantile_from_the_prediction():
    found = voter_habits(VOTES, components(VOTES, "x"), level=0.8)
    np.testing.assert_allclose(found["high"] - found["habit"], 1.2815516 * found["error"], rtol=1e-6)
    np.testing.assert_allclose(found["low"] + found["high"], 2 * found["habit"])


def test_habits_find_what_was_simulated():
    board = simulate(Simulation(voters=60, tools=30, votes_per_voter=25, seed=3))
    found = voter_habits(board.votes, components(board.votes, "x")).set_index("voter_id")["habit"]
    assert np.corrcoef(found, board.voters.set_index("voter_id")["habit_x"].loc[found.index])[0, 1] > 0.9


def test_no_components_make_no_predictions():
    votes = VOTES.drop_duplicates("voter_id")
    parts = components(votes, "x")
    habits, effects = voter_habits(votes, parts), tool_effects(votes, parts)
    assert list(habits["n"]) == [1] * 12
    assert habits[["raw", "habit", "error", "low", "high"]].isna().all(axis=None)
    assert effects[["raw", "effect", "error", "low", "high"]].isna().all(axis=None)
