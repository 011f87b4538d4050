from __future__ import annotations

import struct
from typing import Any

import altair as alt
import pytest

from spectrum.charts import DARK, LIGHT, averaged_spectrum, to_png, to_svg
from spectrum.charts.images import CONTAINER_WIDTH
from spectrum.model import Board


@pytest.fixture
def chart(positions: Any, board: Board) -> alt.LayerChart:
    return averaged_spectrum(positions(), board, palette=DARK, height=300)


def test_a_png_has_scale_pixels_to_each_of_the_charts(chart: alt.LayerChart) -> None:
    once, twice = (to_png(chart, scale=scale, background=DARK.background) for scale in (1.0, 2.0))
    assert once.startswith(b"\x89PNG")
    assert [2 * side for side in size(once)] == pytest.approx(size(twice), abs=2)


def test_a_chart_that_fills_its_container_gets_a_width_of_its_own(chart: alt.LayerChart) -> None:
    width, _ = size(to_png(chart, scale=1.0, background=DARK.background))
    assert width >= CONTAINER_WIDTH


def test_the_background_is_on_the_png_and_the_chart_stays_transparent(chart: alt.LayerChart) -> None:
    assert to_png(chart, scale=1.0, background=DARK.background) != to_png(
        chart, scale=1.0, background=LIGHT.background
    )
    assert chart.to_dict()["config"]["background"] == "transparent"


def test_an_svg_holds_the_texts(chart: alt.LayerChart) -> None:
    svg = to_svg(chart)
    assert "by model →" in svg
    assert "Tool for sound 0" in svg


def test_nothing_is_fetched_from_elsewhere() -> None:
    elsewhere = alt.Chart("https://example.org/votes.json").mark_point().encode(x="x:Q")
    with pytest.raises(ValueError, match="not allowed"):
        to_svg(elsewhere)


def size(png: bytes) -> tuple[int, int]:
    """Return width and height in pixels, from the header."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
