from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, axis_histogram, to_svg
from spectrum.model import Board, Tool

TOOL = Tool("t1", "Denoise", 7)


def votes(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"voter_id": range(len(values)), "x": values, "y": values}, dtype=float)


def test_twenty_bins_of_five_points_hold_every_vote(board: Board, drawn: Any) -> None:
    values = [0, 0, 4.9, 5, 50, 99.9, 100, 100, 100, 20]
    chart = drawn(axis_histogram(votes(*values), axis="x", tool=TOOL, board=board, palette=LIGHT))
    (bars,) = chart.marks("rect")
    bins = {row["low"]: row["n"] for row in chart.rows(bars)}
    assert list(bins) == list(range(0, 100, 5))
    assert {low: n for low, n in bins.items() if n} == {0: 3, 5: 1, 20: 1, 50: 1, 95: 4}


def test_below_ten_votes_there_are_dots_and_no_bars(board: Board, drawn: Any) -> None:
    chart = drawn(axis_histogram(votes(*range(9)), axis="x", tool=TOOL, board=board, palette=LIGHT))
    assert not chart.marks("rect")
    (dots,) = chart.marks("circle")
    assert [row["at"] for row in chart.rows(dots)] == list(range(9))


def test_votes_without_the_axis_do_not_count(board: Board, drawn: Any) -> None:
    frame = votes(*range(12))
    frame.loc[:4, "y"] = np.nan
    chart = drawn(axis_histogram(frame, axis="y", tool=TOOL, board=board, palette=LIGHT))
    assert chart.spec["title"]["text"] == "Denoise: y of 7 votes"


def test_each_axis_has_its_ends_and_its_colour(board: Board, drawn: Any) -> None:
    x, y = (
        drawn(axis_histogram(votes(*range(12)), axis=axis, tool=TOOL, board=board, palette=DARK))
        for axis in ("x", "y")
    )
    assert {"← by rule", "by model →"} <= set(x.words)
    assert {"← a toy", "in use →"} <= set(y.words)
    assert x.marks("rect")[0]["encoding"]["fill"] == {"value": DARK.generative}
    assert y.marks("rect")[0]["encoding"]["fill"]["scale"]["range"] == list(DARK.readiness)


def test_the_mean_is_a_rule_where_it_is_given(board: Board, drawn: Any) -> None:
    frame = votes(*range(12))
    chart = drawn(axis_histogram(frame, axis="x", tool=TOOL, board=board, palette=LIGHT, mean=5.5))
    (rule,) = chart.marks("rule")
    assert [row["mean"] for row in chart.rows(rule)] == [5.5]
    assert not drawn(axis_histogram(frame, axis="x", tool=TOOL, board=board, palette=LIGHT)).marks("rule")


def test_the_axis_runs_from_0_to_100(board: Board, drawn: Any) -> None:
    chart = drawn(axis_histogram(votes(40, 41), axis="x", tool=TOOL, board=board, palette=LIGHT))
    assert {tuple(scale["domain"]) for scale in chart.scales("x")} == {(0, 100)}


def test_a_missing_column_is_named(board: Board) -> None:
    with pytest.raises(ValueError, match="lacks a column: y"):
        axis_histogram(votes(1).drop(columns="y"), axis="y", tool=TOOL, board=board, palette=LIGHT)


def test_the_frame_stays_as_it_was(board: Board) -> None:
    frame = votes(3, 1, 2)
    axis_histogram(frame, axis="x", tool=TOOL, board=board, palette=LIGHT, mean=2.0)
    pd.testing.assert_frame_equal(frame, votes(3, 1, 2))


@pytest.mark.parametrize("axis", ["x", "y"])
@pytest.mark.parametrize("n", [0, 1, 9, 10, 200])
def test_every_number_of_votes_can_be_drawn(board: Board, axis: Literal["x", "y"], n: int) -> None:
    values = np.random.default_rng(0).uniform(0, 100, n)
    chart = axis_histogram(votes(*values), axis=axis, tool=TOOL, board=board, palette=LIGHT, mean=50.0)
    assert "Denoise" in to_svg(chart)
