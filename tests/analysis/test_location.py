from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectrum.analysis import (
    anchored,
    collective,
    collective_of_one,
    interquartile_range,
    mad,
    median,
    seed_share,
)
from spectrum.errors import InvalidSetting

nan = np.nan
positions = st.floats(0, 100)


# --- by votes and seed --------------------------------------------------------------


def test_anchored_position_is_that_of_the_published_chart(example):
    data = example("location")
    for case in data["cases"]:
        votes = np.array(case["votes"]).reshape(-1, 2)
        mean = votes.mean(axis=0) if len(votes) else [nan, nan]
        result = anchored(mean, len(votes), case["seed"], data["anchor_weight"])
        assert result == pytest.approx(case["expected"], abs=data["tolerance"])


def test_weight_zero_gives_the_plain_mean():
    assert collective(30.0, 4, 80.0, 0) == 30.0
    assert seed_share(4, 80.0, 0) == 0.0


@pytest.mark.parametrize("weight", [0, 10])
def test_without_votes_the_seed_stands(weight):
    assert anchored(nan, 0, 80.0, weight) == 80.0
    assert collective(nan, 0, 80.0, weight) == 80.0
    assert seed_share(0, 80.0, weight) == 1.0


def test_without_a_seed_the_mean_stands_and_nothing_is_anchored():
    assert collective(30.0, 4, nan, 10) == 30.0
    assert np.isnan(anchored(30.0, 4, nan, 10))
    assert np.isnan(seed_share(4, nan, 10))


def test_neither_votes_nor_seed_gives_no_position():
    assert np.isnan(collective(nan, 0, nan, 10))


def test_a_whole_board_is_computed_at_once():
    result = collective([20.0, 30.0, nan, nan], [10, 4, 0, 0], [80.0, nan, 50.0, nan], 10)
    np.testing.assert_allclose(result, [50.0, 30.0, 50.0, nan])


@pytest.mark.parametrize("weight", [-1, nan, float("inf")])
def test_impossible_anchor_weight_is_refused(weight):
    with pytest.raises(InvalidSetting, match=r"anchor_weight is .* but must be a finite number"):
        anchored(50.0, 3, 50.0, weight)


@given(st.lists(positions, min_size=1), positions, st.floats(0, 1000))
def test_anchored_counts_the_seed_as_so_many_votes(votes, seed, weight):
    expected = (weight * seed + sum(votes)) / (weight + len(votes))
    assert anchored(np.mean(votes), len(votes), seed, weight) == pytest.approx(expected, abs=1e-9)


@given(positions, st.integers(1, 1000), positions, st.floats(0, 1000))
def test_anchored_lies_between_seed_and_mean(mean, n, seed, weight):
    result = anchored(mean, n, seed, weight)
    assert min(mean, seed) - 1e-9 <= result <= max(mean, seed) + 1e-9


# --- the middle vote of one axis ------------------------------------------------------


def test_medians_are_those_computed_independently(example):
    data = example("location")["medians"]
    x, y = np.array(data["points"]).T
    assert [median(x), median(y)] == pytest.approx(data["median"], abs=data["tolerance"])


def test_spread_around_the_median_of_one_axis():
    votes = [10, 20, 30, 45, 90, nan]
    assert median(votes) == 30
    assert interquartile_range(votes) == 25  # 45 - 20
    assert mad(votes) == 15  # of 20, 10, 0, 15, 60; raw


def test_quartiles_lie_between_votes_as_in_sql():
    votes = [10, 20, 40, 80]
    assert median(votes) == 30
    assert interquartile_range(votes) == 50 - 17.5


@pytest.mark.parametrize("votes", [[], [nan, nan]])
def test_no_votes_have_no_median(votes):
    assert np.isnan([median(votes), interquartile_range(votes), mad(votes)]).all()


def test_one_vote_is_the_median_and_has_no_spread():
    assert median([40]) == 40
    assert np.isnan([interquartile_range([40]), mad([40])]).all()


@given(
    mean=st.none() | st.floats(0, 100),
    n=st.integers(0, 10_000),
    seed=st.none() | st.floats(0, 100),
    weight=st.floats(0, 50),
)
def test_collective_of_one_is_collective(mean, n, seed, weight):
    n = 0 if mean is None else n
    one = collective_of_one(mean, n, seed, weight)
    [of_many] = collective(
        [np.nan if mean is None else mean], [n], [np.nan if seed is None else seed], weight
    )
    assert one == pytest.approx(of_many, abs=1e-9) if one is not None else np.isnan(of_many)
