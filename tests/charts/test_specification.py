"""The specification that a page sends says what Altair would say, with the frames beside it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from spectrum.charts import LIGHT, averaged_spectrum
from spectrum.charts.specification import specification
from spectrum.model import Board


@pytest.fixture
def chart(positions: Any, board: Board) -> alt.LayerChart:
    return averaged_spectrum(positions(), board, palette=LIGHT, arrows=True, ellipses=True)


def without_data(node: Any) -> Any:
    """A specification without the names of its data."""
    if isinstance(node, dict):
        return {key: without_data(value) for key, value in node.items() if key not in ("data", "datasets")}
    return [without_data(each) for each in node] if isinstance(node, list) else node


def test_all_but_the_data_is_as_altair_writes_and_checks_it(chart: alt.LayerChart) -> None:
    assert without_data(specification(chart)) == without_data(chart.to_dict())


def test_every_layer_finds_its_rows(chart: alt.LayerChart) -> None:
    found, written = specification(chart), chart.to_dict()
    for ours, theirs in zip(found["layer"], written["layer"], strict=True):
        if "data" in theirs:
            rows = found["datasets"][ours["data"]["name"]]
            if isinstance(rows, pd.DataFrame):
                rows = alt.to_values(rows)["values"]
            assert rows == written["datasets"][theirs["data"]["name"]]


def test_no_rule_of_other_threads_is_followed(chart: alt.LayerChart) -> None:
    def lose(data: Any) -> Any:
        return {"name": "lost"}

    alt.data_transformers.register("lose", lose)
    with alt.data_transformers.enable("lose"):
        found = specification(chart)
    assert "lost" not in str(found["layer"])


def test_chart_stays_as_it_was(chart: alt.LayerChart) -> None:
    before = chart.to_dict()
    specification(chart)
    assert chart.to_dict() == before
