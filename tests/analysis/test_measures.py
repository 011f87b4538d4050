"""Every measure is explained, its formula can be read, and every figure that is given out belongs to one."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from spectrum.analysis import cited, measure, measures, references
from spectrum.exchange.columns import POSITIONS

IDENTITY = {"tool_id", "number", "name"}


@pytest.mark.parametrize("name", measures())
class TestMeasure:
    def test_has_words_a_formula_and_limits(self, name):
        found = measure(name)
        for text in (found.group, found.label, found.words, found.formula, found.limits):
            assert text.strip() == text != ""
        assert found.words.endswith(".")
        assert found.limits.endswith(".")

    def test_has_a_name_that_can_end_a_link(self, name):
        assert re.fullmatch(r"[a-z_]+", name)

    def test_has_a_known_unit(self, name):
        assert measure(name).unit in {"", "points", "points²", "points per hour", "share"}

    def test_has_references_for_its_sources(self, name):
        rest = measure(name).source
        for work in cited(rest):
            rest = rest.replace(work.name, "")
        assert not re.search(r"\d{4}", rest)


def test_groups_stand_together():
    groups = [group for group, _ in groupby(measures().values(), lambda found: found.group)]
    assert len(groups) == len(set(groups))


def test_every_column_of_positions_belongs_to_one_measure():
    columns = [column for found in measures().values() for column in found.columns]
    assert len(columns) == len(set(columns))
    assert [name for name in POSITIONS.column_names if name not in {*columns, *IDENTITY}] == []


def test_an_unknown_measure_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="no measure 'consensus'.*disagreement"):
        measure("consensus")


def test_every_reference_is_cited():
    sources = " ".join(found.source for found in measures().values())
    assert [name for name in references() if name not in sources] == []


def test_works_are_found_in_the_order_of_the_source():
    works = cited("Welch 1947; interval: Wilson 1927; Anderson 2001")
    assert [work.name for work in works] == ["Welch 1947", "Wilson 1927", "Anderson 2001"]


def test_anchors_of_works_can_end_a_link_and_differ():
    anchors = [work.anchor for work in references().values()]
    assert len(anchors) == len(set(anchors))
    assert references()["Efron & Morris 1977"].anchor == "efron-morris-1977"
    assert {*anchors}.isdisjoint(measures())
