from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import LIGHT, distribution_by, to_svg
from spectrum.charts.facets import CELL, MOST_PANELS
from spectrum.model import Board, Tool

TOOL = Tool("t1", "Denoise", 7)


def votes(groups: list[Any]) -> pd.DataFrame:
    x, y = np.random.default_rng(1).uniform(0, 100, (2, len(groups)))
    return pd.DataFrame({"x": x, "y": y, "round": groups}, columns=["x", "y", "round"])


def panels(frame: pd.DataFrame, board: Board) -> list[dict[str, Any]]:
    spec = distribution_by(frame, "round", tool=TOOL, board=board, palette=LIGHT, size=150).to_dict()
    found: list[dict[str, Any]] = spec["concat"]
    return found


def test_every_group_has_a_square_panel_with_its_n_in_order_of_appearance(board: Board) -> None:
    found = panels(votes(["second", "first", "second", None]), board)
    titles = [(panel["title"]["text"], panel["title"]["subtitle"]) for panel in found]
    assert titles == [("second", "2 votes"), ("first", "1 vote")]
    assert all(panel["width"] == panel["height"] == 150 for panel in found)


def test_all_panels_run_from_0_to_100(board: Board) -> None:
    for panel in panels(votes(["a", "b"]), board):
        scales = [
            layer["encoding"][channel]["scale"]["domain"]
            for layer in panel["layer"]
            for channel in "xy"
            if channel in layer.get("encoding", {})
        ]
        assert scales
        assert all(scale == [0, 100] for scale in scales)


def test_the_mean_of_a_group_is_of_its_complete_votes(board: Board) -> None:
    frame = pd.DataFrame({"x": [10.0, 30.0, 90.0], "y": [20.0, 40.0, np.nan], "round": "a"})
    spec = distribution_by(frame, "round", tool=TOOL, board=board, palette=LIGHT).to_dict()
    mean = next(layer for layer in reversed(spec["concat"][0]["layer"]) if layer["mark"]["type"] == "circle")
    (row,) = spec["datasets"][mean["data"]["name"]]
    assert (row["x"], row["y"]) == (20, 30)


def test_a_crowds_cells_are_large_enough_for_a_small_panel(board: Board) -> None:
    spec = distribution_by(votes(["a"] * 300), "round", tool=TOOL, board=board, palette=LIGHT).to_dict()
    (raster,) = [layer for layer in spec["concat"][0]["layer"] if layer["mark"]["type"] == "rect"]
    cells = spec["datasets"][raster["data"]["name"]]
    assert all(cell["right"] - cell["x"] == CELL and cell["right"] <= 100 for cell in cells)
    assert sum(cell["n"] for cell in cells) == 300


def test_the_title_counts_votes_and_names_the_ends(board: Board) -> None:
    groups = [f"round {at}" for at in range(MOST_PANELS + 2)]
    spec = distribution_by(votes(groups), "round", tool=TOOL, board=board, palette=LIGHT).to_dict()
    assert len(spec["concat"]) == MOST_PANELS
    assert spec["title"]["subtitle"] == [
        "26 votes in 26 groups, the first 24 of them shown",
        "x: by rule → by model, axis points",
        "y: a toy → in use",
    ]


def test_no_votes_are_an_empty_plane(board: Board) -> None:
    chart = distribution_by(votes([]), "round", tool=TOOL, board=board, palette=LIGHT)
    assert "No votes" in to_svg(chart)


def test_a_missing_column_is_named_and_the_frame_stays_as_it_was(board: Board) -> None:
    frame = votes(["a", "b"])
    with pytest.raises(ValueError, match="lacks a column: branch"):
        distribution_by(frame, "branch", tool=TOOL, board=board, palette=LIGHT)
    distribution_by(frame, "round", tool=TOOL, board=board, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, votes(["a", "b"]))
