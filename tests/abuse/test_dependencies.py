"""What is installed: locked with hashes, under licences that fit, all of it used, and none of it fed with texts."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from spectrum.charts import LIGHT
from spectrum.charts.picker import vote_picker
from tests.abuse.probes import PROBES

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
# Licences that may be combined with GPL-3.0-or-later, by how they begin.
FIT = (
    "MIT", "BSD", "3-Clause BSD", "0BSD", "Apache", "PSF", "Python Software", "MPL-2.0", "Mozilla Public License 2.0",
    "ISC", "Zlib", "CC0", "LGPL-3.0", "GPLv2+", "GPL-3.0", "Unlicense",
)  # fmt: skip
# Which uvicorn takes when they are there.
USED_OTHERWISE = {"httptools", "uvloop"}


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = spec_from_file_location("list_licences", ROOT / "docs" / "list_licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_is_exact_and_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z])", (ROOT / lock).read_text())
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[A-Za-z0-9_.\[\]-]+==\S+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_list_of_licences_is_that_of_what_is_installed(licences: ModuleType) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    rows = [row for row in page.splitlines() if row.startswith("| ") and "| licence |" not in row]
    assert set(rows) == set(licences.table().splitlines()[2:])


def test_every_licence_may_be_combined_with_ours(licences: ModuleType) -> None:
    stated = {name: licences.licence(name) for name in licences.locked()}
    parts = {name: re.split(r" (?:AND|OR|or) ", licence) for name, licence in stated.items()}
    assert {
        name: found for name, found in parts.items() if not all(part.startswith(FIT) for part in found)
    } == {}


def imported() -> set[str]:
    """The packages that the product's own code imports."""
    files = [ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "spectrum").rglob("*.py")]
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module or "")
    modules = {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"spectrum", "pages"}
    there = packages_distributions()
    return {re.sub(r"[-_.]+", "-", package).lower() for module in modules for package in there[module]}


def test_what_is_required_is_what_is_used() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    required = {
        re.split(r"[\[<>=;~ ]", line)[0].lower() for line in lines if line and not line.startswith("#")
    }
    assert required - imported() <= USED_OTHERWISE
    assert imported() <= required


def test_the_old_plotly_is_handed_numbers_only() -> None:
    """Its figure is made of the positions; even a frame with texts beside them gives none away."""
    votes = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, None], "voter_id": PROBES[:2], "branch": PROBES[2:4]})
    told = vote_picker(votes, palette=LIGHT, picked=[0], height=400).to_json()
    assert [probe for probe in PROBES if probe[:12] in told] == []
    users = [
        file for file in (ROOT / "spectrum").rglob("*.py") if "streamlit_plotly_events" in file.read_text()
    ]
    assert [file.name for file in users] == ["picking.py"]
