"""The charts of a view show its votes."""

from __future__ import annotations

import json

import pytest

BOARD = "board"


def said(chart) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


@pytest.fixture
def many(voted, vote, database, open_board):
    """Ten more votes on the first tool, so that it can be ranked."""
    voted.open_round(BOARD, "Third")
    voted.append([vote("t1", f"voter{i}", 5 * i, 90 - 4 * i) for i in range(10)])
    voted.append([vote("t2", f"voter{i}", 6 * i, 50 - 3 * i) for i in range(3)])
    voted.close()
    return open_board(database)


def test_average_has_every_tool_that_has_a_place(many):
    chart = said(many.charts.average())
    assert '"name": "Denoise"' in chart
    assert '"name": "Text to film"' in chart
    assert '"name": "Storyboard"' not in chart  # without a seed, and voted on along x alone


def test_a_tool_is_drawn_from_the_votes_of_the_view(many):
    assert "16 votes" in said(many.charts.tool("t1"))
    assert "6 votes" in said(many.select("First").charts.tool("Denoise"))


def test_tools_with_few_votes_are_not_ranked(many):
    ranked = said(many.charts.disagreement())
    assert "1 Denoise" in ranked
    assert "2 Text to film" not in ranked


def test_alpha_is_drawn_for_both_axes_and_together(many):
    chart = said(many.charts.alpha())
    assert f"{many.alpha('xy').value:.2f}" in chart
    assert "both axes together" in chart


def test_variance_shares_are_those_of_the_components(many):
    assert f"{many.components('y').tool.value:.3f}" in said(many.charts.components())


def test_a_comparison_names_both_sides(many):
    chart = said(many.select("First").charts.compare(many.select("Second"), names=("before", "after")))
    assert "before" in chart
    assert "Denoise" in chart


def test_convergence_ends_at_the_mean(many):
    mean = many.convergence("t1")["mean_x"].iloc[-1]
    assert f"After 16 votes: {mean:.1f} " in said(many.charts.convergence("t1", "x"))


def test_charts_of_a_board_without_votes_are_drawn(empty):
    charts = empty.charts
    for chart in (
        charts.average(),
        charts.disagreement(),
        charts.alpha(),
        charts.components(),
        charts.tool("t3"),
    ):
        assert chart.to_dict()
    assert charts.convergence("t1", "y").to_dict()
