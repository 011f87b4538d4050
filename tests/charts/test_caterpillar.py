from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, caterpillar, to_svg
from spectrum.charts.caterpillar import MOST
from spectrum.model import Board


def habits(voters: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    n = rng.integers(1, 20, voters)
    raw = rng.normal(0, 15, voters)
    habit = raw * n / (n + 6)
    return pd.DataFrame(
        {
            "voter_id": [f"secret-{at}" for at in range(voters)],
            "n": n,
            "raw": raw,
            "habit": habit,
            "habit_low": habit - 12,
            "habit_high": habit + 12,
        }
    )


def test_voters_are_sorted_by_their_habit(board: Board, drawn: Any) -> None:
    chart = drawn(caterpillar(habits(12), axis="x", board=board, palette=DARK))
    (solid,) = chart.marks("circle")
    rows = chart.rows(solid)
    assert [row["rank"] for row in rows] == list(range(12))
    assert [row["habit"] for row in rows] == sorted(habits(12)["habit"])


def test_the_raw_mean_is_hollow_and_the_habit_solid_with_its_interval(board: Board, drawn: Any) -> None:
    chart = drawn(caterpillar(habits(12), axis="x", board=board, palette=DARK))
    (hollow,), (solid,) = chart.marks("point"), chart.marks("circle")
    assert (hollow["mark"]["fill"], hollow["encoding"]["x"]["field"]) == (DARK.background, "raw")
    assert (solid["mark"]["color"], solid["encoding"]["x"]["field"]) == (DARK.ink, "habit")
    spans = [
        (rule["encoding"]["x"]["field"], rule["encoding"]["x2"]["field"])
        for rule in chart.marks("rule")
        if "x2" in rule["encoding"]
    ]
    assert spans == [("habit_low", "habit_high"), ("raw", "habit")]


def test_zero_is_in_the_middle_of_the_scale(board: Board, drawn: Any) -> None:
    chart = drawn(caterpillar(habits(40), axis="y", board=board, palette=DARK))
    furthest = habits(40)[["raw", "habit_low", "habit_high"]].abs().max().max()
    for scale in chart.scales("x"):
        low, high = scale["domain"]
        assert low == -high
        assert furthest <= high < furthest + 10
    assert {"← a toy", "in use →"} <= set(chart.words)


def test_voters_are_counted_and_not_named(board: Board, drawn: Any) -> None:
    chart = drawn(caterpillar(habits(7), axis="x", board=board, palette=DARK))
    assert chart.spec["title"]["subtitle"][0] == "7 voters. Hollow: raw mean"
    assert "secret" not in str(chart.spec)


def test_of_a_crowd_an_even_choice_is_drawn_ends_included(board: Board, drawn: Any) -> None:
    chart = drawn(caterpillar(habits(5000), axis="x", board=board, palette=DARK))
    ranks = [row["rank"] for row in chart.rows(chart.marks("circle")[0])]
    assert (len(ranks), ranks[0], ranks[-1]) == (MOST, 0, 4999)
    assert "5\u2009000 voters, 300 of them drawn" in chart.spec["title"]["subtitle"][0]
    assert chart.spec["height"] <= 1000


def test_nought_has_no_sign(board: Board) -> None:
    text = to_svg(caterpillar(habits(3), axis="x", board=board, palette=DARK, width=400))
    assert ">0</text>" in text
    assert "+0<" not in text


@pytest.mark.parametrize("voters", [0, 1, 3])
def test_any_number_of_voters_can_be_drawn(board: Board, voters: int) -> None:
    chart = caterpillar(habits(voters), axis="x", board=board, palette=DARK, width=300)
    assert "Voter habits" in to_svg(chart)


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = habits(3)
    with pytest.raises(ValueError, match="lacks a column: raw"):
        caterpillar(frame.drop(columns="raw"), axis="x", board=board, palette=DARK)
    caterpillar(frame, axis="x", board=board, palette=DARK)
    pd.testing.assert_frame_equal(frame, habits(3))
