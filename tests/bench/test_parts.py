"""Every part can be called, and all together keep to a quarter of an hour."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib import import_module
from math import inf
from pathlib import Path

import pytest

from bench.__main__ import LIMIT, QUICK_LIMIT, time_limit
from bench.parts import LONG_SOAK, NAMES, NEEDS_DATA, PARTS, SOAK
from bench.results import read_results
from spectrum.settings import ROOT

EVERY = (SOAK, *PARTS, LONG_SOAK)


@pytest.mark.parametrize("part", EVERY, ids=lambda part: part.name)
def test_part_measures_a_folder(part):
    measure = import_module(part.where).measure
    assert list(inspect.signature(measure).parameters) == ["folder", "quick"]


def test_parts_have_names_of_their_own():
    assert len(set(NAMES)) == len(NAMES)
    assert set(NEEDS_DATA) < set(NAMES)


@pytest.mark.parametrize(("of_part", "most"), [("seconds", 855), ("quick_seconds", 115)])
def test_planned_times_keep_to_the_promise(of_part, most):
    beside = sum(getattr(part, of_part) for part in PARTS if part.beside)
    after = sum(getattr(part, of_part) for part in PARTS if not part.beside)
    assert max(beside, getattr(SOAK, of_part)) + after <= most


def test_only_a_whole_run_is_ended_in_time():
    whole = [name for name in NAMES if name != LONG_SOAK.name]
    assert time_limit(whole, quick=False) == LIMIT
    assert time_limit([*whole, "data"], quick=True) == QUICK_LIMIT
    for some in ([LONG_SOAK.name], ["room"], [*whole, LONG_SOAK.name]):
        assert time_limit(some, quick=False) == inf


def test_every_part_that_gives_rows_has_a_table_in_the_document():
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    shown = {name for names in re.findall(r"<!-- begin table ([\w ]+) -->", text) for name in names.split()}
    assert shown == set(NAMES) - {"data"}


def test_a_part_that_is_not_there_is_named():
    asked = subprocess.run(
        [sys.executable, "-m", "bench", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "no such part: nonsense. There are memory," in asked.stderr


@pytest.mark.slow
def test_a_quick_run_of_one_part_keeps_its_figures(tmp_path: Path):
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--into", str(tmp_path), "startup"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    [kept] = tmp_path.glob("*-quick.json")
    results = read_results(kept)
    assert results.quick
    assert {row.part for row in results.rows} == {"startup"}
    for row in results.rows:
        assert row.alternative
        assert row.ratio is not None
        assert f"| {row.name} |" in ran.stdout
