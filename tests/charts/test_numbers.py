from __future__ import annotations

import math

from spectrum.charts import numbers

NONE = math.nan


def test_thousands_are_set_apart_by_a_thin_space() -> None:
    assert numbers.count(12345) == "12\u2009345"


def test_one_is_singular() -> None:
    assert [numbers.counted(n, "vote") for n in (0, 1, 2)] == ["0 votes", "1 vote", "2 votes"]


def test_positions_and_distances_have_one_decimal() -> None:
    assert numbers.position(12.345, 6) == "12.3, 6.0"
    assert numbers.distance(7.25) == "7.2 points"


def test_shares_are_whole_percents_and_coefficients_have_two_decimals() -> None:
    assert numbers.share(0.714) == "71\u2009%"
    assert numbers.coefficient(0.286) == "0.29"
    assert numbers.interval(0.1, 0.5) == "[0.10, 0.50]"


def test_what_is_missing_is_a_dash_and_never_zero() -> None:
    assert {numbers.count(NONE), numbers.points(NONE), numbers.share(NONE), numbers.coefficient(NONE)} == {
        "–"
    }
    assert numbers.position(NONE, NONE) == numbers.distance(NONE) == "–"
    assert numbers.position(40, NONE) == "40.0, –"
    assert numbers.interval(NONE, 0.5) == ""
