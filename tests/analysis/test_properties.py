"""What must hold for any votes: order, place and unit of the votes change nothing that they should not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.analysis import (
    anchoring_share,
    camps,
    disagreement,
    disagreement_interval,
    geometric_median,
    interquartile_range,
    mad,
    mean_interval,
    median,
    relative_variance,
    standard_distance,
)

grid = st.integers(0, 1000).map(lambda tenths: tenths / 10)
coarse = st.integers(0, 6).map(lambda steps: steps * 10.0)  # many equal votes, and many on one line


def votes(min_size: int = 0, values: st.SearchStrategy[float] = grid) -> st.SearchStrategy[np.ndarray]:
    points = st.lists(st.tuples(values, values), min_size=min_size, max_size=40)
    return points.map(lambda rows: np.array(rows, dtype=float).reshape(-1, 2).T)


any_votes = st.one_of(votes(1), votes(1, coarse))


def shuffle(points: np.ndarray, random) -> np.ndarray:
    return points[:, random.sample(range(points.shape[1]), points.shape[1])]


def middle(points: np.ndarray) -> np.ndarray:
    found = geometric_median(*points)
    return np.array([found.x, found.y])


def sum_of_distances(points: np.ndarray, at: np.ndarray) -> float:
    return float(np.hypot(*(points - at[:, np.newaxis])).sum())


# --- the order of voters ------------------------------------------------------------


@given(votes(), st.randoms(use_true_random=False))
@settings(deadline=None)  # the first example loads scipy
def test_order_of_voters_changes_no_disagreement(points, random):
    shuffled = shuffle(points, random)
    assert disagreement(*shuffled) == pytest.approx(disagreement(*points), abs=1e-9, nan_ok=True)
    one, other = disagreement_interval(*points), disagreement_interval(*shuffled)
    assert (one is None) == (other is None)
    if one is not None:
        assert [one.low, one.high] == pytest.approx([other.low, other.high], abs=1e-9)


@given(any_votes, st.randoms(use_true_random=False))
def test_order_of_voters_changes_no_median(points, random):
    shuffled = shuffle(points, random)
    assert geometric_median(*shuffled) == geometric_median(*points)
    for measure in (median, interquartile_range, mad):
        assert measure(shuffled[0]) == pytest.approx(measure(points[0]), nan_ok=True)


@given(st.integers(30, 60), st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)  # the first example loads scipy
def test_order_of_voters_changes_no_camps(n, seed, random):
    points = np.random.default_rng(seed).integers(0, 30, size=(2, n)) / 10 + 50
    one, other = (
        camps(pd.DataFrame({"tool_id": "a", "x": x, "y": y})) for x, y in (points, shuffle(points, random))
    )
    pd.testing.assert_frame_equal(one, other)


# --- moving and stretching all votes ------------------------------------------------


@given(votes(2, st.floats(0, 50)), st.floats(-50, 50), st.floats(-50, 50))
def test_moving_all_votes_changes_no_spread(points, by_x, by_y):
    x, y = points
    assert disagreement(x + by_x, y + by_y) == pytest.approx(disagreement(x, y), abs=1e-9)
    assert interquartile_range(x + by_x) == pytest.approx(interquartile_range(x), abs=1e-9)
    assert mad(x + by_x) == pytest.approx(mad(x), abs=1e-9)


@given(votes(2), st.floats(0, 1))
def test_stretching_all_votes_stretches_distances_and_squares_disagreement(points, factor):
    x, y = points
    assert standard_distance(factor * x, factor * y) == pytest.approx(
        factor * standard_distance(x, y), abs=1e-9
    )
    assert disagreement(factor * x, factor * y) == pytest.approx(factor**2 * disagreement(x, y), abs=1e-9)
    assert mad(factor * x) == pytest.approx(factor * mad(x), abs=1e-9)


@given(votes(2))
@settings(deadline=None)  # the first example loads scipy
def test_mirroring_the_axis_mirrors_where_and_keeps_how_far(points):
    x = points[0]
    mean, sd, n = x.mean(), x.std(ddof=1), len(x)
    assert median(100 - x) == pytest.approx(100 - median(x))
    assert relative_variance(100 - mean, sd, n) == pytest.approx(relative_variance(mean, sd, n), nan_ok=True)
    mirrored = 100 - mean_interval(100 - mean, sd, n)[::-1]
    np.testing.assert_allclose(mirrored, mean_interval(mean, sd, n), atol=1e-9)


@given(any_votes, st.floats(-180, 180), st.floats(0.01, 3), st.floats(-100, 100), st.floats(-100, 100))
def test_geometric_median_moves_turns_and_stretches_with_the_votes(points, degrees, factor, by_x, by_y):
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def place(columns: np.ndarray) -> np.ndarray:
        return factor * rotation @ columns + np.array([[by_x], [by_y]])

    expected = place(middle(points)[:, np.newaxis])[:, 0]
    assert middle(place(points)) == pytest.approx(expected, abs=1e-6)


# --- what measures are made of ------------------------------------------------------


@given(votes(2))
def test_disagreement_adds_up_over_the_axes(points):
    x, y = points
    nothing = np.zeros_like(x)
    assert disagreement(x, y) == pytest.approx(disagreement(x, nothing) + disagreement(nothing, y), abs=1e-9)


@given(votes(2))
def test_relative_variance_lies_between_nothing_and_the_most_there_can_be(points):
    x = points[0]
    found = relative_variance(x.mean(), x.std(ddof=1), len(x))
    assert np.isnan(found) or -1e-9 <= found <= 1 + 1e-9


@given(any_votes)
def test_no_vote_nor_their_mean_is_nearer_to_all_than_the_geometric_median(points):
    least = sum_of_distances(points, middle(points))
    others = [points.mean(axis=1), *points.T]
    assert least <= min(sum_of_distances(points, other) for other in others) + 1e-9


@given(any_votes)
def test_votes_pull_the_geometric_median_nowhere(points):
    """The optimum's own condition: unit pulls cancel, but for what votes on the spot can hold back."""
    away = points - middle(points)[:, np.newaxis]
    distance = np.hypot(*away)
    on_spot = distance < 1e-6
    pull = (away[:, ~on_spot] / distance[~on_spot]).sum(axis=1)
    assert np.hypot(*pull) <= on_spot.sum() + 1e-3


@given(any_votes, st.floats(0, 50), st.floats(0, 50))
def test_more_votes_are_near_within_a_longer_distance(points, one, other):
    near, far = sorted((one, other))
    x, y = points
    shown = np.full_like(x, 50.0)
    assert (
        anchoring_share(x, y, shown, shown, within=near).n_near
        <= anchoring_share(x, y, shown, shown, within=far).n_near
    )


# --- how often the interval of disagreement is right --------------------------------


def _normal(random: np.random.Generator, size: tuple[int, int, int]) -> np.ndarray:
    return random.normal(50, 12, size)


def _skewed(random: np.random.Generator, size: tuple[int, int, int]) -> np.ndarray:
    return 100 * random.beta(2, 6, size)


def _two_camps(random: np.random.Generator, size: tuple[int, int, int]) -> np.ndarray:
    runs, n, _ = size
    camp = random.choice([-20, 20], size=(runs, n, 1)) * np.array([1.0, 0.0])
    return random.normal(50, 8, size) + camp


TRUE_TRACES = {_normal: 2 * 12**2, _skewed: 2 * 100**2 * 12 / (8**2 * 9), _two_camps: 2 * 8**2 + 20**2}


@pytest.mark.slow
@pytest.mark.parametrize("n", [5, 10, 20, 50])
@pytest.mark.parametrize("simulated", TRUE_TRACES, ids=lambda simulated: simulated.__name__.strip("_"))
def test_interval_of_disagreement_holds_the_true_value_often_enough(simulated, n):
    runs = 2000
    true = TRUE_TRACES[simulated] / (2 * 100**2 / 12)
    samples = simulated(np.random.default_rng(n), (runs, n, 2))
    intervals = [disagreement_interval(*sample.T) for sample in samples]
    held = sum(interval.low <= true <= interval.high for interval in intervals)
    assert held / runs >= 0.88
