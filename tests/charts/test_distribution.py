from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, Palette, to_svg, tool_distribution
from spectrum.charts.placements import RASTER_FROM
from spectrum.model import Board, Tool

TOOL = Tool("t1", "Denoise", 7, seed_x=20.0, seed_y=80.0)
OUTLINE = pd.DataFrame({"x": [40.0, 50.0, 40.0, 30.0], "y": [60.0, 50.0, 40.0, 50.0]})

palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.theme)


def votes(n: int, *, without_y: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "voter_id": [f"v{at}" for at in range(n)],
            **dict(zip("xy", rng.uniform(0, 100, (2, n)), strict=True)),
        }
    )
    frame.loc[frame.index[:without_y], "y"] = np.nan
    return frame


def test_the_plane_is_square_and_runs_from_0_to_100(board: Board, drawn: Any) -> None:
    chart = drawn(tool_distribution(votes(8), tool=TOOL, board=board, palette=LIGHT, size=400))
    assert chart.spec["width"] == chart.spec["height"] == 400
    assert {tuple(scale["domain"]) for channel in "xy" for scale in chart.scales(channel)} == {(0, 100)}


def test_the_title_names_the_tool_and_n(board: Board, drawn: Any) -> None:
    chart = drawn(tool_distribution(votes(8, without_y=3), tool=TOOL, board=board, palette=LIGHT))
    assert chart.spec["title"]["text"] == "Denoise"
    assert chart.spec["title"]["subtitle"] == ["8 votes, 3 of them on x alone"]


def test_each_vote_is_a_small_translucent_dot(board: Board, drawn: Any) -> None:
    chart = drawn(tool_distribution(votes(8), tool=TOOL, board=board, palette=LIGHT))
    (dots,) = [layer for layer in chart.marks("circle") if layer["mark"]["opacity"] < 1]
    assert len(chart.rows(dots)) == 8
    assert dots["encoding"]["fill"]["scale"]["range"] == list(LIGHT.readiness)


def test_nobody_is_named(board: Board) -> None:
    chart = tool_distribution(votes(8), tool=TOOL, board=board, palette=LIGHT)
    assert "voter_id" not in str(chart.to_dict())


def test_few_votes_are_easier_to_see_than_many(board: Board, drawn: Any) -> None:
    few, many = (
        min(
            layer["mark"]["opacity"]
            for layer in drawn(tool_distribution(votes(n), tool=TOOL, board=board, palette=LIGHT)).marks(
                "circle"
            )
        )
        for n in (3, RASTER_FROM - 1)
    )
    assert few > many > 0.2


def test_a_crowd_becomes_a_raster_that_holds_every_vote(board: Board, drawn: Any) -> None:
    crowd = votes(3 * RASTER_FROM)
    crowd.loc[0, ["x", "y"]] = 100.0
    chart = drawn(tool_distribution(pd.concat([crowd, crowd]), tool=TOOL, board=board, palette=LIGHT))
    (raster,) = chart.marks("rect")
    cells = chart.rows(raster)
    assert sum(cell["n"] for cell in cells) == 6 * RASTER_FROM
    assert all(cell["right"] == cell["x"] + 1 and cell["right"] <= 100 for cell in cells)
    assert all(cell["top"] == cell["y"] + 1 and cell["top"] <= 100 for cell in cells)


def test_a_raster_begins_at_two_hundred_votes_on_both_axes(board: Board, drawn: Any) -> None:
    for complete, expected in ((199, 0), (200, 1)):
        frame = votes(complete + 5, without_y=5)
        chart = drawn(tool_distribution(frame, tool=TOOL, board=board, palette=LIGHT))
        assert len(chart.marks("rect")) == expected


def test_votes_on_x_alone_are_ticks_on_the_bottom_edge(board: Board, drawn: Any) -> None:
    frame = votes(8, without_y=3)
    chart = drawn(tool_distribution(frame, tool=TOOL, board=board, palette=LIGHT))
    (ticks,) = chart.marks("tick")
    assert [row["x"] for row in chart.rows(ticks)] == frame["x"].head(3).tolist()
    assert {row["y"] for row in chart.rows(ticks)} == {0}
    assert ticks["mark"]["color"] == LIGHT.generative


def test_the_mean_is_solid_and_the_seed_hollow(board: Board, drawn: Any) -> None:
    chart = drawn(tool_distribution(votes(8), tool=TOOL, board=board, palette=DARK, mean=(40.0, 50.0)))
    (mean,) = [layer for layer in chart.marks("circle") if layer["mark"]["opacity"] == 1]
    assert [(row["mean_x"], row["mean_y"]) for row in chart.rows(mean)] == [(40, 50)]
    (seed,) = chart.marks("point", filled=False)
    assert seed["mark"]["stroke"] == DARK.quiet
    assert [(row["seed_x"], row["seed_y"]) for row in chart.rows(seed)] == [(20, 80)]


def test_without_a_mean_the_seed_stands_alone(board: Board, drawn: Any) -> None:
    chart = drawn(tool_distribution(votes(0), tool=TOOL, board=board, palette=LIGHT))
    (mean,) = [layer for layer in chart.marks("circle") if layer["mark"]["opacity"] == 1]
    assert chart.rows(mean) == []
    (seed,) = chart.marks("point", filled=False)
    assert len(chart.rows(seed)) == 1


@pytest.mark.parametrize(("pooled", "dash"), [(False, [1, 0]), (True, [6, 4])])
def test_the_means_ellipse_is_a_line_dashed_if_pooled(
    board: Board, drawn: Any, pooled: bool, dash: list[int]
) -> None:
    chart = drawn(
        tool_distribution(votes(8), tool=TOOL, board=board, palette=LIGHT, ellipse=OUTLINE, pooled=pooled)
    )
    (line,) = chart.marks("line")
    assert line["mark"]["strokeDash"] == dash
    assert line["mark"]["clip"] is True
    assert "filled" not in line["mark"]
    assert [(row["x"], row["y"]) for row in chart.rows(line)] == list(
        OUTLINE.itertuples(index=False, name=None)
    )
    assert ("pooled" in chart.spec["title"]["subtitle"][1]) is pooled


def test_data_ellipses_are_fills_without_a_line_below_votes_and_mean(board: Board, drawn: Any) -> None:
    outlines = pd.concat([OUTLINE.assign(share=0.95), OUTLINE.assign(share=0.5)])
    chart = drawn(
        tool_distribution(
            votes(10), tool=TOOL, board=board, palette=LIGHT, ellipse=OUTLINE, data_ellipses=outlines
        )
    )
    (fills,) = chart.marks("line", filled=True)
    assert fills["mark"]["strokeOpacity"] == 0
    assert fills["mark"]["fillOpacity"] < 0.2
    assert fills["mark"]["clip"] is True
    assert fills["encoding"]["detail"]["field"] == "share"
    (dots,) = [layer for layer in chart.marks("circle") if layer["mark"]["opacity"] < 1]
    assert chart.layers.index(fills) < chart.layers.index(dots)
    assert chart.spec["title"]["subtitle"][-1] == "Fill: 50\u2009% and 95\u2009% data ellipses"


def test_below_ten_complete_votes_there_is_no_data_ellipse(board: Board, drawn: Any) -> None:
    outlines = OUTLINE.assign(share=0.5)
    frame = votes(12, without_y=3)
    chart = drawn(tool_distribution(frame, tool=TOOL, board=board, palette=LIGHT, data_ellipses=outlines))
    assert not chart.marks("line")
    assert not any("Fill" in line for line in chart.spec["title"]["subtitle"])


def test_missing_columns_are_listed(board: Board) -> None:
    with pytest.raises(ValueError, match="lacks a column: y"):
        tool_distribution(votes(3).drop(columns="y"), tool=TOOL, board=board, palette=LIGHT)
    with pytest.raises(ValueError, match="lacks a column: share"):
        tool_distribution(votes(3), tool=TOOL, board=board, palette=LIGHT, data_ellipses=OUTLINE)
    with pytest.raises(ValueError, match="lacks columns: x, y"):
        tool_distribution(votes(3), tool=TOOL, board=board, palette=LIGHT, ellipse=pd.DataFrame())


def test_the_frames_stay_as_they_were(board: Board) -> None:
    frame, outline = votes(8, without_y=2), OUTLINE.copy()
    before = frame.copy(deep=True)
    tool_distribution(frame, tool=TOOL, board=board, palette=LIGHT, ellipse=outline)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(outline, OUTLINE)


@palettes
@pytest.mark.parametrize("n", [0, 1, 8, RASTER_FROM])
def test_every_number_of_votes_can_be_drawn(board: Board, palette: Palette, n: int) -> None:
    chart = tool_distribution(
        votes(n, without_y=min(n, 2)),
        tool=TOOL,
        board=board,
        palette=palette,
        mean=(40.0, 50.0),
        ellipse=OUTLINE,
    )
    assert "Denoise" in to_svg(chart)
