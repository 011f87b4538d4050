"""What blocking voters would change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis import BLOCKING_COLUMNS, effect_of_blocking


def figures(**columns):
    frame = {"tool_id": ["t1", "t2"], "number": [2, 1], "name": ["One", "Two"], "n": [4, 1]}
    frame |= {"mean_x": [40.0, 5.0], "mean_y": [50.0, 5.0], "x": [30.0, 5.0], "y": [40.0, 5.0]}
    return pd.DataFrame(frame | {"disagreement": [1.2, np.nan]} | columns)


def test_figures_stand_side_by_side_in_order_of_number():
    after = figures(n=[3, 0], x=[33.0, np.nan], y=[44.0, np.nan], disagreement=[0.4, np.nan])
    effect = effect_of_blocking(figures(), after)
    assert tuple(effect.columns) == BLOCKING_COLUMNS
    assert effect["tool_id"].tolist() == ["t2", "t1"]
    one = effect.iloc[1]
    assert (one["n_before"], one["n_after"], one["x_before"], one["x_after"]) == (4, 3, 30.0, 33.0)
    assert (one["disagreement_before"], one["disagreement_after"], one["moved"]) == (1.2, 0.4, 5.0)
    assert np.isnan(effect["moved"][0])


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match="disagreement"):
        effect_of_blocking(figures(), figures().drop(columns="disagreement"))
