from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from spectrum.charts import DARK, LIGHT, funnel, to_svg
from spectrum.charts.funnel import pooled_disagreement, sampling_limits


def tools(n: list[int], disagreement: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"Tool {at}" for at in range(len(n))],
            "number": range(len(n)),
            "n": n,
            "disagreement": disagreement,
        }
    )


CROWD = tools([40] * 12 + [50, 50, 3, 1], [0.3] * 12 + [1.2, 0.02, 2.4, np.nan])


def test_the_pooled_figure_weighs_tools_by_their_degrees_of_freedom() -> None:
    assert pooled_disagreement(np.array([0.2, 0.6]), np.array([2.0, 4.0])) == pytest.approx(0.5)
    assert np.isnan(pooled_disagreement(np.array([]), np.array([])))


def test_limits_are_quantiles_of_chi_squared() -> None:
    n = np.array([2.0, 10.0, 500.0])
    low, high = sampling_limits(n, 0.4, 0.95)
    freedom = 2 * (n - 1)
    assert low == pytest.approx(0.4 * chi2.ppf(0.025, freedom) / freedom)
    assert high == pytest.approx(0.4 * chi2.ppf(0.975, freedom) / freedom)


def test_limits_hold_their_share_of_tools_whose_votes_spread_evenly() -> None:
    rng = np.random.default_rng(5)
    for n in (3, 10, 40):
        votes = rng.normal(50, 20, (4000, n, 2))
        disagreement = votes.var(axis=1, ddof=1).sum(axis=1) / (2 * 100**2 / 12)
        low, high = sampling_limits(np.array([float(n)]), 2 * 20**2 / (2 * 100**2 / 12), 0.95)
        assert np.mean((disagreement >= low) & (disagreement <= high)) == pytest.approx(0.95, abs=0.015)


def test_n_is_on_a_log_scale_and_disagreement_starts_at_0(drawn: Any) -> None:
    chart = drawn(funnel(CROWD, palette=LIGHT))
    assert {scale["type"] for scale in chart.scales("x")} == {"log"}
    assert {tuple(scale["domain"]) for scale in chart.scales("x")} == {(2, 50 * 1.15)}
    assert {scale["domain"][0] for scale in chart.scales("y")} == {0}
    assert all(scale["domain"][1] > 2.4 for scale in chart.scales("y"))


def test_only_tools_outside_the_limits_are_solid_and_named(drawn: Any) -> None:
    chart = drawn(funnel(CROWD, palette=DARK))
    (solid,) = [layer for layer in chart.marks("point") if layer["mark"]["fill"] == DARK.ink]
    assert {row["name"] for row in chart.rows(solid)} == {"Tool 12", "Tool 13"}
    texts = chart.marks("text")[-1]
    assert {row["text"] for row in chart.rows(texts)} == {"Tool 12", "Tool 13"}


def test_few_votes_are_hollow_and_grey_and_never_named(drawn: Any) -> None:
    chart = drawn(funnel(CROWD, palette=DARK))
    (unsure,) = [layer for layer in chart.marks("point") if layer["mark"]["stroke"] == DARK.quiet]
    assert [row["name"] for row in chart.rows(unsure)] == ["Tool 14"]


def test_two_bands_close_in_on_the_pooled_figure_the_wider_one_below(drawn: Any) -> None:
    chart = drawn(funnel(CROWD, palette=LIGHT))
    outer, inner = (
        [(row["disagreement"], row["high"]) for row in chart.rows(band)] for band in chart.marks("area")
    )
    assert all(a[0] <= b[0] and a[1] >= b[1] for a, b in zip(outer, inner, strict=True))
    assert inner[-1][1] - inner[-1][0] < inner[40][1] - inner[40][0]
    assert chart.spec["title"]["subtitle"][0] == "15 tools. Dashed: the board’s D, 0.36"


@pytest.mark.parametrize("many", [0, 1, 3, 300])
def test_any_number_of_tools_can_be_drawn(many: int) -> None:
    rng = np.random.default_rng(0)
    frame = tools(rng.integers(0, 300, many).tolist(), rng.uniform(0, 1.5, many).tolist())
    assert "Disagreement" in to_svg(funnel(frame, palette=LIGHT, width=400))


def test_votes_that_all_agree_can_be_drawn() -> None:
    assert "Disagreement" in to_svg(funnel(tools([10, 20], [0.0, 0.0]), palette=LIGHT))


def test_missing_columns_are_listed_and_the_frame_stays_as_it_was() -> None:
    before = CROWD.copy(deep=True)
    with pytest.raises(ValueError, match="lacks a column: n"):
        funnel(CROWD.drop(columns="n"), palette=LIGHT)
    funnel(CROWD, palette=LIGHT)
    pd.testing.assert_frame_equal(CROWD, before)
