from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from spectrum.charts import DARK, LIGHT, PICKED, Palette, averaged_spectrum, to_svg
from spectrum.model import Board

THIN = "\u2009"

palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.theme)


def test_both_axes_run_from_0_to_100_on_every_layer(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=LIGHT, arrows=True, ellipses=True))
    for channel in ("x", "y"):
        assert {tuple(scale["domain"]) for scale in chart.scales(channel)} == {(0, 100)}
        assert not any(scale["nice"] for scale in chart.scales(channel))


def test_the_boards_four_ends_are_named(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=LIGHT))
    assert {"← by rule", "by model →", "← a toy", "in use →"} <= set(chart.words)


def test_tools_and_votes_are_counted(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(3, n=[1000, 200, 34]), board, palette=LIGHT))
    assert f"3 tools, 1{THIN}234 votes" in chart.words


@palettes
def test_dots_are_filled_by_readiness(positions: Any, board: Board, drawn: Any, palette: Palette) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=palette))
    fill = chart.dots["encoding"]["fill"]
    assert fill["field"] == "readiness"
    assert fill["scale"]["range"] == [palette.not_ready, palette.half_ready, palette.ready]
    assert fill["scale"]["domain"] == [0, 50, 100]
    assert [row["readiness"] for row in chart.rows(chart.dots)] == [
        row["y"] for row in chart.rows(chart.dots)
    ]


def test_a_seed_without_votes_is_a_hollow_quiet_ring(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(5), board, palette=LIGHT))
    assert {row["tool_id"] for row in chart.rows(chart.dots) if row["hollow"] == "seed"} == {"t4"}
    assert chart.dots["encoding"]["fill"]["condition"]["value"] == "transparent"
    assert chart.dots["encoding"]["stroke"]["condition"][0] == {
        "test": "(datum.hollow === 'seed')",
        "value": LIGHT.quiet,
    }


def test_area_grows_with_the_votes(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(3, n=[0, 10, 40]), board, palette=LIGHT))
    size = chart.dots["encoding"]["size"]
    assert size["field"] == "n"
    assert size["scale"]["domain"] == [0, 40]


def test_small_dots_are_drawn_over_large_ones(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(4, n=[3, 40, 0, 12]), board, palette=LIGHT))
    assert [row["n"] for row in chart.rows(chart.dots)] == [40, 12, 3, 0]


def test_a_click_picks_a_tool(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=LIGHT))
    (param,) = chart.spec["params"]
    assert param["name"] == PICKED == "picked"
    assert param["select"] == {"type": "point", "fields": ["tool_id"], "on": "click"}
    assert param["views"] == [chart.dots["name"]]


def test_the_selected_tool_has_a_ring_in_ink_and_its_name_at_every_width(
    positions: Any, board: Board, drawn: Any
) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=DARK, selected="t2"))
    (ring,) = chart.marks("point", stroke=DARK.ink)
    assert [row["tool_id"] for row in chart.rows(ring) if row["selected"]] == ["t2"]
    picked = [row for row in chart.captions if row["tone"] == "picked"]
    assert all("Tool for storyboards 2" in row["text"] for row in picked)
    assert {row["at_least"] for row in picked} == {row["at_least"] for row in chart.captions}


def test_a_click_moves_the_ring_before_the_page_answers(positions: Any, board: Board, drawn: Any) -> None:
    """The ring is at the clicked tool, and at the selected one only as long as nothing is clicked."""
    chart = drawn(averaged_spectrum(positions(), board, palette=LIGHT, selected="t2"))
    (ring,) = chart.marks("point", stroke=LIGHT.ink)
    assert ring["transform"] == [
        {
            "filter": {
                "or": [
                    {"param": PICKED, "empty": False},
                    {"and": ["datum.selected", {"param": PICKED, "empty": True}]},
                ]
            }
        }
    ]


def test_nothing_is_selected_at_first(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(), board, palette=LIGHT))
    (ring,) = chart.marks("point", stroke=LIGHT.ink)
    assert not any(row["selected"] for row in chart.rows(ring))
    assert not any(row["tone"] == "picked" for row in chart.captions)


def test_the_tooltip_tells_where_and_how_sure(positions: Any, board: Board, drawn: Any) -> None:
    frame = positions(
        1, n=4, n_y=3, mean_x=10.04, mean_y=20, anchored_x=11.5, anchored_y=22, seed_share=10 / 14
    )
    frame = frame.assign(
        standard_distance=12.34, disagreement=0.286, disagreement_low=0.1, disagreement_high=0.5
    )
    chart = drawn(averaged_spectrum(frame, board, palette=LIGHT))
    (row,) = chart.rows(chart.dots)
    told = {entry["title"]: row[entry["field"]] for entry in chart.dots["encoding"]["tooltip"]}
    assert told == {
        "title": "1  Tool for sound 0",
        "What it does": "What it is for",
        "Branches": "Sound; Music",
        "Votes (n)": "4, 3 of them with y",
        "Mean x, y": "10.0, 20.0",
        "Anchored x, y": "11.5, 22.0",
        "Seed’s share": f"71{THIN}%",
        "Spread": "12.3 points",
        "Disagreement D": "0.29 [0.10, 0.50]",
    }


def test_what_a_tool_lacks_is_a_dash_in_the_tooltip(positions: Any, board: Board, drawn: Any) -> None:
    lacking = {
        "description": None,
        "branches": np.nan,
        "mean_x": np.nan,
        "mean_y": np.nan,
        "seed_share": np.nan,
    }
    frame = positions(
        1, n=0, standard_distance=np.nan, disagreement=np.nan, disagreement_low=np.nan, **lacking
    )
    chart = drawn(averaged_spectrum(frame, board, palette=LIGHT))
    (row,) = chart.rows(chart.dots)
    assert {row[field] for field in ("description", "branches", "tip_mean", "tip_seed", "tip_spread")} == {
        "–"
    }


def test_arrows_run_from_seed_to_mean_with_a_hollow_seed(positions: Any, board: Board, drawn: Any) -> None:
    chart = drawn(averaged_spectrum(positions(5), board, palette=LIGHT, arrows=True))
    (seeds,) = chart.marks("point", filled=False, stroke=LIGHT.quiet)
    assert {field: seeds["encoding"][field]["field"] for field in "xy"} == {"x": "seed_x", "y": "seed_y"}
    assert len(chart.rows(seeds)) == 5
    without = drawn(averaged_spectrum(positions(5), board, palette=LIGHT))
    assert not without.marks("point", filled=False, stroke=LIGHT.quiet)


def test_the_one_dimensional_view_has_no_y_axis_and_keeps_the_colour(
    positions: Any, board: Board, drawn: Any
) -> None:
    chart = drawn(averaged_spectrum(positions(40), board, palette=LIGHT, one_dimensional=True))
    assert all(
        layer["encoding"]["y"]["axis"] is None for layer in chart.layers if "y" in layer.get("encoding", {})
    )
    assert not {"← a toy", "in use →"} & set(chart.words)
    assert {"a toy", "in use", "← by rule", "by model →"} <= set(chart.words)
    assert chart.dots["encoding"]["fill"]["field"] == "readiness"


def test_a_tool_without_y_is_on_the_x_axis_only(positions: Any, board: Board, drawn: Any) -> None:
    frame = positions(3, y=[10.0, np.nan, 90.0])
    plane = drawn(averaged_spectrum(frame, board, palette=LIGHT))
    line = drawn(averaged_spectrum(frame, board, palette=LIGHT, one_dimensional=True))
    assert {row["tool_id"] for row in plane.rows(plane.dots)} == {"t0", "t2"}
    hollow = {row["tool_id"]: row["hollow"] for row in line.rows(line.dots)}
    assert hollow == {"t0": "", "t1": "x only", "t2": ""}


def test_missing_columns_are_listed(positions: Any, board: Board) -> None:
    with pytest.raises(ValueError, match="lacks columns: seed_share, cov_xy"):
        averaged_spectrum(positions().drop(columns=["cov_xy", "seed_share"]), board, palette=LIGHT)


def test_the_frame_stays_as_it_was(positions: Any, board: Board) -> None:
    frame = positions()
    before = frame.copy(deep=True)
    averaged_spectrum(frame, board, palette=LIGHT, selected="t1", arrows=True, ellipses=True)
    averaged_spectrum(frame, board, palette=LIGHT, one_dimensional=True)
    pd.testing.assert_frame_equal(frame, before)


def test_same_frame_same_chart(positions: Any, board: Board, drawn: Any) -> None:
    once, again = (drawn(averaged_spectrum(positions(40), board, palette=LIGHT)) for _ in range(2))
    assert once.rows(once.dots) == again.rows(again.dots)
    assert once.captions == again.captions


@palettes
@pytest.mark.parametrize("one_dimensional", [False, True], ids=["plane", "line"])
@pytest.mark.parametrize("tools", [0, 1, 40])
def test_every_size_can_be_drawn(
    positions: Any, board: Board, palette: Palette, tools: int, one_dimensional: bool
) -> None:
    chart = averaged_spectrum(
        positions(tools),
        board,
        palette=palette,
        selected="t0",
        arrows=True,
        ellipses=True,
        one_dimensional=one_dimensional,
    )
    assert to_svg(chart).startswith("<svg")


def test_names_come_from_visitors_and_are_only_ever_text(positions: Any, board: Board) -> None:
    hostile = "<script>x</script> ' + datum.n"
    svg = to_svg(averaged_spectrum(positions(1, name=hostile), board, palette=LIGHT, width=900))
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
