from __future__ import annotations

from itertools import combinations

import altair as alt
import numpy as np
import pandas as pd
import pytest

from spectrum.charts import LIGHT
from spectrum.charts.lettering import LINE_HEIGHT, text_width
from spectrum.charts.names import NAME_SIZE, name_layers

HEIGHT = 300


def placed(points: pd.DataFrame) -> pd.DataFrame:
    x, y = alt.X("across:Q"), alt.Y("up:Q")
    spec = alt.layer(*name_layers(points, LIGHT, x=x, y=y, height=HEIGHT)).to_dict()
    records = next(iter(spec.get("datasets", {"none": []}).values()))
    return pd.DataFrame(records)


def points(many: int, *, named: int) -> pd.DataFrame:
    across, up = np.random.default_rng(0).uniform(0, 100, (2, many))
    names = [f"Tool {at}" if at < named else "" for at in range(many)]
    return pd.DataFrame({"across": across, "up": up, "name": names, "n": range(many)})


def test_each_plot_width_has_its_own_set() -> None:
    found = placed(points(5, named=5))
    assert found.groupby("at_least")["text"].nunique().eq(5).all()
    assert found["at_least"].min() < 300
    assert found["at_least"].max() >= 1000


def test_points_without_a_name_have_none() -> None:
    assert set(placed(points(30, named=2))["text"]) == {"Tool 0", "Tool 1"}


def test_names_do_not_overlap_on_any_width_that_they_are_for() -> None:
    for (at_least, below), names in placed(points(60, named=60)).groupby(["at_least", "below"]):
        for width in (at_least, (at_least + below) / 2, below):
            boxes = [box(row, float(width)) for row in names.to_dict(orient="records")]
            for a, b in combinations(boxes, 2):
                assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2]


@pytest.mark.parametrize("many", [0, 1])
def test_no_point_or_one_is_no_difficulty(many: int) -> None:
    found = placed(points(many, named=many))
    assert (set(found["text"]) == {"Tool 0"}) if many else found.empty


def box(row: dict, width: float) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of a name in pixels."""
    x = row["across"] / 100 * width + row["dx"]
    y = (100 - row["up"]) / 100 * HEIGHT + row["dy"]
    wide, high = text_width(row["text"], NAME_SIZE), LINE_HEIGHT * NAME_SIZE
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[row["align"]] * wide
    return left, left + wide, y - high / 2, y + high / 2
