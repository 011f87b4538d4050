"""The documents say what the recorded run says: figures, machine, plots."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.report import DOCUMENTS, KEPT, digest, drawn, filled, headline
from bench.results import read_results
from spectrum.settings import ROOT


def test_text_between_markers_is_written_anew(results):
    before = "Figures:\n<!-- begin figures -->\nold\n<!-- end -->\nEnd."
    after = filled(before, results)
    assert "old" not in after
    assert "| import of 10 votes from CSV, the whole command | 2.00 s | pandas: 4.00 s | × 2.00 |" in after
    assert after.endswith("<!-- end -->\nEnd.")
    assert filled(after, results) == after


def test_a_table_holds_the_rows_of_its_parts(results):
    text = filled("<!-- begin table writer room -->\n<!-- end -->", results)
    assert "votes saved, 1 thread" in text
    assert "votes answered and not in the log: 0 votes" in text
    assert "import of" not in text


def test_an_unknown_marker_is_an_error(results):
    with pytest.raises(KeyError):
        filled("<!-- begin nonsense -->\n<!-- end -->", results)


def test_a_lost_vote_is_not_hidden(results):
    lost = replace(results.rows[2], figure=1)
    text = filled("<!-- begin figures -->\n<!-- end -->", replace(results, rows=(lost,)))
    assert "A promise was broken." in text


def test_plots_tell_which_run_they_show(results):
    pictures = drawn(results)
    assert set(pictures) == {f"performance-{name}.svg" for name in ("ratios", "growth", "stairs", "memory")}
    for picture in pictures.values():
        assert picture.startswith(f"<!-- drawn from {digest(results)} -->\n<svg")


def test_another_run_has_another_digest(results):
    assert digest(replace(results, seconds=62.0)) != digest(results)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_figures_in_the_documents_are_those_of_the_recorded_run(document):
    text = document.read_text(encoding="utf-8")
    assert filled(text, read_results(KEPT)) == text


def test_plots_in_the_documents_show_the_recorded_run():
    mark = f"<!-- drawn from {digest(read_results(KEPT))} -->\n"
    pictures = sorted((ROOT / "docs").glob("performance-*.svg"))
    assert pictures
    assert [p.name for p in pictures if not p.read_text(encoding="utf-8").startswith(mark)] == []


def test_recorded_run_is_a_full_one_with_figures_to_show():
    recorded = read_results(KEPT)
    assert not recorded.quick
    assert recorded.broken == []
    assert headline(recorded)
