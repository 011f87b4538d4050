from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spectrum.charts import LIGHT, averaged_spectrum
from spectrum.charts.movements import ELLIPSE_MIN_VOTES, arrow_ends, one_sd_outline
from spectrum.model import Board


def test_an_outline_is_one_standard_deviation_away_in_every_direction() -> None:
    covariance = np.array([[90.0, 30.0], [30.0, 40.0]])
    outline = one_sd_outline(90.0, 40.0, 30.0)
    away = np.einsum("ki,ij,kj->k", outline, np.linalg.inv(covariance), outline)
    assert away == pytest.approx(np.ones(len(outline)))


def test_an_uncorrelated_outline_reaches_one_sd_along_each_axis() -> None:
    outline = one_sd_outline(100.0, 25.0, 0.0)
    assert np.abs(outline).max(axis=0) == pytest.approx([10, 5])


def test_ellipses_are_pale_fills_around_the_means(positions: Any, board: Board, drawn: Any) -> None:
    votes = [ELLIPSE_MIN_VOTES, ELLIPSE_MIN_VOTES - 1]
    chart = drawn(averaged_spectrum(positions(2, n_y=votes), board, palette=LIGHT, ellipses=True))
    (ellipse,) = chart.marks("line", filled=True)
    assert ellipse["mark"]["clip"] is True
    assert {row["tool_id"] for row in chart.rows(ellipse)} == {"t0"}
    assert not drawn(averaged_spectrum(positions(2), board, palette=LIGHT)).marks("line")


def test_arrows_end_at_seeds_and_means(positions: Any) -> None:
    tools = positions(5)
    ends = arrow_ends(tools)
    assert len(ends) == 5 + int((tools["n"] > 0).sum())
    assert ends["x"].between(0, 100).all()
