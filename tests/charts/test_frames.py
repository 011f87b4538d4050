from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
import pytest

from spectrum.charts.frames import LONGEST_FRAME, require_columns, rows


def test_what_is_missing_and_what_is_needed_are_listed() -> None:
    with pytest.raises(ValueError, match=r"The frame lacks columns: b, c\. It needs: a, b, c\.$"):
        require_columns(pd.DataFrame({"a": []}), ["a", "b", "c"], "The frame")


def test_a_frame_with_more_columns_will_do() -> None:
    require_columns(pd.DataFrame({"a": [1], "b": [2]}), ["a"], "The frame")


def test_long_frames_and_empty_ones_are_drawn_too() -> None:
    for length in (0, LONGEST_FRAME, LONGEST_FRAME + 1):
        frame = pd.DataFrame({"x": np.arange(length, dtype=float)})
        frame.loc[frame.index[:1], "x"] = np.nan
        spec = alt.Chart(rows(frame)).mark_point().encode(x=alt.X("x", type="quantitative")).to_dict()
        (values,) = spec["datasets"].values()
        assert len(values) == length
        assert all(row["x"] is None for row in values[:1])
