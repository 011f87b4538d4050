from __future__ import annotations

import numpy as np
import pytest

from spectrum.analysis import (
    disagreement,
    disagreement_log_error,
    large_sample_limits,
    mean_interval,
    votes_needed_for_disagreement,
    votes_needed_for_mean,
)
from spectrum.errors import InvalidSetting

nan = np.nan


# --- the interval of a mean -----------------------------------------------------------


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_mean_interval_is_that_of_students_t(level):
    from scipy.stats import t

    votes = np.array([12.0, 40.0, 35.5, 80.1, 51.0])
    error = votes.std(ddof=1) / np.sqrt(5)
    expected = t.interval(level, 4, loc=votes.mean(), scale=error)
    assert mean_interval(votes.mean(), votes.std(ddof=1), 5, level=level) == pytest.approx(expected, abs=1e-9)


def test_mean_interval_of_many_tools_is_nan_below_two_votes():
    found = mean_interval([nan, 40.0, 40.0, 40.0], [nan, nan, 5.0, 0.0], [0, 1, 2, 9])
    expected = 12.7062047362 * 5 / np.sqrt(2)  # t(1) at 97.5 %
    np.testing.assert_allclose(found[0], [nan, nan, 40 - expected, 40])
    np.testing.assert_allclose(found[1], [nan, nan, 40 + expected, 40])


def test_mean_interval_may_reach_beyond_the_axis():
    low, high = mean_interval(2.0, 3.0, 3)
    assert low < 0 < high


# --- votes needed ---------------------------------------------------------------------


def test_votes_needed_for_a_mean():
    assert votes_needed_for_mean(20.0, 4, 5.0) == 62  # (1.96 * 20 / 5)² = 61.5
    assert votes_needed_for_mean(20.0, 4, 2.5) == 246  # 245.9


def test_votes_needed_are_never_fewer_than_there_are():
    assert votes_needed_for_mean(20.0, 100, 5.0) == 100
    assert votes_needed_for_mean(0.0, 7, 5.0) == 7
    assert votes_needed_for_disagreement(500, 1.5) == 500


def test_votes_needed_for_many_tools_are_nan_where_undefined():
    found = votes_needed_for_mean([nan, 0.0, 20.0], [0, 1, 4], 5.0)
    np.testing.assert_array_equal(found, [nan, nan, 62])
    found = votes_needed_for_disagreement([3, 4, 40], 1.5, log_error=[nan, 1.0, 1.0])
    np.testing.assert_array_equal(found, [nan, 24, 40])


@pytest.mark.parametrize(("factor", "expected"), [(1.5, 24), (2.0, 8), (1.25, 78), (1.1, 423)])
def test_votes_needed_for_disagreement_where_votes_scatter_alike_all_around(factor, expected):
    assert votes_needed_for_disagreement(0, factor) == expected  # (1.96 / ln f)²


def test_so_many_votes_do_make_the_interval_of_disagreement_that_narrow():
    """The interval from as many votes as were asked for reaches just about the factor to either side."""
    for scatter in ([12.0, 12.0], [15.0, 0.1]):  # alike all around; nearly along one line
        votes = np.random.default_rng(9).normal(50, scatter, size=(200_000, 2))
        d2 = ((votes - votes.mean(axis=0)) ** 2).sum(axis=1)
        log_error = disagreement_log_error(d2.mean(), (d2**2).mean())
        n = votes_needed_for_disagreement(10, 1.2, log_error=log_error)
        d = disagreement(*votes.T)
        low, high = large_sample_limits(d, n, d2.mean(), (d2**2).mean())
        assert [d / low, high / d] == pytest.approx([1.2, 1.2], abs=0.002)


def test_log_error_of_known_scatters():
    random = np.random.default_rng(4)
    shapes = {
        1.0: random.normal(0, 10, size=(2, 400_000)),
        np.sqrt(2): random.normal(0, [[10], [0]], size=(2, 400_000)),
        np.sqrt(0.4): random.uniform(0, 100, size=(2, 400_000)) - 50,
    }
    for expected, (x, y) in shapes.items():
        d2 = x**2 + y**2
        assert disagreement_log_error(d2.mean(), (d2**2).mean()) == pytest.approx(expected, abs=0.02)


def test_equal_votes_have_no_log_error():
    assert np.isnan(disagreement_log_error([0.0, nan], [0.0, nan])).all()


@pytest.mark.parametrize("half_width", [0, -1, nan, np.inf])
def test_impossible_half_width_is_refused(half_width):
    with pytest.raises(InvalidSetting, match="half_width is .* but must be a finite number of axis points"):
        votes_needed_for_mean(10, 5, half_width)


@pytest.mark.parametrize("factor", [1, 0.5, nan, np.inf])
def test_impossible_factor_is_refused(factor):
    with pytest.raises(InvalidSetting, match="factor is .* but must be a finite number above 1"):
        votes_needed_for_disagreement(5, factor)
