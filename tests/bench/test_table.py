"""Rows say which way is better, and the table holds those that are beside an alternative."""

from __future__ import annotations

import pytest

from bench.table import Row, markdown, measured, number, others


def test_several_runs_give_their_median_and_range(several):
    assert (several.figure, several.low, several.high, several.runs) == (2.0, 1.0, 3.0, 3)
    assert several.alternative_figure == 6.0


def test_less_time_is_better():
    assert Row("wait", 2.0, "ms", "other", 6.0).ratio == 3.0


def test_more_votes_are_better():
    assert Row("saved", 600.0, "votes/s", "other", 200.0).ratio == 3.0


@pytest.mark.parametrize(("figure", "met"), [(2.0, True), (2.5, True), (2.6, False)])
def test_time_meets_a_target_from_below(figure, met):
    assert Row("wait", figure, "ms", target=2.5).met is met


def test_a_rate_meets_a_target_from_above():
    assert Row("saved", 10.0, "votes/s", target=9.0).met


def test_nothing_may_be_lost():
    lost = Row("lost", 1, "votes", target=0)
    assert lost.is_promise
    assert lost.met is False


def test_every_row_of_the_table_names_the_alternative_and_the_ratio(several):
    alone = measured("no other way", [1.0], "s")
    line = markdown([several, alone]).splitlines()[2:]
    assert line == ["| wait | 2.00 | 1.00 to 3.00 | ms | another way | 6.00 | × 3.00 | 2.50 (met) |"]
    assert others([several, alone]) == "- no other way: 1.00 s"


def test_an_alternative_that_gave_nothing_has_no_ratio():
    row = Row("answered", 50.0, "votes/s", "other", 0.0)
    assert row.ratio is None
    assert others([row]) == "- answered: 50.0 votes/s; other: 0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0123, "0.012"), (0.5, "0.50"), (12.34, "12.3"), (123.4, "123"), (12345.6, "12,346")],
)
def test_three_figures_count(value, text):
    assert number(value) == text
