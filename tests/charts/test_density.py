from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectrum.charts.density import NARROWEST, bandwidth, reflected_density

AT = np.linspace(0, 100, 4001)
places = st.lists(st.integers(0, 1000).map(lambda tenth: tenth / 10), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(places)
def test_nothing_leaks_past_the_ends(values: list[float]) -> None:
    area = np.trapezoid(reflected_density(np.array(values), AT), AT)
    assert area == pytest.approx(1, abs=1e-3)


def test_a_crowd_at_an_end_stands_highest_there() -> None:
    values = np.concatenate([np.full(50, 100.0), np.linspace(60, 99, 50)])
    assert AT[reflected_density(values, AT).argmax()] == 100


def test_even_votes_give_an_even_density_to_the_very_end() -> None:
    density = reflected_density(np.linspace(0, 100, 1001), AT)
    assert density == pytest.approx(np.full(len(AT), 0.01), rel=0.01)


def test_the_kernel_is_never_finer_than_a_point_and_follows_the_narrower_spread() -> None:
    assert bandwidth(np.full(30, 50.0)) == bandwidth(np.array([50.0])) == NARROWEST
    values = np.array([40.0, 45, 50, 55, 60, 100, 0])
    sd, iqr = np.std(values, ddof=1), np.subtract(*np.quantile(values, [0.75, 0.25]))
    assert iqr / 1.34 < sd
    assert bandwidth(values) == pytest.approx(0.9 * iqr / 1.34 * 7**-0.2)
