from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, convergence, to_svg
from spectrum.charts.convergence import MOST
from spectrum.model import Board, Tool

TOOL = Tool("t1", "Denoise", 7)


def running(n: int) -> pd.DataFrame:
    at = np.arange(1, n + 1)
    frame = pd.DataFrame({"n": at, "cast_at": pd.Timestamp("2026-01-01") + pd.to_timedelta(at, unit="s")})
    for axis in "xy":
        mean = 50 + 10 / at
        frame[f"mean_{axis}"] = mean
        frame[f"{axis}_low"] = np.where(at > 1, mean - 20 / np.sqrt(at), np.nan)
        frame[f"{axis}_high"] = np.where(at > 1, mean + 20 / np.sqrt(at), np.nan)
    return frame


def test_line_and_band_run_over_the_votes_on_a_scale_of_0_to_100(board: Board, drawn: Any) -> None:
    chart = drawn(convergence(running(40), axis="x", tool=TOOL, board=board, palette=DARK))
    (line,), (band,) = chart.marks("line"), chart.marks("area")
    assert line["encoding"]["y"]["field"] == "mean"
    assert (band["encoding"]["y"]["field"], band["encoding"]["y2"]["field"]) == ("low", "high")
    assert [row["n"] for row in chart.rows(line)] == list(range(1, 41))
    assert {tuple(scale["domain"]) for scale in chart.scales("y")} == {(0, 100)}
    assert {tuple(scale["domain"]) for scale in chart.scales("x")} == {(1, 40)}


def test_each_axis_has_its_ends_and_its_colour(board: Board, drawn: Any) -> None:
    x, y = (
        drawn(convergence(running(5), axis=axis, tool=TOOL, board=board, palette=DARK)) for axis in ("x", "y")
    )
    assert {"← by rule", "by model →"} <= set(x.words)
    assert {"← a toy", "in use →"} <= set(y.words)
    assert x.marks("line")[0]["encoding"]["stroke"] == {"value": DARK.generative}
    assert y.marks("line")[0]["encoding"]["stroke"]["scale"]["range"] == list(DARK.readiness)


def test_the_subtitle_has_n_and_the_last_interval(board: Board, drawn: Any) -> None:
    chart = drawn(convergence(running(25), axis="y", tool=TOOL, board=board, palette=DARK))
    assert chart.spec["title"]["subtitle"] == "After 25 votes: 50.4 [46.4, 54.4]"
    first = drawn(convergence(running(1), axis="y", tool=TOOL, board=board, palette=DARK))
    assert first.spec["title"]["subtitle"] == "After 1 vote: 60.0"


@pytest.mark.parametrize(
    ("n", "ticks"), [(1, [1]), (4, [1, 2, 3, 4]), (33, [1, 10, 20, 30]), (300, [1, *range(50, 301, 50)])]
)
def test_ticks_are_whole_votes(board: Board, drawn: Any, n: int, ticks: list[int]) -> None:
    chart = drawn(convergence(running(n), axis="x", tool=TOOL, board=board, palette=DARK))
    assert chart.marks("line")[0]["encoding"]["x"]["axis"]["values"] == ticks


def test_a_long_run_is_thinned_but_keeps_its_ends(board: Board, drawn: Any) -> None:
    chart = drawn(convergence(running(20_000), axis="x", tool=TOOL, board=board, palette=DARK))
    steps = [row["n"] for row in chart.rows(chart.marks("line")[0])]
    assert len(steps) == MOST
    assert (steps[0], steps[-1]) == (1, 20_000)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_few_votes_or_none_can_be_drawn(board: Board, n: int) -> None:
    assert "Denoise" in to_svg(convergence(running(n), axis="y", tool=TOOL, board=board, palette=DARK))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = running(3)
    with pytest.raises(ValueError, match="lacks columns: mean_x, x_high"):
        convergence(frame.drop(columns=["mean_x", "x_high"]), axis="x", tool=TOOL, board=board, palette=DARK)
    convergence(frame, axis="x", tool=TOOL, board=board, palette=DARK)
    pd.testing.assert_frame_equal(frame, running(3))
