"""The figures that need the votes themselves, put together for all tools."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import TOOL_VOTE_COLUMNS, camps, geometric_median, tool_votes


@pytest.fixture(scope="module")
def votes():
    rng = np.random.default_rng(5)
    camp = np.where(rng.random(60) < 0.5, 20.0, 80.0)
    return pd.DataFrame(
        {
            "tool_id": ["two camps"] * 60 + ["few"] * 3 + ["x only"] * 2,
            "x": [*(camp + rng.normal(0, 4, 60)).round(1), 10.0, 20.0, 90.0, 5.0, 6.0],
            "y": [*rng.normal(50, 9, 60).round(1), 10.0, 30.0, 20.0, np.nan, np.nan],
        }
    )


def test_each_tool_has_a_row_with_its_own_figures(votes):
    found = tool_votes(votes).set_index("tool_id")
    assert tuple(tool_votes(votes).columns) == TOOL_VOTE_COLUMNS
    for tool_id, own in votes.groupby("tool_id"):
        middle = geometric_median(own["x"], own["y"])
        expected = [middle.x, middle.y] if middle else [np.nan, np.nan]
        row = found.loc[tool_id, ["geometric_median_x", "geometric_median_y"]]
        assert row.tolist() == pytest.approx(expected, nan_ok=True)


def test_p_and_q_stand_under_their_axes(votes):
    found = tool_votes(votes).set_index("tool_id")
    for row in camps(votes).itertuples():
        assert found.loc[row.tool_id, f"dip_p_{row.axis}"] == pytest.approx(row.p, nan_ok=True)
        assert found.loc[row.tool_id, f"dip_q_{row.axis}"] == pytest.approx(row.q, nan_ok=True)
    assert found.loc["two camps", "dip_q_x"] < 0.01
    assert found.loc["few", [f"dip_p_{axis}" for axis in ("x", "y", "principal")]].isna().all()


def test_no_votes_give_an_empty_frame(votes):
    found = tool_votes(votes.iloc[:0])
    assert found.empty
    assert tuple(found.columns) == TOOL_VOTE_COLUMNS
