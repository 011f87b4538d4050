from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.charts.swarm import swarm, swarm_within

dots = st.lists(st.tuples(st.integers(0, 1000).map(float), st.floats(2, 15)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(dots, st.floats(1, 4))
def test_no_two_dots_touch_on_the_line_or_on_a_longer_one(
    dots: list[tuple[float, float]], longer: float
) -> None:
    x, radii = np.array(dots, dtype=float).reshape(-1, 2).T
    steps = swarm(x, radii)
    assert steps is not None
    for at, to in combinations(range(len(x)), 2):
        for stretch in (1.0, longer):
            apart = np.hypot((x[at] - x[to]) * stretch, steps[at] - steps[to])
            assert apart >= radii[at] + radii[to]


def test_a_small_dot_between_two_large_ones_does_not_hide_the_one_from_the_other() -> None:
    steps = swarm(np.array([0.0, 20.0, 25.0]), np.array([15.0, 2.0, 15.0]))
    assert steps is not None
    assert np.hypot(25.0, steps[2] - steps[0]) >= 30


def test_dots_with_room_stay_on_the_line() -> None:
    steps = swarm(np.array([0.0, 50.0, 100.0]), np.full(3, 10.0))
    assert steps is not None
    assert steps.tolist() == [0, 0, 0]


def test_of_two_on_one_spot_the_second_steps_up() -> None:
    steps = swarm(np.array([5.0, 5.0]), np.full(2, 10.0))
    assert steps is not None
    assert steps.tolist() == [0, pytest.approx(21.5)]


def test_dots_shrink_until_the_swarm_fits() -> None:
    x = np.linspace(45, 55, 200)
    steps, factor = swarm_within(x, np.full(200, 8.0), width=500, height=200)
    assert 0 < factor < 1
    assert (np.abs(steps) + factor * 8).max() <= 100


def test_no_dots_no_swarm() -> None:
    steps, factor = swarm_within(np.empty(0), np.empty(0), width=500, height=200)
    assert steps.tolist() == []
    assert factor == 1
