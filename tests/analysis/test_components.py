from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.analysis import Simulation, components, phi, simulate
from spectrum.analysis.absorption import Absorbed, Design
from spectrum.analysis.placements import placements

PLAN = Simulation(voters=14, tools=8, votes_per_voter=4, seed=2)
PARTS = ("tool", "voter", "residual")

grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)
placement = st.tuples(st.sampled_from("abcd"), st.sampled_from("ABCDE"), grid)
boards = st.lists(placement, min_size=8, max_size=20, unique_by=lambda row: row[:2]).map(
    lambda rows: pd.DataFrame(rows, columns=["tool_id", "voter_id", "x"])
)
slowly = settings(deadline=None, max_examples=15)  # every example is a search for two variances


def table(effect, tools: int = 6, voters: int = 5) -> pd.DataFrame:
    """A full table of votes: `effect` of tool number and voter number."""
    tool, voter = np.nonzero(np.ones((tools, voters)))
    return pd.DataFrame(
        {"tool_id": tool.astype(str), "voter_id": voter.astype(str), "x": effect(tool, voter) * 1.0}
    )


def published(data) -> pd.DataFrame:
    return pd.DataFrame({"tool_id": data["tools"], "voter_id": data["voters"], "x": data["x"]})


def shrout_fleiss(data) -> pd.DataFrame:
    votes = np.array(data["votes"])
    return table(lambda tool, voter: votes[tool, voter], *votes.shape)


def variances(found) -> list[float]:
    return [getattr(found, part).variance for part in PARTS]


def shares(found) -> list[float]:
    return [getattr(found, part).value for part in PARTS]


def ends(found) -> list[float]:
    return [getattr(getattr(found, part), end) for part in PARTS for end in ("low", "high")]


def with_mixed_model(votes: pd.DataFrame, axis: str) -> list[float]:
    from statsmodels.regression.mixed_linear_model import MixedLM

    together = votes.assign(one=1, value=votes[axis])
    effects = {"tool": "0 + C(tool_id)", "voter": "0 + C(voter_id)"}
    model = MixedLM.from_formula("value ~ 1", groups="one", vc_formula=effects, data=together)
    fit = model.fit(reml=True)
    return [*fit.vcomp, fit.scale]


# --- published figures ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["penicillin", "with_holes"])
def test_components_are_those_of_lme4(example, name):
    data = example("components")[name]
    found = components(published(data), "x")
    expected = [data[part] for part in PARTS]
    assert variances(found) == pytest.approx(expected, abs=data["tolerance"])
    assert found.mean == pytest.approx(data["mean"], abs=data["tolerance"])
    assert found.criterion == pytest.approx(data["criterion"], abs=data["tolerance"])


def test_components_and_shares_are_those_of_shrout_and_fleiss(example):
    data = example("components")["shrout_fleiss"]
    found = components(shrout_fleiss(data), "x")
    expected = [data[part] for part in PARTS]
    assert variances(found) == pytest.approx(expected, abs=data["tolerance"])
    assert found.tool.value == pytest.approx(data["icc_2_1"], abs=data["tolerance"])
    assert phi(found, [1, 4]) == pytest.approx([data["icc_2_1"], data["icc_2_k"]], abs=data["tolerance"])
    assert (found.n, found.n_tools, found.n_voters) == (24, 6, 4)


@pytest.mark.filterwarnings("ignore")
def test_shares_of_a_full_table_are_those_of_pingouin():
    import pingouin

    votes = simulate(Simulation(voters=6, tools=9, votes_per_voter=9, seed=11)).votes
    oracle = pingouin.intraclass_corr(votes, targets="tool_id", raters="voter_id", ratings="x")
    icc = oracle.set_index(oracle["Type"].str.replace(r"[(,)]", "", regex=True))["ICC"]
    found = components(votes, "x")
    assert min(variances(found)) > 0
    assert phi(found, [1, 6]) == pytest.approx(icc[["ICCA1", "ICCAk"]], abs=1e-6)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_components_of_tables_with_holes_are_those_of_a_mixed_model(seed):
    votes = simulate(Simulation(voters=9, tools=6, votes_per_voter=4, seed=seed)).votes
    votes = votes.drop(index=votes.index[::7])
    assert variances(components(votes, "y")) == pytest.approx(
        with_mixed_model(votes, "y"), rel=2e-3, abs=0.05
    )


# --- at the limits ----------------------------------------------------------------------


def test_a_tool_that_makes_no_difference_has_a_share_of_exactly_zero():
    found = components(table(lambda tool, voter: 40 + 5 * voter + (tool + voter) % 2), "x")
    assert found.tool.variance == found.tool.value == found.tool.low == 0
    assert 0 < found.tool.high < 1
    assert sum(shares(found)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        (table(lambda tool, voter: tool)[:0], "fewer than two tools"),
        (table(lambda tool, voter: voter, tools=1), "fewer than two tools"),
        (table(lambda tool, voter: tool, voters=1), "fewer than two voters"),
        (table(lambda tool, voter: tool).iloc[::6], "no voter placed two tools"),
        (table(lambda tool, voter: tool, 4, 4).iloc[[0, 4, 9, 13]], "no tool was placed by two voters"),
        (table(lambda tool, voter: 0 * tool + 50), "all votes are the same"),
        (table(lambda tool, voter: 10 * tool + 0 * voter), "explain every vote"),
        (table(lambda tool, voter: 0 * tool + 10 * voter), "explain every vote"),
        (table(lambda tool, voter: 10 * tool + 3 * voter), "explain every vote"),
        (table(lambda tool, voter: tool**2 + voter, 3, 2).iloc[[0, 1, 3, 5]], "too few votes"),
    ],
)
def test_what_cannot_be_told_apart_is_undefined(votes, why):
    found = components(votes, "x")
    assert (found.tool, found.voter, found.residual) == (None, None, None)
    assert why in found.why
    assert np.isnan(phi(found, 10))


def test_votes_without_y_do_not_count_for_y():
    votes = simulate(PLAN).votes
    more = pd.concat([votes, votes.assign(voter_id="w" + votes["voter_id"], y=np.nan)])
    assert components(more, "y") == components(votes, "y")


def test_both_axes_together_have_no_components():
    with pytest.raises(ValueError, match="'xy'"):
        components(simulate(PLAN).votes, "xy")


# --- intervals ----------------------------------------------------------------------------


def test_interval_ends_where_the_likelihood_rules_a_share_out():
    from scipy.optimize import minimize_scalar

    votes = simulate(PLAN).votes
    found = components(votes, "x")
    design = Design.of(placements(votes, "x"))

    def at(share: float, voter: float) -> float:
        return float(Absorbed(design, voter).criterion(share * (1 + voter) / (1 - share)))

    for end in (found.tool.low, found.tool.high):
        least = minimize_scalar(lambda voter, end=end: at(end, voter), bounds=(0, 20), method="bounded").fun
        assert least - found.criterion == pytest.approx(3.841, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("skewed", "least"), [(False, 0.92), (True, 0.82)])
def test_intervals_hold_the_true_shares_as_often_as_documented(skewed, least):
    random = np.random.default_rng(9)
    held = [true_shares_held(random, skewed) for _ in range(200)]
    assert np.mean(held, axis=0).min() >= least


def true_shares_held(random: np.random.Generator, skewed: bool) -> list[bool]:
    def draw(size: int) -> np.ndarray:
        return random.exponential(size=size) - 1 if skewed else random.normal(size=size)

    tools, voters = 15, 25
    own = np.concatenate([random.choice(tools, 5, replace=False) for _ in range(voters)])
    voter = np.repeat(np.arange(voters), 5)
    x = 2.0 * random.normal(size=tools)[own] + draw(voters)[voter] + 1.5 * draw(len(own))
    found = components(
        pd.DataFrame({"tool_id": own, "voter_id": voter, "x": x}).astype({"tool_id": str}), "x"
    )
    truth = np.array([4, 1, 2.25]) / 7.25
    low, high = np.array(ends(found)).reshape(3, 2).T
    return list((low <= truth) & (truth <= high))


# --- what always holds -----------------------------------------------------------------------


@slowly
@given(boards)
def test_shares_add_up_to_one_and_lie_in_their_intervals(votes):
    found = components(votes, "x")
    if not found.why:
        assert sum(shares(found)) == pytest.approx(1)
        for part in PARTS:
            own = getattr(found, part)
            assert 0 <= own.low <= own.value <= own.high <= 1


def test_order_and_names_are_irrelevant():
    votes = simulate(PLAN).votes
    other = votes.sample(frac=1, random_state=1)
    other = other.assign(voter_id=other["voter_id"].str[::-1], tool_id="z" + other["tool_id"].str[::-1])
    one, same = components(votes, "x"), components(other, "x")
    assert [*variances(same), *ends(same)] == pytest.approx([*variances(one), *ends(one)], abs=1e-9)


def test_moving_and_stretching_the_axis_changes_no_share():
    votes = simulate(PLAN).votes
    one, same = components(votes, "x"), components(votes.assign(x=80 - 0.3 * votes["x"]), "x")
    assert [*shares(same), *ends(same)] == pytest.approx([*shares(one), *ends(one)], abs=1e-6)
