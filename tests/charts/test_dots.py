from __future__ import annotations

import numpy as np
import pytest

from spectrum.charts.dots import DotScale
from spectrum.charts.key import key_votes


def test_area_grows_evenly_with_the_votes() -> None:
    scale = DotScale.fitting(np.array([0.0, 10.0, 20.0]))
    none, half, all_ = scale.radii(np.array([0.0, 10.0, 20.0]), narrow=False) ** 2
    assert half - none == pytest.approx(all_ - half)
    assert half > none


def test_one_vote_does_not_make_the_largest_dot() -> None:
    scale = DotScale.fitting(np.array([1.0]))
    assert scale.radii(np.array([1.0]), narrow=False)[0] < scale.wide[1]


def test_dots_shrink_in_a_crowd_and_on_a_narrow_plot() -> None:
    few, many = (DotScale.fitting(np.ones(tools)) for tools in (33, 1000))
    assert many.wide[1] < few.wide[1] / 2
    assert few.narrow[1] < few.wide[1]


def test_what_is_drawn_is_what_labels_keep_clear_of() -> None:
    scale = DotScale.fitting(np.array([7.0, 9.0]))
    low, high = (
        [float(part) for part in size["expr"].split("?")[1].split(":")]
        for size in scale.channel().to_dict()["scale"]["range"]
    )
    for at, narrow in enumerate((True, False)):
        size = low[at] + (high[at] - low[at]) * 7 / 9
        assert abs(np.sqrt(size) / 2 - scale.radii(np.array([7.0]), narrow=narrow)[0]) < 0.01


def test_the_key_shows_one_vote_the_most_and_a_round_number_between() -> None:
    assert key_votes(5) == [1, 2, 5]
    assert key_votes(9) == [1, 5, 9]
    assert key_votes(1234) == [1, 500, 1234]
    assert key_votes(1) == [1]
