from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import LIGHT, to_svg
from spectrum.charts import elsewhere as module
from spectrum.charts.elsewhere import elsewhere

MEANS = pd.DataFrame(
    {
        "number": [2, 7, 9],
        "name": ["Storyboard", "Denoise", "On x alone"],
        "n": [2, 1, 1],
        "x": [30.0, 80.0, 50.0],
        "y": [40.0, 10.0, np.nan],
    }
)
VOTES = pd.DataFrame({"x": [40.0, 20.0, 80.0, 50.0], "y": [50.0, 30.0, 10.0, np.nan]})


def rows_of(spec: dict, *columns: str) -> list[tuple]:
    every = [row for rows in spec["datasets"].values() for row in rows]
    return [tuple(row[column] for column in columns) for row in every if all(c in row for c in columns)]


def test_each_tool_with_a_mean_on_both_axes_is_a_dot_there(board):
    spec = elsewhere(VOTES, MEANS, board=board, palette=LIGHT).to_dict()
    said = dict(rows_of(spec, "number", "said"))
    assert said == {2: "2 Storyboard: 30.0, 40.0, 2 votes", 7: "7 Denoise: 80.0, 10.0, 1 vote"}
    assert "2 other tools" in spec["title"]["text"]
    assert spec["title"]["subtitle"].startswith("4 votes")


def test_votes_stand_in_an_order_that_tells_nothing_of_voters(board):
    spec = elsewhere(VOTES, MEANS, board=board, palette=LIGHT).to_dict()
    [votes] = [rows for rows in spec["datasets"].values() if rows and set(rows[0]) == {"x", "y"}]
    assert votes == [{"x": 20.0, "y": 30.0}, {"x": 40.0, "y": 50.0}, {"x": 80.0, "y": 10.0}]


def test_crowd_of_votes_becomes_cells(board, monkeypatch):
    monkeypatch.setattr(module, "CROWD", 4)
    monkeypatch.setattr("spectrum.charts.placements.RASTER_FROM", 2)
    spec = json.dumps(elsewhere(VOTES, MEANS, board=board, palette=LIGHT).to_dict())
    assert '"type": "rect"' in spec


def test_chart_draws_without_votes_too(board):
    none = pd.DataFrame({"x": [], "y": []}, dtype=float)
    chart = elsewhere(none, MEANS.head(0), board=board, palette=LIGHT)
    assert "0 other tools" in to_svg(chart)


def test_missing_column_is_named(board):
    with pytest.raises(ValueError, match="lacks a column: n"):
        elsewhere(VOTES, MEANS.drop(columns="n"), board=board, palette=LIGHT)
