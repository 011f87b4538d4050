from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from spectrum.charts import LIGHT, averaged_spectrum
from spectrum.charts.captions import CROWD, CROWD_WIDTHS, WIDTHS
from spectrum.charts.plane import NARROW
from spectrum.model import Board


@pytest.fixture
def captions(positions: Any, board: Board, drawn: Any) -> Any:
    def of(tools: int, **options: Any) -> list[dict[str, Any]]:
        chart = averaged_spectrum(positions(tools), board, palette=LIGHT, **options)
        found: list[dict[str, Any]] = drawn(chart).captions
        return found

    return of


def test_each_width_has_one_set_of_labels(captions: Any) -> None:
    spans = sorted({(row["at_least"], row["below"]) for row in captions(33)})
    assert [at_least for at_least, _ in spans] == list(WIDTHS)
    assert all(below == at_least for (_, below), (at_least, _) in pairwise(spans))


def test_a_narrow_plot_has_numbers_and_a_wide_one_names(captions: Any) -> None:
    for row in captions(33):
        named = "Tool for" in row["text"]
        assert not named or row["at_least"] >= NARROW
    wide = [row for row in captions(33) if row["at_least"] == NARROW]
    assert sum("Tool for" in row["text"] for row in wide) > 20


def test_every_tool_is_numbered_or_named_where_there_is_room(captions: Any) -> None:
    for width in (NARROW, WIDTHS[-1]):
        told = {(row["x"], row["y"]) for row in captions(20) if row["at_least"] == width}
        assert len(told) == 20


def test_numbers_on_dots_are_in_the_backgrounds_colour_and_quiet_in_hollow_ones(
    positions: Any, board: Board, drawn: Any
) -> None:
    chart = drawn(averaged_spectrum(positions(5), board, palette=LIGHT))
    tones = {row["text"]: row["tone"] for row in chart.captions if row["at_least"] == WIDTHS[-1]}
    assert tones["5"] == "hollow"
    assert tones["1"] == "inside"
    conditions = chart.marks("text")[-1]["encoding"]["color"]["condition"]
    assert [condition["value"] for condition in conditions] == [LIGHT.background, LIGHT.quiet]


def test_a_crowd_has_fewer_widths_and_no_leader_lines(captions: Any) -> None:
    rows = captions(CROWD + 50)
    assert {row["at_least"] for row in rows} <= set(CROWD_WIDTHS)
    assert not any(row["leader"] for row in rows)


def test_a_leader_line_runs_from_the_dots_edge_towards_the_text(captions: Any) -> None:
    led = [row for row in captions(60) if row["leader"]]
    assert led
    for row in led:
        start, end = (np.hypot(row[f"{at}_dx"], row[f"{at}_dy"]) for at in ("from", "to"))
        assert 0 < start < end < np.hypot(row["dx"], row["dy"])


def test_labels_on_one_axis_go_with_the_dots_of_their_width(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(40), board, palette=LIGHT, one_dimensional=True))
    dots = {row["x"]: row for row in chart.rows(chart.dots)}
    assert any(dot["y_narrow"] != dot["y_wide"] for dot in dots.values())
    for row in chart.captions:
        assert row["y"] == dots[row["x"]]["y_narrow" if row["at_least"] < NARROW else "y_wide"]


def test_labels_keep_clear_of_arrows_ends(captions: Any) -> None:
    assert captions(33, arrows=True) != captions(33)
