from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, residual_map, to_svg
from spectrum.charts.residuals import MOST_CELLS, MOST_ROWS
from spectrum.model import Board


def residuals(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["voter_id", "tool_id", "residual"])
    return frame.assign(number=frame["tool_id"].str[1:].astype(int), residual=frame["residual"].astype(float))


def crowd(voters: int, tools: int) -> pd.DataFrame:
    down, across = np.repeat(np.arange(voters), tools), np.tile(np.arange(tools), voters)
    values = np.random.default_rng(0).normal(0, 10, voters * tools)
    return pd.DataFrame(
        {
            "voter_id": np.char.add("v", down.astype(str)),
            "tool_id": np.char.add("t", across.astype(str)),
            "number": across,
            "residual": values,
        }
    )


FEW = residuals(("v1", "t1", 12.0), ("v2", "t1", -7.0), ("v2", "t3", 4.0), ("v1", "t3", np.nan))


def cells(chart: Any) -> dict[tuple[int, int], float]:
    (rects,) = chart.marks("rect")
    return {(row["top"], row["left"]): row["residual"] for row in chart.rows(rects)}


def test_missing_pairs_are_blank_and_not_zero(board: Board, drawn: Any) -> None:
    chart = drawn(residual_map(FEW, axis="x", board=board, palette=LIGHT))
    assert cells(chart) == {(0, 0): 12, (1, 0): -7, (1, 1): 4}
    assert "Blank: no vote" in chart.spec["title"]["subtitle"][-1]


def test_rows_and_columns_stand_in_the_order_given(board: Board, drawn: Any) -> None:
    chart = drawn(
        residual_map(
            FEW, axis="x", board=board, palette=LIGHT, voters=["v2", "v9", "v1"], tools=["t3", "t2", "t1"]
        )
    )
    assert cells(chart) == {(2, 2): 12, (0, 2): -7, (0, 0): 4}
    (rects,) = chart.marks("rect")
    assert rects["encoding"]["y"]["scale"]["domain"] == [3, 0]
    assert [row["number"] for row in chart.rows(chart.marks("text")[0])] == ["3", "", "1"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_colours_diverge_evenly_around_zero(board: Board, drawn: Any, palette: Any) -> None:
    chart = drawn(residual_map(FEW, axis="x", board=board, palette=palette))
    scale = chart.marks("rect")[0]["encoding"]["fill"]["scale"]
    assert scale["domain"] == [-20, 0, 20]
    assert scale["range"] == [palette.deviation.below, palette.deviation.zero, palette.deviation.above]
    assert scale["clamp"] is True


def test_one_odd_vote_does_not_bleach_the_others(board: Board, drawn: Any) -> None:
    frame = crowd(20, 10)
    frame.loc[0, "residual"] = 99.0
    chart = drawn(residual_map(frame, axis="x", board=board, palette=LIGHT))
    assert chart.marks("rect")[0]["encoding"]["fill"]["scale"]["domain"][2] <= 40


def test_the_title_counts_and_says_what_the_colours_mean(board: Board, drawn: Any) -> None:
    chart = drawn(residual_map(FEW, axis="y", board=board, palette=LIGHT))
    assert chart.spec["title"]["subtitle"] == [
        "3 votes: 2 voters down, 2 tools across",
        "Orange: more a toy than expected",
        "Blue: more in use. Blank: no vote",
    ]


def test_voters_are_not_named(board: Board) -> None:
    spec = residual_map(FEW, axis="x", board=board, palette=LIGHT).to_dict()
    assert "v1" not in str(spec["datasets"])
    assert "voter_id" not in str(spec)


def test_few_tools_leave_room_for_more_voters(board: Board, drawn: Any) -> None:
    chart = drawn(residual_map(crowd(240, 5), axis="x", board=board, palette=LIGHT, width=600))
    (rects,) = chart.marks("rect")
    assert len({cell["top"] for cell in chart.rows(rects)}) == MOST_ROWS


def test_a_crowd_is_averaged_in_blocks_that_hold_every_vote(board: Board, drawn: Any) -> None:
    frame = crowd(500, 300)
    chart = drawn(residual_map(frame, axis="x", board=board, palette=LIGHT, width=600))
    (rects,) = chart.marks("rect")
    blocks = chart.rows(rects)
    assert len(blocks) <= MOST_CELLS
    assert sum(block["n"] for block in blocks) == 500 * 300
    first = frame[frame["voter_id"].isin([f"v{at}" for at in range(7)]) & (frame["number"] < 3)]
    assert blocks[0]["residual"] == pytest.approx(first["residual"].mean(), abs=0.05)
    assert "Cells average 7 × 3 neighbours" in chart.spec["title"]["subtitle"]


def test_a_crowds_chart_stays_light_and_can_be_drawn(board: Board) -> None:
    chart = residual_map(crowd(500, 300), axis="x", board=board, palette=LIGHT, width=600)
    assert len(chart.to_json(indent=None)) < 2_000_000
    assert "Residuals" in to_svg(chart)


def test_no_votes_can_be_drawn(board: Board) -> None:
    assert "Residuals" in to_svg(residual_map(FEW.head(0), axis="x", board=board, palette=LIGHT))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    before = FEW.copy(deep=True)
    with pytest.raises(ValueError, match="lacks a column: residual"):
        residual_map(FEW.drop(columns="residual"), axis="x", board=board, palette=LIGHT)
    residual_map(FEW, axis="x", board=board, palette=LIGHT)
    pd.testing.assert_frame_equal(FEW, before)
