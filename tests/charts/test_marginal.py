from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, axis_marginal, to_svg
from spectrum.charts.marginal import STRIP_RADIUS, SWARM_RADIUS
from spectrum.charts.raincloud import BOX, CLOUD, RAIN
from spectrum.model import Board, Tool

TOOL = Tool("t1", "Denoise", 7)


def votes(n: int) -> pd.DataFrame:
    values = np.random.default_rng(2).uniform(0, 100, (2, n)).round(1)
    return pd.DataFrame({"voter_id": range(n), **dict(zip("xy", values, strict=True))})


def marginal(frame: pd.DataFrame, axis: Literal["x", "y"] = "x", **options: Any) -> Any:
    board = Board("board", left="by rule", right="by model", bottom="a toy", top="in use")
    return axis_marginal(frame, axis=axis, tool=TOOL, board=board, **({"palette": LIGHT} | options))


@pytest.mark.parametrize(
    ("n", "marks"),
    [
        (9, {"circle"}),
        (29, {"circle"}),
        (30, {"area", "circle", "rect", "rule"}),
        (199, {"area", "circle", "rect", "rule"}),
        (200, {"rect"}),
    ],
)
def test_the_number_of_votes_chooses_the_picture(drawn: Any, n: int, marks: set[str]) -> None:
    chart = drawn(marginal(votes(n)))
    assert {layer["mark"]["type"] for layer in chart.layers} - {"text"} == marks


def test_a_swarms_dots_are_smaller_than_a_strips(drawn: Any) -> None:
    strip, swarm = (drawn(marginal(votes(n))).marks("circle")[0]["mark"]["size"] for n in (9, 10))
    assert (strip, swarm) == (4 * STRIP_RADIUS**2, 4 * SWARM_RADIUS**2)


@pytest.mark.parametrize("n", [9, 29, 199])
def test_every_vote_is_a_dot_at_its_place(drawn: Any, n: int) -> None:
    frame = votes(n)
    chart = drawn(marginal(frame))
    (dots,) = chart.marks("circle")
    assert [row["at"] for row in chart.rows(dots)] == sorted(frame["x"])


def test_cloud_box_and_rain_do_not_overlap_and_are_the_same_each_time(drawn: Any) -> None:
    assert 0 <= RAIN[0] < RAIN[1] < BOX[0] < BOX[1] < CLOUD[0] < CLOUD[1] <= 1
    chart = drawn(marginal(votes(60)))
    (drops,) = chart.marks("circle")
    assert all(RAIN[0] <= row["level"] <= RAIN[1] for row in chart.rows(drops))
    (cloud,) = chart.marks("area")
    levels = [row["level"] for row in chart.rows(cloud)]
    assert (min(levels) >= CLOUD[0], max(levels)) == (True, CLOUD[1])
    assert marginal(votes(60)).to_dict() == marginal(votes(60)).to_dict()


def test_the_box_is_at_the_quartiles(drawn: Any) -> None:
    frame = votes(60)
    chart = drawn(marginal(frame))
    (box,) = chart.marks("rect")
    (figures,) = chart.rows(box)
    quartiles = np.quantile(frame["x"], [0.25, 0.5, 0.75])
    assert [figures["low"], figures["median"], figures["high"]] == pytest.approx(quartiles)


def test_a_crowd_has_a_hundred_bins_that_hold_every_vote(drawn: Any) -> None:
    frame = pd.DataFrame({"x": [0, 0.9, 1, 99.9, 100, 100] * 40})
    chart = drawn(marginal(frame))
    (bars,) = chart.marks("rect")
    bins = {row["low"]: row["n"] for row in chart.rows(bars)}
    assert list(bins) == list(range(100))
    assert {low: n for low, n in bins.items() if n} == {0: 80, 1: 40, 99: 120}


def test_each_axis_has_its_ends_and_its_colour(drawn: Any) -> None:
    for n, mark in ((9, "circle"), (60, "circle"), (300, "rect")):
        x, y = (drawn(marginal(votes(n), axis, palette=DARK)) for axis in ("x", "y"))
        assert {"← by rule", "by model →"} <= set(x.words)
        assert {"← a toy", "in use →"} <= set(y.words)
        assert x.marks(mark)[0]["encoding"]["fill"] == {"value": DARK.generative}
        assert y.marks(mark)[0]["encoding"]["fill"]["scale"]["range"] == list(DARK.readiness)
    (cloud,) = drawn(marginal(votes(60), "y", palette=DARK)).marks("area")
    assert [stop["color"] for stop in cloud["mark"]["fill"]["stops"]] == list(DARK.readiness)


def test_votes_without_the_axis_do_not_count(drawn: Any) -> None:
    frame = votes(12)
    frame.loc[:4, "y"] = np.nan
    assert drawn(marginal(frame, "y")).spec["title"]["text"] == "Denoise: y of 7 votes"


def test_the_mean_is_a_rule_that_hides_no_dot(drawn: Any) -> None:
    chart = drawn(marginal(votes(12), mean=5.5))
    (rule,) = chart.marks("rule")
    assert [row["mean"] for row in chart.rows(rule)] == [5.5]
    assert chart.layers.index(rule) < chart.layers.index(chart.marks("circle")[0])
    assert "Line: mean" in chart.spec["title"]["subtitle"]
    assert not drawn(marginal(votes(12))).marks("rule")


@pytest.mark.parametrize("n", [9, 60, 300])
def test_the_axis_runs_from_0_to_100(drawn: Any, n: int) -> None:
    assert {tuple(scale["domain"]) for scale in drawn(marginal(votes(n))).scales("x")} == {(0, 100)}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="lacks a column: y"):
        marginal(votes(1).drop(columns="y"), "y")


def test_the_frame_stays_as_it_was() -> None:
    frame = votes(40)
    marginal(frame, mean=2.0)
    pd.testing.assert_frame_equal(frame, votes(40))


@pytest.mark.parametrize("n", [0, 1, 9, 29, 30, 200])
def test_every_number_of_votes_can_be_drawn(n: int) -> None:
    assert "Denoise" in to_svg(marginal(votes(n), "y", mean=50.0))


def test_votes_in_one_place_can_be_drawn() -> None:
    for n in (9, 29, 199, 300):
        assert "Denoise" in to_svg(marginal(pd.DataFrame({"x": np.full(n, 100.0)})))
