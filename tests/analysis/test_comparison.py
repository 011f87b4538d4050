from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import (
    COMPARISON_COLUMNS,
    Simulation,
    adjusted_p,
    compare,
    difference_interval,
    disagreement,
    permanova,
    simulate,
    standard_distance,
)

A = simulate(Simulation(voters=30, tools=6, votes_per_voter=4, seed=1, one_axis_share=0.2)).votes
B = simulate(Simulation(voters=25, tools=6, votes_per_voter=4, seed=2, one_axis_share=0.2)).votes


def named(values, names) -> pd.Series:
    return pd.Series(list(values), index=list(names), dtype=float)


def oracle(result) -> list[float]:
    interval = result.confidence_interval(0.95)
    return [interval.low, interval.high]


# --- the frame -----------------------------------------------------------------------


def test_both_sides_are_summed_up_for_every_tool():
    found = compare(A, B, permutations=19).set_index("tool_id", drop=False)
    assert tuple(found.columns) == COMPARISON_COLUMNS
    for side, votes in (("a", A), ("b", B)):
        for tool, own in votes.groupby("tool_id"):
            row = found.loc[tool]
            assert (row[f"n_{side}"], row[f"n_y_{side}"]) == (len(own), own["y"].count())
            assert [row[f"mean_x_{side}"], row[f"mean_y_{side}"]] == pytest.approx([*own[["x", "y"]].mean()])
            assert [row[f"sd_x_{side}"], row[f"sd_y_{side}"]] == pytest.approx([*own[["x", "y"]].std()])
            spread = (standard_distance(own["x"], own["y"]), disagreement(own["x"], own["y"]))
            assert (row[f"standard_distance_{side}"], row[f"disagreement_{side}"]) == pytest.approx(spread)


def test_differences_run_from_a_to_b_within_their_intervals():
    found = compare(A, B, permutations=19)
    for axis in "xy":
        difference = found[f"mean_{axis}_b"] - found[f"mean_{axis}_a"]
        np.testing.assert_allclose(found[f"difference_{axis}"], difference)
        assert (found[f"difference_{axis}_low"] < difference).all()
        assert (difference < found[f"difference_{axis}_high"]).all()


def test_voters_on_both_sides_are_counted_and_tested_as_such():
    found = compare(A, B, permutations=199).set_index("tool_id")
    tool = found.index[0]
    a, b = (votes[votes["tool_id"] == tool] for votes in (A, B))
    test = permanova(pd.concat([a.assign(side="1"), b.assign(side="2")]), "side", permutations=199)
    assert found.loc[tool, "n_both"] == len(set(a["voter_id"]) & set(b["voter_id"])) > 0
    assert found.loc[tool, ["pseudo_f", "r2", "p"]].tolist() == [test.pseudo_f, test.r2, test.p]


def test_a_tool_that_moved_stands_out_among_others():
    moved = B.assign(x=B["x"].where(B["tool_id"] != "t003", (B["x"] + 60) % 100))
    still = A.groupby("tool_id")["x"].mean().reindex(B["tool_id"]).to_numpy()
    moved["x"] = moved["x"] - B.groupby("tool_id")["x"].mean().reindex(B["tool_id"]).to_numpy() + still
    moved["y"] = moved["y"] - B["y"].groupby(B["tool_id"]).transform("mean")
    moved["y"] += A.groupby("tool_id")["y"].mean().reindex(B["tool_id"]).to_numpy()
    found = compare(A, moved).set_index("tool_id")
    assert found["q"].idxmin() == "t003"
    assert found.loc["t003", "q"] < 0.05 < found["q"].drop("t003").min()


def test_a_tool_on_one_side_has_a_row_and_no_test():
    found = compare(A[A["tool_id"] != "t001"], B, permutations=19).set_index("tool_id")
    row = found.loc["t001"]
    assert (row["n_a"], row["n_b"] > 0, row["n_both"]) == (0, True, 0)
    assert row[["mean_x_a", "difference_x", "difference_x_low", "pseudo_f", "p", "q"]].isna().all()
    assert "fewer than two groups" in row["why"]
    assert (found["why"].drop("t001") == "").all()


def test_no_votes_make_an_empty_frame_of_the_same_types():
    empty = compare(A[:0], B[:0])
    assert empty.dtypes.to_dict() == compare(A, B, permutations=1).dtypes.to_dict()
    assert empty.empty


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="voter_id"):
        compare(A, B.drop(columns="voter_id"))


# --- intervals -----------------------------------------------------------------------


def test_interval_of_other_voters_is_that_of_welch():
    from scipy.stats import ttest_ind

    a, b = A["x"].iloc[:12].to_numpy(), B["x"].iloc[:20].to_numpy()
    found = difference_interval(named(a, range(12)), named(b, range(100, 120)))
    assert [found.low, found.high] == pytest.approx(oracle(ttest_ind(b, a, equal_var=False)))


def test_interval_of_the_same_voters_is_that_of_pairs():
    from scipy.stats import ttest_rel

    random = np.random.default_rng(1)
    a = random.normal(50, 20, 15)
    b = a + random.normal(3, 5, 15)
    order = random.permutation(15)
    found = difference_interval(named(a, range(15)), named(b[order], order))
    assert [found.low, found.high] == pytest.approx(oracle(ttest_rel(b, a)))


def test_interval_holds_the_difference_when_some_voters_are_in_both():
    random = np.random.default_rng(4)
    held = []
    for _ in range(1000):
        habit = random.normal(0, 10, 26)
        a, b = habit[:16] + random.normal(0, 4, 16), 7 + habit[8:] + random.normal(0, 6, 18)
        found = difference_interval(named(a, range(16)), named(b, range(8, 26)))
        held.append(found.low <= 7 <= found.high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_one_voter_in_both_counts_as_two():
    one, other = named([10, 30, 50], "abc"), named([20, 70, 90, 95], "cdef")
    assert difference_interval(one, other) == difference_interval(one, named(other, "wxyz"))


@pytest.mark.parametrize(("a", "b"), [([], [1, 2]), ([5], [1, 2]), ([4, 4], [6, 6])])
def test_too_few_or_equal_votes_have_no_interval(a, b):
    assert difference_interval(named(a, range(len(a))), named(b, range(len(b)))) is None


# --- many tools ----------------------------------------------------------------------


def test_q_is_that_of_benjamini_and_hochberg_and_passes_over_what_was_not_tested():
    p = pd.Series([0.01, np.nan, 0.04, 0.03, 0.5])
    assert adjusted_p(p).tolist() == pytest.approx([0.04, np.nan, 0.16 / 3, 0.16 / 3, 0.5], nan_ok=True)
