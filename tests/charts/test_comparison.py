from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, comparison, to_svg
from spectrum.charts.comparison import THICK, THIN
from spectrum.model import Board


def tools(many: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0, 100, (2, many, 2))
    return pd.DataFrame(
        {
            "name": [f"Tool {at}" for at in range(many)],
            "number": range(1, many + 1),
            "a_x": a[:, 0],
            "a_y": a[:, 1],
            "b_x": b[:, 0],
            "b_y": b[:, 1],
            "n_a": 5,
            "n_b": 7,
            "q": [(0.01, 0.05, np.nan, 0.6)[at % 4] for at in range(many)],
        }
    )


def lines(chart: Any, width: float) -> list[str]:
    (layer,) = [
        rule
        for rule in chart.marks("rule", strokeWidth=width)
        if "x2" in rule["encoding"] and "y2" in rule["encoding"] and rule["encoding"]["x2"]["field"] == "b_x"
    ]
    return [row["name"] for row in chart.rows(layer)]


def test_an_arrow_is_thick_only_where_q_is_below_five_percent(board: Board, drawn: Any) -> None:
    chart = drawn(comparison(tools(), board=board, palette=LIGHT))
    assert lines(chart, THICK) == ["Tool 0"]
    assert lines(chart, THIN) == ["Tool 1", "Tool 2", "Tool 3"]
    assert chart.spec["title"]["subtitle"][-1] == "Thick: unlikely by chance (q < .05), 1"


def test_a_is_hollow_and_b_solid_in_its_own_readiness(board: Board, drawn: Any) -> None:
    chart = drawn(comparison(tools(), board=board, palette=DARK))
    (hollow,) = chart.marks("point", filled=False)
    assert (hollow["encoding"]["x"]["field"], hollow["encoding"]["y"]["field"]) == ("a_x", "a_y")
    (solid,) = chart.marks("circle")
    assert (solid["encoding"]["x"]["field"], solid["encoding"]["y"]["field"]) == ("b_x", "b_y")
    assert solid["encoding"]["fill"]["field"] == "b_y"
    assert solid["encoding"]["fill"]["scale"]["range"] == list(DARK.readiness)


def test_both_axes_run_from_0_to_100(board: Board, drawn: Any) -> None:
    chart = drawn(comparison(tools(), board=board, palette=LIGHT))
    assert {tuple(scale["domain"]) for channel in "xy" for scale in chart.scales(channel)} == {(0, 100)}


def test_tools_are_named_and_the_groups_too(board: Board, drawn: Any) -> None:
    chart = drawn(comparison(tools(3), board=board, palette=LIGHT, names=("Monday", "Tuesday")))
    assert {"Tool 0", "Tool 1", "Tool 2"} <= {row["text"] for row in chart.captions}
    assert chart.spec["title"]["text"] == "From Monday to Tuesday"
    assert chart.spec["title"]["subtitle"][:2] == [
        "3 tools, 15 votes to 21 votes",
        "Hollow: Monday. Solid: Tuesday",
    ]


def test_a_tool_without_a_mean_in_both_groups_is_left_out(board: Board, drawn: Any) -> None:
    frame = tools()
    frame.loc[1, "a_y"] = np.nan
    chart = drawn(comparison(frame, board=board, palette=LIGHT))
    assert [row["name"] for row in chart.rows(chart.marks("circle")[0])] == ["Tool 0", "Tool 2", "Tool 3"]


def test_the_tooltip_has_places_n_and_q(board: Board, drawn: Any) -> None:
    frame = tools(1).assign(a_x=1.0, a_y=2.0, b_x=3.0, b_y=4.0)
    chart = drawn(comparison(frame, board=board, palette=LIGHT))
    (row,) = chart.rows(chart.marks("circle")[0])
    assert row["said"] == "1 Tool 0: A 1.0, 2.0 (n 5), B 3.0, 4.0 (n 7), q 0.01"


def test_dots_shrink_in_a_crowd(board: Board, drawn: Any) -> None:
    sizes = [
        drawn(comparison(tools(many), board=board, palette=LIGHT)).marks("circle")[0]["encoding"]["size"][
            "scale"
        ]["range"][1]
        for many in (4, 300)
    ]
    few, crowd = (float(size["expr"].split(":")[1]) for size in sizes)
    assert crowd < few / 3


@pytest.mark.parametrize("many", [0, 1, 300])
def test_any_number_of_tools_can_be_drawn(board: Board, many: int) -> None:
    assert "From A to B" in to_svg(comparison(tools(many), board=board, palette=LIGHT, size=400))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = tools()
    with pytest.raises(ValueError, match="lacks columns: b_y, q"):
        comparison(frame.drop(columns=["b_y", "q"]), board=board, palette=LIGHT)
    comparison(frame, board=board, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, tools())
