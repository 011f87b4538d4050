from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, to_svg, variance_shares
from spectrum.model import Board


def components(**columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "axis": ["x"] * 3 + ["y"] * 3,
            "n": 145,
            "component": ["residual", "tool", "voter"] * 2,
            "share": [0.45, 0.52, 0.03, 0.6, 0.4, 0.0],
            "share_low": [0.3, 0.4, 0.0, 0.5, 0.3, np.nan],
            "share_high": [0.6, 0.63, 0.09, 0.7, 0.5, np.nan],
        }
    )
    return frame.assign(**columns)


def bars(chart: Any) -> list[dict[str, Any]]:
    return [layer for layer in chart.marks("rect") if "tooltip" in layer.get("encoding", {})]


def test_parts_follow_on_one_another_from_tool_to_residual(board: Board, drawn: Any) -> None:
    chart = drawn(variance_shares(components(), board=board, palette=LIGHT))
    rows = [row for row in chart.rows(bars(chart)[0]) if row["axis"] == "x"]
    assert [row["component"] for row in rows] == ["tool", "voter", "residual"]
    ends = [(row["start"], row["end"]) for row in rows]
    assert np.ravel(ends) == pytest.approx([0, 0.52, 0.52, 0.55, 0.55, 1])
    for bar in bars(chart):
        assert (bar["mark"]["x"]["expr"], bar["mark"]["x2"]["expr"]) == (
            "datum.start * width",
            "datum.end * width",
        )


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_parts_differ_in_lightness_not_in_hue(board: Board, drawn: Any, palette: Any) -> None:
    chart = drawn(variance_shares(components(), board=board, palette=palette))
    assert {bar["mark"]["fill"] for bar in bars(chart)} == {palette.ink}
    opacities = [bar["mark"]["fillOpacity"] for bar in bars(chart)]
    assert (opacities[0], opacities[2]) == (1, 0)
    assert 0.3 < opacities[1] < 0.7


def test_every_share_stands_in_words_with_its_interval(board: Board, drawn: Any) -> None:
    chart = drawn(variance_shares(components(), board=board, palette=LIGHT))
    figures = {(row["axis"], row["name"]): row["figure"] for row in chart.rows(bars(chart)[0])}
    assert figures["x", "Tool"] == "52\u00a0% [40, 63]"
    assert figures["x", "Taste and noise"] == "45\u00a0% [30, 60]"
    assert figures["y", "Voter habit"].startswith("0")
    assert "[" not in figures["y", "Voter habit"]


def test_each_bar_names_its_axis_and_n(board: Board, drawn: Any) -> None:
    chart = drawn(variance_shares(components(), board=board, palette=LIGHT))
    titles = [row["said"] for row in chart.rows(chart.marks("text")[0])]
    assert titles == ["x: by rule → by model, n 145", "y: a toy → in use, n 145"]


def test_an_axis_without_shares_has_an_empty_bar(board: Board, drawn: Any) -> None:
    chart = drawn(variance_shares(components(share=np.nan), board=board, palette=LIGHT))
    assert chart.rows(bars(chart)[0]) == []
    assert {row["figure"] for row in chart.rows(chart.marks("text")[-1])} == {"–"}
    assert "variance" in to_svg(variance_shares(components().head(0), board=board, palette=LIGHT))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = components()
    with pytest.raises(ValueError, match="lacks a column: share_low"):
        variance_shares(frame.drop(columns="share_low"), board=board, palette=LIGHT)
    variance_shares(frame, board=board, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, components())
