from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import CAMP_AXES, CAMP_COLUMNS, camps, dip_test, tool_camps
from spectrum.analysis.camps import EVIDENCE, NO_EVIDENCE, TOO_FEW

nan = np.nan


def frame(tool_id: str, x, y) -> pd.DataFrame:
    return pd.DataFrame({"tool_id": tool_id, "x": np.round(x, 1), "y": np.round(y, 1)})


def one_camp(tool_id: str, n: int = 60, seed: int = 1, sd: float = 8) -> pd.DataFrame:
    return frame(tool_id, *np.random.default_rng(seed).normal([[40], [70]], sd, size=(2, n)))


def two_camps(tool_id: str, n: int = 60, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(50, 5, n) + np.where(np.arange(n) % 2, 25, -25)
    return frame(tool_id, x, random.normal(60, 5, n))


def verdicts(found: pd.DataFrame, tool_id: str) -> dict[str, str]:
    own = found[found["tool_id"] == tool_id]
    return dict(zip(own["axis"], own["verdict"], strict=True))


# --- the test -------------------------------------------------------------------------


def test_dip_is_that_of_the_published_example(example):
    data = example("camps")["statfaculty"]
    found = dip_test(data["values"])
    assert found.n == len(data["values"])
    assert [found.dip, found.p] == pytest.approx([data["dip"], data["p"]], abs=data["tolerance"])


def test_missing_values_are_left_out_of_the_dip(example):
    values = example("camps")["statfaculty"]["values"]
    assert dip_test([nan, *values, nan]) == dip_test(values)


@pytest.mark.parametrize("values", [[], [1], [1, 2, 3], [nan] * 9])
def test_fewer_than_four_values_have_no_dip(values):
    found = dip_test(values)
    assert np.isnan([found.dip, found.p]).all()


def test_dip_goes_on_where_its_table_ends():
    """Beyond 72,000 values dip * √n is compared with the table's last line: p does not jump."""
    even = [dip_test(np.linspace(0, 1, n)).p for n in (72_000, 72_001, 300_000)]
    assert even == pytest.approx([1.0, 1.0, 1.0])
    random = np.random.default_rng(5)
    slight = np.sort(np.concatenate([random.normal(-1.09, 1, 200_000), random.normal(1.09, 1, 200_000)]))
    below, above = dip_test(slight[::6]), dip_test(slight)
    assert (below.n, above.n) == (66_667, 400_000)
    assert above.p < below.p


def test_dips_of_tools_with_different_numbers_of_votes_are_those_of_the_package():
    import diptest
    from statsmodels.stats.multitest import multipletests

    random = np.random.default_rng(8)
    sizes = {"a": 30, "b": 41, "c": 87, "d": 260}
    votes = pd.concat(
        [
            frame(
                tool, random.normal(50, 9, n) + random.choice([0, 20 * place], n), random.beta(2, 5, n) * 100
            )
            for place, (tool, n) in enumerate(sizes.items())
        ]
    )
    found = camps(votes, step=0.0).set_index(["tool_id", "axis"])
    for tool, own in votes.groupby("tool_id"):
        for axis in ("x", "y"):
            expected = diptest.diptest(own[axis].to_numpy())
            assert found.loc[(tool, axis), ["dip", "p"]].tolist() == pytest.approx(expected, abs=1e-12)
    assert found["q"].tolist() == pytest.approx(multipletests(found["p"], method="fdr_bh")[1], abs=1e-12)
    assert found["p"].min() < 0.05 < found["p"].max()


# --- one tool -------------------------------------------------------------------------


def test_camps_along_one_axis_show_on_it_and_on_the_principal_axis_only():
    votes = two_camps("a")
    found = tool_camps(votes["x"], votes["y"])
    assert list(found) == list(CAMP_AXES)
    assert found["x"].p < 0.001
    assert found["principal"].p < 0.001
    assert found["y"].p > 0.2


def test_camps_across_both_axes_show_on_the_principal_axis():
    """Two long parallel crowds: the shadow on either axis has one peak."""
    random = np.random.default_rng(8)
    n = 400
    far = np.where(np.arange(n) % 2, 10.0, -10.0) + random.normal(0, 3, n)
    wide = random.normal(0, 8.5, n)
    found = tool_camps(50 + (far + wide) / np.sqrt(2), 50 + (far - wide) / np.sqrt(2))
    assert found["principal"].p < 0.001
    assert min(found["x"].p, found["y"].p) > 0.05


def test_votes_without_y_count_along_x_only():
    votes = two_camps("a", 40)
    votes.loc[votes.index[:15], "y"] = nan
    found = tool_camps(votes["x"], votes["y"])
    assert [found[axis].n for axis in CAMP_AXES] == [40, 25, 25]
    assert found["x"].p < 0.001
    assert np.isnan([found["y"].p, found["principal"].dip]).all()


@pytest.mark.parametrize(("n", "tested"), [(29, False), (30, True)])
def test_thirty_votes_are_tested_and_fewer_are_not(n, tested):
    found = camps(one_camp("a", n))
    assert found["dip"].notna().eq(tested).all()
    assert found["verdict"].eq(NO_EVIDENCE if tested else TOO_FEW).all()


@pytest.mark.parametrize(("n", "sd"), [(2_000, 2), (20_000, 5), (200_000, 12)])
def test_the_grid_of_votes_is_no_camp(n, sd):
    """Votes have one decimal place; to the bare dip test, so many of them are peaks on a grid."""
    votes = one_camp("a", n, sd=sd)
    assert dip_test(votes["x"]).p < 0.05
    assert camps(votes)["verdict"].eq(NO_EVIDENCE).all()


def test_a_coarser_grid_may_be_named():
    votes = one_camp("a", 3000, sd=8).round(0)
    assert verdicts(camps(votes), "a")["x"] == EVIDENCE
    assert camps(votes, step=1.0)["verdict"].eq(NO_EVIDENCE).all()


def test_votes_that_are_all_the_same_are_no_camps():
    found = camps(frame("a", [50.0] * 40, [100.0] * 40))
    assert found["verdict"].eq(NO_EVIDENCE).all()


def test_votes_at_both_ends_are_camps():
    x = [0.0, 100.0] * 20
    found = camps(frame("a", x, [30.0] * 40))
    assert verdicts(found, "a") == {"x": EVIDENCE, "y": NO_EVIDENCE, "principal": EVIDENCE}


# --- a board --------------------------------------------------------------------------


def test_a_board_has_a_row_for_each_tool_and_axis():
    found = camps(pd.concat([two_camps("b"), one_camp("a"), one_camp("c", 12)]))
    assert list(found.columns) == list(CAMP_COLUMNS)
    assert list(found["tool_id"]) == [tool for tool in "abc" for _ in CAMP_AXES]
    assert list(found["axis"]) == [*CAMP_AXES] * 3
    assert verdicts(found, "b") == {"x": EVIDENCE, "y": NO_EVIDENCE, "principal": EVIDENCE}
    assert set(verdicts(found, "a").values()) == {NO_EVIDENCE}
    assert set(verdicts(found, "c").values()) == {TOO_FEW}


def test_p_values_are_adjusted_over_all_tested_axes_of_all_tools():
    votes = pd.concat([two_camps("b"), one_camp("a"), one_camp("d", seed=2), one_camp("c", 12)])
    found = camps(votes)
    tested = found.dropna(subset="p")
    p = tested["p"].to_numpy()
    assert len(p) == 9
    order = p.argsort()
    by_hand = np.minimum.accumulate((p[order] * 9 / np.arange(1, 10))[::-1])[::-1].clip(max=1)
    np.testing.assert_allclose(tested["q"].to_numpy()[order], by_hand, atol=1e-12)
    assert (tested["q"] >= tested["p"]).all()
    assert found.loc[found["tool_id"] == "c", "q"].isna().all()


def test_many_tools_of_one_camp_raise_no_false_alarm():
    """Forty tools: unadjusted, some of their 120 tests would come out below .05 were they uniform."""
    random = np.random.default_rng(3)
    board = pd.concat([frame(f"t{i}", *random.uniform(20, 80, size=(2, 40))) for i in range(40)])
    found = camps(board)
    assert (found["p"] < 0.05).any()
    assert found["verdict"].eq(NO_EVIDENCE).all()


def test_no_votes_give_an_empty_frame():
    found = camps(one_camp("a").head(0))
    assert list(found.columns) == list(CAMP_COLUMNS)
    assert found.empty


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="votes lack the columns tool_id, y"):
        camps(pd.DataFrame({"x": [1.0]}))
