"""A run is kept whole: as JSON for the documents, as Markdown for people."""

from __future__ import annotations

from dataclasses import replace

from bench.results import as_row, read_results, read_series, write_series
from bench.table import Row


def test_a_run_comes_back_from_its_file(results, tmp_path):
    assert read_results(results.write(tmp_path, "run")) == results


def test_markdown_stands_beside_json(results, tmp_path):
    results.write(tmp_path, "run")
    text = (tmp_path / "run.md").read_text(encoding="utf-8")
    assert "2 cores (Z80)" in text
    assert "load 0.1 before the run" in text
    assert "- votes answered and not in the log: 0 votes (target 0, met)" in text
    assert "- phone: No Chromium found." in text


def test_a_lost_vote_breaks_the_run(results):
    assert results.broken == []
    lost = Row("votes answered and not in the log", 1, "votes", target=0)
    assert replace(results, rows=(*results.rows, lost)).broken == [lost]


def test_a_row_belongs_to_the_part_that_gave_it():
    assert as_row({"name": "a", "figure": 1.0, "unit": "s", "part": ""}, "room").part == "room"


def test_series_are_found_again(tmp_path):
    write_series(tmp_path, "memory", [{"at": 1.0}])
    assert read_series(tmp_path) == {"memory": [{"at": 1.0}]}
