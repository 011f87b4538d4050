from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectrum.analysis import Simulation, alpha, alpha_from_aggregates, disagreement, simulate
from spectrum.analysis.spread import disagreement_from_variances

nan = np.nan
PLAN = Simulation(voters=25, tools=9, votes_per_voter=5, seed=3, one_axis_share=0.2)


def frame_of(rows) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["tool_id", "voter_id", "x", "y"])
    return frame.astype({"tool_id": "str", "voter_id": "str", "x": "float64", "y": "float64"})


grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)
placement = st.tuples(st.sampled_from("abcd"), st.sampled_from("ABCDEF"), grid, grid)
boards = st.lists(placement, min_size=2, max_size=24, unique_by=lambda row: row[:2]).map(frame_of)


def frame_of_table(table, *, tools_in_rows: bool) -> pd.DataFrame:
    values = np.array(table, dtype=float)
    values = values if tools_in_rows else values.T
    tool, voter = np.nonzero(~np.isnan(values))
    x = values[tool, voter]
    return frame_of(zip(tool.astype(str), voter.astype(str), x, x[::-1], strict=True))


def oracle(votes: pd.DataFrame) -> float:
    import krippendorff

    table = votes.pivot(index="voter_id", columns="tool_id", values="x")
    return float(krippendorff.alpha(table.to_numpy(), level_of_measurement="interval"))


# --- published figures --------------------------------------------------------------


def test_alpha_is_that_of_krippendorff(example):
    data = example("agreement")["krippendorff"]
    found = alpha(frame_of_table(data["votes"], tools_in_rows=False), "x")
    assert found.value == pytest.approx(data["alpha"], abs=data["tolerance"])
    assert (found.n, found.n_tools, found.n_voters) == (40, 11, 4)


def test_alpha_of_a_full_table_is_that_computed_independently(example):
    data = example("agreement")["shrout_fleiss"]
    found = alpha(frame_of_table(data["votes"], tools_in_rows=True), "x")
    assert found.value == pytest.approx(data["alpha"], abs=data["tolerance"])


def test_alpha_of_a_table_with_holes_is_that_computed_independently(example):
    data, holes = example("agreement")["with_holes"], example("components")["with_holes"]
    votes = pd.DataFrame({"tool_id": holes["tools"], "voter_id": holes["voters"], "x": holes["x"]})
    assert alpha(votes, "x").value == pytest.approx(data["alpha"], abs=data["tolerance"])


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_package(seed):
    votes = simulate(Simulation(voters=12, tools=7, votes_per_voter=3, seed=seed)).votes
    assert alpha(votes, "x").value == pytest.approx(oracle(votes), abs=1e-9)


# --- what it is made of ----------------------------------------------------------------


def test_alpha_of_both_axes_compares_disagreement_on_tools_with_that_on_the_board():
    votes = simulate(PLAN).votes.dropna(subset=["x", "y"])
    n = votes.groupby("tool_id")["x"].transform("size")
    paired = votes[n >= 2]
    by_tool = paired.groupby("tool_id")
    variances = by_tool[["x", "y"]].var()
    own = disagreement_from_variances(variances["x"], variances["y"])
    within = np.average(own, weights=by_tool.size())
    board = disagreement(paired["x"], paired["y"])
    assert alpha(votes, "xy").value == pytest.approx(1 - within / board, abs=1e-12)


def test_aggregates_give_the_same_alpha_as_votes():
    votes = simulate(PLAN).votes
    sums = votes.groupby("tool_id")["x"].agg(["size", "mean", "var"])
    from_sums = alpha_from_aggregates(sums["size"], sums["mean"], sums["var"])
    assert from_sums == pytest.approx(alpha(votes, "x").value, abs=1e-12)


def test_aggregates_of_both_axes_give_the_same_alpha_as_votes():
    votes = simulate(PLAN).votes.dropna(subset=["y"])
    by_tool = votes.groupby("tool_id")[["x", "y"]]
    from_sums = alpha_from_aggregates(by_tool.size(), by_tool.mean(), by_tool.var())
    assert from_sums == pytest.approx(alpha(votes, "xy").value, abs=1e-12)


def test_tools_with_one_vote_do_not_count():
    votes = frame_of([("a", "1", 10, 0), ("a", "2", 20, 0), ("b", "1", 70, 0), ("b", "2", 65, 0)])
    more = frame_of([*votes.itertuples(index=False), ("c", "3", 99, 0)])
    assert alpha(more, "x") == alpha(votes, "x")


def test_votes_without_y_count_for_x_alone():
    rows = [("a", "1", 10, 5), ("a", "2", 20, 15), ("b", "1", 70, 40), ("b", "2", 65, 50)]
    votes, more = frame_of(rows), frame_of([*rows, ("a", "3", 90, nan)])
    assert alpha(more, "y") == alpha(votes, "y")
    assert alpha(more, "xy") == alpha(votes, "xy")
    assert alpha(more, "x").n == 5


def test_votes_dealt_out_at_random_agree_by_nothing():
    random = np.random.default_rng(5)
    columns = {"tool_id": random.choice(list("abcde"), 20_000), "voter_id": np.arange(20_000).astype(str)}
    x, y = random.uniform(0, 100, (2, 20_000))
    found = alpha(pd.DataFrame({**columns, "x": x, "y": y}), "xy")
    assert found.low < 0 < found.high
    assert found.value == pytest.approx(0, abs=0.003)


# --- undefined ----------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [("a", "1", 10, 10), ("b", "2", 20, 20)]])
def test_no_tool_with_two_votes_has_no_alpha(rows):
    found = alpha(frame_of(rows), "x")
    assert (found.value, found.low, found.high) == (None, None, None)
    assert "two votes" in found.why


def test_votes_that_are_all_the_same_have_no_alpha():
    found = alpha(frame_of((tool, voter, 33.3, 33.3) for tool in "ab" for voter in "123"), "xy")
    assert (found.value, found.low) == (None, None)
    assert "the same" in found.why


def test_full_agreement_is_one_without_an_interval():
    found = alpha(frame_of((tool, voter, ord(tool) % 50, 1) for tool in "abc" for voter in "123"), "x")
    assert found.value == 1
    assert (found.low, found.high) == (None, None)
    assert "no interval" in found.why


def test_two_voters_give_no_interval():
    found = alpha(frame_of([("a", "1", 10, 0), ("a", "2", 20, 0), ("b", "1", 70, 0), ("b", "2", 65, 0)]), "x")
    assert found.value > 0.5
    assert found.low is None
    assert "too few voters" in found.why


def test_aggregates_without_pairs_or_variance_give_nan():
    assert np.isnan(alpha_from_aggregates([], [], []))
    assert np.isnan(alpha_from_aggregates([1, 1], [10, 20], [nan, nan]))
    assert np.isnan(alpha_from_aggregates([5, 3], [10, 10], [0, 0]))


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="voter_id, y"):
        alpha(pd.DataFrame({"tool_id": ["a"], "x": [1.0]}), "xy")


def test_an_unknown_axis_is_refused():
    with pytest.raises(ValueError, match="'z'"):
        alpha(frame_of([]), "z")


# --- interval -------------------------------------------------------------------------------


def test_interval_is_that_of_leaving_out_every_voter_in_turn():
    from scipy.stats import t

    votes = simulate(PLAN).votes
    voters = votes["voter_id"].unique()
    logs = np.log([1 - oracle(votes[votes["voter_id"] != voter]) for voter in voters])
    count = len(voters)
    reach = t.ppf(0.975, count - 1) * np.sqrt((count - 1) / count * ((logs - logs.mean()) ** 2).sum())
    found = alpha(votes, "x")
    expected = 1 - (1 - found.value) * np.exp([reach, -reach])
    assert [found.low, found.high] == pytest.approx(expected, abs=1e-9)


def test_a_crowd_in_groups_has_about_the_same_interval_as_voter_by_voter(monkeypatch):
    votes = simulate(Simulation(voters=1500, tools=12, votes_per_voter=4, seed=8)).votes
    in_groups = alpha(votes, "xy")
    monkeypatch.setattr("spectrum.analysis.agreement.GROUPS", 1500)
    one_by_one = alpha(votes, "xy")
    assert in_groups.value == pytest.approx(one_by_one.value, abs=1e-12)
    assert in_groups.high - in_groups.low == pytest.approx(one_by_one.high - one_by_one.low, rel=0.2)
    assert in_groups != one_by_one


def test_ids_have_no_influence_on_the_interval_of_a_crowd():
    votes = simulate(Simulation(voters=500, tools=8, votes_per_voter=3, seed=4)).votes
    other = votes.sample(frac=1, random_state=1)
    other = other.assign(voter_id=other["voter_id"].str[::-1], tool_id="z" + other["tool_id"].str[::-1])
    one, same = alpha(votes, "xy"), alpha(other, "xy")
    assert [same.low, same.high] == pytest.approx([one.low, one.high], abs=1e-9)


def test_groups_of_a_crowd_are_the_same_on_every_machine():
    votes = simulate(Simulation(voters=300, tools=5, votes_per_voter=2, seed=6)).votes
    found = alpha(votes, "xy")
    assert [found.low, found.high] == pytest.approx([0.512560076558881, 0.5848388358865741], abs=1e-9)


def test_interval_holds_alpha_in_nineteen_of_twenty_samples_of_voters():
    crowd = simulate(Simulation(voters=40_000, tools=10, votes_per_voter=4, seed=2))
    truth = alpha(crowd.votes, "x").value
    own = crowd.votes.assign(sample=crowd.votes["voter_id"].str[1:].astype(int) // 40)
    samples = [alpha(sample, "x") for number, sample in own.groupby("sample") if number < 200]
    held = np.mean([found.low <= truth <= found.high for found in samples])
    assert 0.9 <= held <= 0.99


@given(boards)
def test_interval_holds_alpha_and_stays_below_one(votes):
    for axis in ("x", "y", "xy"):
        found = alpha(votes, axis)
        if found.low is not None:
            assert found.low <= found.value <= found.high <= 1


# --- what always holds -----------------------------------------------------------------------


@given(boards, st.randoms(use_true_random=False))
def test_order_and_names_are_irrelevant(votes, random):
    names = dict(zip("ABCDEF", random.sample("ABCDEF", 6), strict=True))
    other = votes.sample(frac=1, random_state=random.randrange(1000))
    other = other.assign(voter_id=other["voter_id"].map(names))
    one, same = alpha(votes, "xy"), alpha(other, "xy")
    assert (one.value is None) == (same.value is None)
    if one.low is not None:
        assert [same.value, same.low, same.high] == pytest.approx([one.value, one.low, one.high], abs=1e-9)


@given(boards, st.floats(-50, 50), st.sampled_from([0.5, -1.0, 3.0]))
def test_moving_and_stretching_the_axes_changes_nothing(votes, by, times):
    other = votes.assign(x=votes["x"] * times + by, y=votes["y"] * times - by)
    one, same = alpha(votes, "xy"), alpha(other, "xy")
    assert (one.value is None) == (same.value is None)
    if one.low is not None:
        assert [same.value, same.low, same.high] == pytest.approx([one.value, one.low, one.high], abs=1e-6)
