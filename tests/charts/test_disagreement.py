from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import (
    DARK,
    LIGHT,
    disagreement_by_axis,
    ranked_disagreement,
    to_svg,
    unranked_disagreement,
)
from spectrum.charts.disagreement import AT_RANDOM

CHARTS = (ranked_disagreement, unranked_disagreement, disagreement_by_axis)


def tools(**columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "name": ["Mild", "Fierce", "Middling"],
            "number": [1, 2, 3],
            "n": [12, 10, 30],
            "var_x": [100.0, 900.0, 500.0],
            "var_y": [100.0, 600.0, 0.0],
        }
    )
    spread = frame["var_x"] + frame["var_y"]
    frame = frame.assign(
        disagreement=spread / (2 * 100**2 / 12),
        disagreement_low=spread / 3000,
        disagreement_high=spread / 1000,
        standard_distance=np.sqrt(spread),
    )
    return frame.assign(**columns)


def labels(chart: Any) -> list[str]:
    texts = [layer for layer in chart.marks("text") if "fontSize" in layer["mark"]]
    names = next(layer for layer in texts if layer["mark"]["text"] == {"expr": "datum.label"})
    return [row["label"] for row in sorted(chart.rows(names), key=lambda row: row["rung"])]


def test_the_most_disputed_tool_stands_first(drawn: Any) -> None:
    chart = drawn(ranked_disagreement(tools(), palette=LIGHT))
    assert labels(chart) == ["2 Fierce", "3 Middling", "1 Mild"]
    low, high = chart.marks("point")[0]["encoding"]["y"]["scale"]["domain"]
    assert low > high  # the first rung on top


def test_tools_without_a_figure_are_not_ranked(drawn: Any) -> None:
    chart = drawn(ranked_disagreement(tools(disagreement=[0.2, np.nan, 0.5]), palette=LIGHT))
    assert labels(chart) == ["3 Middling", "1 Mild"]


def test_a_dot_and_its_interval_are_where_the_figures_are(drawn: Any) -> None:
    chart = drawn(ranked_disagreement(tools(), palette=LIGHT))
    (dots,) = chart.marks("point")
    (line,) = [rule for rule in chart.marks("rule") if "x2" in rule["encoding"]]
    assert dots["encoding"]["x"]["field"] == "disagreement"
    assert (line["encoding"]["x"]["field"], line["encoding"]["x2"]["field"]) == (
        "disagreement_low",
        "disagreement_high",
    )
    assert chart.rows(dots)[0]["figures"] == "0.90 [0.50, 1.50], n 10"
    assert dots["mark"]["fill"] == LIGHT.ink


def test_the_scale_starts_at_0_and_has_a_line_at_1_that_says_what_1_means(drawn: Any) -> None:
    for frame, high in ((tools(), 1.5 * 1.02), (tools().iloc[[0]], 1.1)):
        chart = drawn(ranked_disagreement(frame, palette=LIGHT))
        assert all(scale["domain"] == pytest.approx([0, high]) for scale in chart.scales("x"))
        assert chart.scales("x")
    assert AT_RANDOM in chart.words
    (line,) = [rule for rule in chart.marks("rule") if rule["mark"].get("strokeDash")]
    assert [row["at"] for row in chart.rows(line)] == [1]


def test_a_wide_interval_is_not_cut(drawn: Any) -> None:
    chart = drawn(ranked_disagreement(tools(disagreement_high=2.5), palette=LIGHT))
    assert all(scale["domain"][1] > 2.5 for scale in chart.scales("x"))


def test_unranked_tools_are_grey_hollow_and_sorted_by_votes_then_name(drawn: Any) -> None:
    frame = tools(n=[4, 9, 4], name=["Zoom", "Any", "Crop"])
    chart = drawn(unranked_disagreement(frame, palette=DARK))
    assert labels(chart) == ["2 Any", "3 Crop", "1 Zoom"]
    (dots,) = chart.marks("point")
    assert (dots["mark"]["fill"], dots["mark"]["stroke"]) == (DARK.background, DARK.quiet)
    assert chart.spec["title"]["subtitle"] == ["3 tools with fewer than 10 votes: not ranked"]


def test_an_unranked_tool_without_a_figure_has_a_line_and_no_dot(drawn: Any) -> None:
    missing = {"disagreement": np.nan, "disagreement_low": np.nan, "disagreement_high": np.nan}
    chart = drawn(unranked_disagreement(tools(n=1, **missing), palette=DARK))
    assert len(labels(chart)) == 3
    assert chart.rows(chart.marks("point")[0]) == []


def test_the_axes_parts_add_up_to_disagreement(drawn: Any) -> None:
    chart = drawn(disagreement_by_axis(tools(), palette=LIGHT))
    from_x, from_both = chart.marks("point")
    assert (from_x["encoding"]["x"]["field"], from_x["mark"]["fill"]) == ("from_x", LIGHT.generative)
    assert (from_both["encoding"]["x"]["field"], from_both["mark"]["fill"]) == ("from_both", LIGHT.ready)
    for row in chart.rows(from_both):
        assert row["from_both"] == pytest.approx(row["disagreement"])
    assert [row["from_x"] for row in chart.rows(from_x)] == pytest.approx([0.54, 0.3, 0.06])


def test_a_narrow_plot_gives_the_scale_its_whole_width(drawn: Any) -> None:
    chart = drawn(ranked_disagreement(tools(), palette=LIGHT))
    for scale in chart.scales("x"):
        left, right = (end["expr"] for end in scale["range"])
        assert left.startswith("width < 560 ? 8 :")
        assert right.startswith("width < 560 ? width - 8 :")


@pytest.mark.parametrize("draw", CHARTS)
@pytest.mark.parametrize("many", [0, 3, 300])
def test_any_number_of_tools_can_be_drawn(draw: Any, many: int, drawn: Any) -> None:
    frame = pd.concat([tools()] * 100, ignore_index=True).head(many)
    chart = draw(frame.assign(number=range(1, many + 1)), palette=LIGHT, width=400)
    assert drawn(chart).spec["height"] >= 32 * many
    if many < 300 or draw is ranked_disagreement:
        assert "Disagreement" in to_svg(chart)


@pytest.mark.parametrize("draw", CHARTS)
def test_missing_columns_are_listed_and_the_frame_stays_as_it_was(draw: Any) -> None:
    frame = tools()
    with pytest.raises(ValueError, match="lacks columns: n, disagreement_low"):
        draw(frame.drop(columns=["n", "disagreement_low"]), palette=LIGHT)
    draw(frame, palette=LIGHT)
    pd.testing.assert_frame_equal(frame, tools())
