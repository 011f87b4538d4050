from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, agreement, to_svg
from spectrum.charts.agreement import AT_CHANCE, AT_ONE
from spectrum.model import Board


def alphas(**columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "axis": ["x", "y", "xy"],
            "n": [145, 132, 132],
            "alpha": [0.42, 0.1, np.nan],
            "alpha_low": [0.2, -0.05, np.nan],
            "alpha_high": [0.6, 0.3, np.nan],
        }
    )
    return frame.assign(**columns)


def test_dots_and_intervals_are_where_the_figures_are(board: Board, drawn: Any) -> None:
    chart = drawn(agreement(alphas(), board=board, palette=DARK))
    (dots,) = chart.marks("point")
    assert dots["encoding"]["x"]["field"] == "alpha"
    assert [(row["axis"], row["rung"]) for row in chart.rows(dots)] == [("x", 0), ("y", 1)]
    (line,) = [rule for rule in chart.marks("rule") if "x2" in rule["encoding"]]
    assert line["encoding"]["x2"]["field"] == "alpha_high"


def test_the_meaning_of_0_and_1_is_written_at_the_scale(board: Board, drawn: Any) -> None:
    chart = drawn(agreement(alphas(), board=board, palette=LIGHT))
    assert {AT_CHANCE, AT_ONE} <= set(chart.words)
    at = [
        row["at"]
        for rule in chart.marks("rule")
        if rule["mark"].get("strokeDash")
        for row in chart.rows(rule)
    ]
    assert at == [0, 1]


@pytest.mark.parametrize(
    ("lowest", "low"), [(0.2, 0), (-0.05, -0.25), (-0.6, -0.75), (-7.0, -1), (np.nan, 0)]
)
def test_the_scale_ends_at_1_and_reaches_as_far_below_0_as_it_must(
    board: Board, drawn: Any, lowest: float, low: float
) -> None:
    chart = drawn(agreement(alphas(alpha_low=lowest), board=board, palette=LIGHT))
    assert {tuple(scale["domain"]) for scale in chart.scales("x")} == {(low, 1)}


def test_every_line_has_its_figures_with_n_and_a_dash_where_there_is_none(board: Board, drawn: Any) -> None:
    chart = drawn(agreement(alphas(), board=board, palette=LIGHT))
    rows = chart.rows(chart.marks("text")[-1])
    assert [row["figures"] for row in rows] == [
        "0.42 [0.20, 0.60], n 145",
        "0.10 [-0.05, 0.30], n 132",
        "–, n 132",
    ]
    assert [row["label"] for row in rows] == [
        "x: by rule → by model",
        "y: a toy → in use",
        "both axes together",
    ]


def test_nothing_to_show_can_be_drawn(board: Board) -> None:
    for frame in (alphas().head(0), alphas().tail(1)):
        assert AT_ONE in to_svg(agreement(frame, board=board, palette=LIGHT, width=300))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = alphas()
    with pytest.raises(ValueError, match="lacks a column: alpha"):
        agreement(frame.drop(columns="alpha"), board=board, palette=LIGHT)
    agreement(frame, board=board, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, alphas())


def test_on_a_narrow_plot_texts_stand_between_the_lines_at_0_and_1(board: Board, drawn: Any) -> None:
    chart = drawn(agreement(alphas(alpha_low=0.1), board=board, palette=LIGHT))
    [ends] = {tuple(end["expr"] for end in scale["range"]) for scale in chart.scales("x")}
    low, high = (re.search(r"\? (.*) :", end)[1] for end in ends)
    names, figures = (
        {mark["mark"]["x"]["expr"] for mark in chart.marks("text", align=align) if "x" in mark["mark"]}
        for align in ("left", "right")
    )
    assert (low, high) == ("8", "width - 8")
    assert names == {"width < 560 ? 16 : 0"}
    assert figures == {"width < 560 ? width - 16 : width"}
