from __future__ import annotations

import pandas as pd

from spectrum.charts import LIGHT, axis_marginal, to_svg
from spectrum.charts.stack import stacked
from spectrum.model import Tool


def test_charts_stand_one_below_the_other_in_one_style(board):
    votes = pd.DataFrame({"x": [10.0, 20.0], "y": [30.0, 40.0]})
    parts = [
        axis_marginal(votes, axis=axis, tool=Tool("t", "Denoise"), board=board, palette=LIGHT, width=400)
        for axis in ("x", "y")
    ]
    whole = stacked(*parts, palette=LIGHT)
    spec = whole.to_dict()
    assert len(spec["vconcat"]) == 2
    assert all("config" not in part for part in spec["vconcat"])
    assert spec["config"]["background"] == "transparent"
    assert "config" in parts[0].to_dict()  # the parts are as they were
    assert "Denoise: y of 2 votes" in to_svg(whole)
