from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spectrum.analysis import (
    disagreement,
    disagreement_interval,
    large_sample_limits,
    leave_one_out_traces,
    relative_variance,
    standard_distance,
)
from spectrum.analysis.spread import disagreement_from_variances, jackknife_limits
from spectrum.model import Interval

nan = np.nan
grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)


def votes(min_size: int = 0, values: st.SearchStrategy[float] = grid) -> st.SearchStrategy[np.ndarray]:
    points = st.lists(st.tuples(values, values), min_size=min_size, max_size=40)
    return points.map(lambda rows: np.array(rows, dtype=float).reshape(-1, 2).T)


# --- published figures ------------------------------------------------------------


def test_standard_distance_is_that_of_pysal(example):
    data = example("spread")["pysal"]
    x, y = np.array(data["points"]).T
    with_divisor_n = standard_distance(x, y) * np.sqrt((len(x) - 1) / len(x))
    assert standard_distance(x, y) == pytest.approx(data["standard_distance"], abs=data["tolerance"])
    assert with_divisor_n == pytest.approx(data["standard_distance_n"], abs=data["tolerance"])


def test_disagreement_and_its_interval_are_those_computed_independently(example):
    data = example("spread")["pysal"]
    x, y = np.array(data["points"]).T
    interval = disagreement_interval(x, y)
    assert disagreement(x, y) == pytest.approx(data["disagreement"], abs=data["tolerance"])
    assert [interval.low, interval.high] == pytest.approx(data["interval"], abs=data["tolerance"])


def test_disagreement_is_the_complement_of_rwg_star(example):
    data = example("spread")["lindell"]
    low, high = data["scale"]
    x, y = ((np.array(data[axis]) - low) * 100 / (high - low) for axis in ("x", "y"))
    assert disagreement(x, y) == pytest.approx(data["disagreement_on_0_to_100"], abs=data["tolerance"])
    to_published = (100**2 / 12) / (data["null_variance"] * (100 / (high - low)) ** 2)
    assert 1 - disagreement(x, y) * to_published == pytest.approx(data["rwg_star"], abs=data["tolerance"])


def test_disagreement_at_its_limits(example):
    for case in example("spread")["limits"]["cases"]:
        result = disagreement(*np.array(case["points"]).T)
        expected = nan if case["disagreement"] is None else case["disagreement"]
        assert result == pytest.approx(expected, nan_ok=True)


def test_relative_variance_is_that_computed_independently(example):
    data = example("spread")["pysal"]
    points = np.array(data["points"])
    found = relative_variance(points.mean(axis=0), data["sd"], len(points))
    assert found == pytest.approx(data["relative_variance"], abs=data["tolerance"])


# --- edge cases -------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_votes_have_no_spread(n):
    x = [40.0] * n
    assert np.isnan(standard_distance(x, x))
    assert np.isnan(disagreement(x, x))


def test_two_votes_have_disagreement_but_no_leave_one_out_trace():
    assert disagreement([0, 100], [0, 100]) == pytest.approx(6.0)
    assert np.isnan(leave_one_out_traces([0, 100], [0, 100])).all()


def test_votes_without_y_do_not_count_for_both_axes():
    x, y = [10, 20, 35, 90, 70], [5, 25, 10, nan, nan]
    assert disagreement(x, y) == disagreement(x[:3], y[:3])


@pytest.mark.parametrize("corner", [0.0, 100.0])
def test_all_votes_in_one_corner_agree_and_have_no_interval(corner):
    x = [corner] * 12
    assert disagreement(x, x) == 0
    assert disagreement_interval(x, x) is None


def test_as_far_apart_as_the_mean_allows_is_relative_variance_one():
    for votes in ([0, 100], [0, 0, 0, 100], [0, 100, 100, 100, 100]):
        assert relative_variance(np.mean(votes), np.std(votes, ddof=1), len(votes)) == pytest.approx(1)


def test_relative_variance_of_many_tools_is_nan_where_it_is_undefined():
    means, sds = [0.0, 100.0, 50.0, nan, 90.0, 90.0], [0.0, 0.0, nan, nan, 0.0, 6.0]
    found = relative_variance(means, sds, [4, 4, 1, 0, 4, 4])
    np.testing.assert_allclose(found, [nan, nan, nan, nan, 0.0, 36 * 3 / 4 / 900])


def test_interval_starts_at_five_votes():
    x, y = [10, 20, 30, 45, 80], [5, 25, 10, 60, 90]
    assert disagreement_interval(x[:4], y[:4]) is None
    assert disagreement_interval(x, y) is not None


def test_no_interval_where_all_but_one_vote_are_the_same():
    x = [70.3] * 30 + [12.9]
    assert disagreement(x, x) > 0
    assert disagreement_interval(x, x) is None


def test_interval_ends_at_the_largest_possible_disagreement():
    x, y = [0, 0, 0, 100, 100], [0, 0, 0, 100, 100]
    assert disagreement_interval(x, y).high == pytest.approx(3 * 5 / 4)


def test_a_wider_level_gives_a_wider_interval():
    x, y = np.random.default_rng(1).uniform(size=(2, 20)) * 100
    narrow, wide = disagreement_interval(x, y, level=0.8), disagreement_interval(x, y, level=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


# --- what always holds ------------------------------------------------------------


@given(votes(2))
def test_disagreement_stays_within_its_limits(points):
    n = points.shape[1]
    assert -1e-9 <= disagreement(*points) <= 3 * n / (n - 1) + 1e-9


@given(votes(5))
def test_interval_holds_the_disagreement_within_its_limits(points):
    interval = disagreement_interval(*points)
    assume(interval is not None)
    n = points.shape[1]
    assert 0 <= interval.low <= disagreement(*points) + 1e-9
    assert disagreement(*points) - 1e-9 <= interval.high <= 3 * n / (n - 1) + 1e-9


@given(votes(3))
def test_leave_one_out_traces_are_those_of_the_remaining_votes(points):
    n = points.shape[1]
    expected = [np.delete(points, left_out, axis=1).var(axis=1, ddof=1).sum() for left_out in range(n)]
    assert leave_one_out_traces(*points) == pytest.approx(expected, abs=1e-8)


def test_uniformly_random_clicks_disagree_by_one():
    x, y = np.random.default_rng(7).uniform(0, 100, size=(2, 200_000))
    assert disagreement(x, y) == pytest.approx(1.0, abs=0.01)
    assert standard_distance(x, y) == pytest.approx(40.8, abs=0.2)


# --- many tools at once -------------------------------------------------------------


def test_limits_of_many_tools_are_those_of_each_alone(aggregate):
    import pandas as pd

    random = np.random.default_rng(3)
    frame = pd.DataFrame({"tool_id": random.choice(list("abcdef"), 60), "x": 0.0, "y": 0.0})
    frame[["x", "y"]] = random.uniform(0, 100, size=(60, 2)).round(1)
    sums = aggregate(frame)
    d = disagreement_from_variances(sums["var_x"], sums["var_y"])
    limits = jackknife_limits(d, sums["n_y"], sums["log_trace_n"], sums["log_trace_var"])
    for (_, own), low, high in zip(frame.groupby("tool_id"), *limits, strict=True):
        expected = disagreement_interval(own["x"], own["y"])
        assert Interval(low, high) == Interval(
            pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9)
        )


def test_large_sample_limits_come_close_to_the_jackknife():
    x, y = np.random.default_rng(5).normal([[40], [60]], [[12], [7]], size=(2, 20_000))
    d2 = (x - x.mean()) ** 2 + (y - y.mean()) ** 2
    low, high = large_sample_limits(disagreement(x, y), len(x), d2.mean(), (d2**2).mean())
    interval = disagreement_interval(x, y)
    assert [low, high] == pytest.approx([interval.low, interval.high], rel=1e-4)


def test_large_sample_limits_are_undefined_for_few_or_equal_votes():
    limits = large_sample_limits([0.3, 0.0], [4, 100], [500.0, 0.0], [900_000.0, 0.0])
    assert np.isnan(limits).all()
