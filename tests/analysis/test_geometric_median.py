from __future__ import annotations

import numpy as np
import pytest

from spectrum.analysis import geometric_median
from spectrum.model import Position

nan = np.nan


def test_geometric_median_is_that_of_pysal(example):
    data = example("location")["medians"]
    found = geometric_median(*np.array(data["points"]).T)
    assert [found.x, found.y] == pytest.approx(data["geometric_median"], abs=data["tolerance"])


def test_geometric_median_where_geometry_tells_it(example):
    data = example("location")["geometric_medians"]
    for case in data["cases"]:
        found = geometric_median(*np.array(case["points"]).T)
        assert [found.x, found.y] == pytest.approx(case["geometric_median"], abs=data["tolerance"])


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(10, 20), (30, 80)], (20, 50)),
        ([(50, 90), (50, 10), (50, 20), (50, 60)], (50, 40)),
        ([(0, 0), (10, 20), (30, 60), (50, 100)], (20, 40)),
        ([(0, 100), (0, 100), (100, 0), (100, 0)], (50, 50)),
        ([(7, 7), (7, 7), (7, 7), (90, 90)], (7, 7)),
    ],
)
def test_an_even_number_on_one_line_gives_the_midpoint_of_the_middle_two(points, expected):
    found = geometric_median(*np.array(points, dtype=float).T)
    assert (found.x, found.y) == pytest.approx(expected, abs=1e-9)


def test_geometric_median_on_a_vote_that_the_others_just_do_not_pull_away():
    """Two votes pull (2, 1) in opposite directions; the third pulls exactly as hard as it weighs."""
    points = np.array([(1, 0), (2, 1), (5, 4), (4, 4)])
    found = geometric_median(*points.T)
    assert (found.x, found.y) == (2, 1)


@pytest.mark.parametrize("beyond", [1e-2, 1e-4, 1e-6])
def test_geometric_median_close_to_a_vote_but_not_on_it(beyond):
    angle = 2 * np.pi / 3 - beyond
    points = np.array([(50, 50), (90, 50), (50 + 40 * np.cos(angle), 50 + 40 * np.sin(angle))])
    found = geometric_median(*points.T)
    away = points - [found.x, found.y]
    pull = (away / np.hypot(*away.T)[:, np.newaxis]).sum(axis=0)
    assert np.hypot(*pull) < 1e-6
    assert 0 < np.hypot(found.x - 50, found.y - 50) < 50 * beyond


def test_votes_without_y_do_not_count_for_the_geometric_median():
    assert geometric_median([10, 20, 40, 99], [10, 40, 20, nan]) == geometric_median(
        [10, 20, 40], [10, 40, 20]
    )


def test_counted_votes_weigh_as_if_each_were_listed():
    x, y, counts = np.array([10, 20, 40, 70, 55]), np.array([10, 40, 20, 90, 5]), [3, 1, 2, 0, 1]
    listed = geometric_median(np.repeat(x, counts), np.repeat(y, counts))
    counted = geometric_median(x, y, counts)
    assert (counted.x, counted.y) == pytest.approx((listed.x, listed.y), abs=1e-9)


def test_places_without_a_vote_do_not_count():
    assert geometric_median([0, 100, 50], [0, 0, 70], [4, 4, 0]) == Position(50.0, 0.0)


def test_a_million_votes_give_the_geometric_median_of_their_cells():
    votes = np.random.default_rng(11).normal([40, 60], [12, 9], size=(1_000_000, 2)).clip(0, 100).round(1)
    counts = np.bincount(np.rint(votes * 10).astype(int) @ [1001, 1])
    cells = counts.nonzero()[0]
    counted = geometric_median(cells // 1001 / 10, cells % 1001 / 10, counts[cells])
    assert (counted.x, counted.y) == pytest.approx((40, 60), abs=0.05)
    listed = geometric_median(*votes[:100_000].T)
    assert isinstance(listed, Position)
    assert (listed.x, listed.y) == pytest.approx((counted.x, counted.y), abs=0.1)


@pytest.mark.parametrize("votes", [[], [nan, nan]])
def test_no_votes_have_no_geometric_median(votes):
    assert geometric_median(votes, votes) is None


@pytest.mark.parametrize("degrees", [0, 33, 90])
def test_geometric_median_of_votes_almost_on_one_line(degrees):
    """Of four votes around, it is where the diagonals cross, however flat the kite."""
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    kite = np.array([(5.3, 50), (19.2, 52.9), (95.3, 50), (94.4, 49.9)])
    crossing = 94.4 - (94.4 - 19.2) * 0.1 / 3.0
    found = geometric_median(*rotation @ kite.T)
    assert (found.x, found.y) == pytest.approx(rotation @ (crossing, 50), abs=1e-6)
