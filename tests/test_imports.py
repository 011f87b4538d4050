"""Who loads whom: layers in a fresh process, thin pages, SQL in the store only.

import-linter reads the imports in the code; here is what a process really ends up with.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))
LONGEST_PAGE = 60  # lines

DATABASES = {"duckdb", "psycopg"}
SCREENS = {"streamlit", "starlette", "altair", "plotly"}
LAYERS = {
    "model": DATABASES | SCREENS | {"numpy", "pandas"},
    "errors": DATABASES | SCREENS | {"numpy", "pandas"},
    "settings": DATABASES | SCREENS | {"numpy", "pandas"},
    "analysis": DATABASES | SCREENS | {"spectrum.store", "spectrum.settings"},
    "charts": DATABASES | {"streamlit", "starlette", "spectrum.store", "spectrum.settings", "spectrum.analysis"},
    "store": SCREENS | {"scipy", "spectrum.analysis", "spectrum.charts", "spectrum.exchange", "spectrum.settings"},
    "exchange": SCREENS | {"spectrum.charts", "spectrum.live", "spectrum.ui"},
    "live": {"streamlit", "altair", "plotly", "spectrum.charts", "spectrum.exchange", "spectrum.ui"},
    "notebook": {"psycopg", "streamlit", "starlette", "plotly", "spectrum.live", "spectrum.ui", "spectrum.cli"},
}  # fmt: skip
EVERYTHING = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(getattr(package, "__path__", ()), package.__name__ + "."):
    importlib.import_module(module.name)
print(*sys.modules)
"""


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_loads_nothing_that_it_must_not_have(layer):
    """All modules of a layer, in a process of their own."""
    loaded = subprocess.run(
        [sys.executable, "-W", "error", "-c", EVERYTHING, f"spectrum.{layer}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert f"spectrum.{layer}" in loaded
    assert LAYERS[layer].intersection(loaded) == set()


def test_the_package_itself_loads_nothing_until_it_is_asked_for():
    code = "import sys, spectrum; before = {*sys.modules}; spectrum.open_board; print(*before); print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    before, after = (set(line.split()) for line in ran.stdout.splitlines())
    assert {name for name in before if name.startswith("spectrum")} == {"spectrum"}
    assert before.isdisjoint({"numpy", "pandas", *DATABASES, *SCREENS})
    assert "spectrum.notebook" in after


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def imported(tree: ast.AST) -> set[str]:
    """Every module or name that is imported, in full: 'spectrum.ui' for `from spectrum import ui`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_there_are_pages():
    assert {page.name for page in PAGES} >= {"navigation.py", "average.py", "vote.py", "data.py"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
class TestPage:
    def test_imports_what_draws_and_nothing_that_stores(self, page):
        ours = {
            name
            for name in imported(ast.parse(source(page)))
            if name.split(".")[0] not in sys.stdlib_module_names
        }
        allowed = re.compile(r"streamlit$|spectrum\.(ui|analysis|charts)($|\.)")
        assert [name for name in ours if not allowed.match(name)] == []

    def test_leaves_state_caches_charts_and_markup_to_others(self, page):
        for node in ast.walk(ast.parse(source(page))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"session_state", "cache_data", "cache_resource", "html"}
            if isinstance(node, ast.Name):
                assert node.id not in {"alt", "pd", "np"}
            if isinstance(node, ast.keyword):
                assert node.arg != "unsafe_allow_html"

    def test_is_short_and_defines_nothing(self, page):
        text = source(page)
        assert len(text.splitlines()) <= LONGEST_PAGE
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(text)))

    def test_says_what_it_is_for(self, page):
        assert ast.get_docstring(ast.parse(source(page)))

    def test_is_listed_in_the_navigation(self, page):
        assert page.stem == "navigation" or f'"{page.name}"' in source(ROOT / "pages" / "navigation.py")


SQL = re.compile(
    r"\bSELECT\s|\bINSERT\s+INTO\s|\bUPDATE\s+\w+\s+SET\s|\bDELETE\s+FROM\s|\bCREATE\s+(TABLE|VIEW|INDEX)\s|\bATTACH\s+'"
)


def texts(path: Path) -> list[str]:
    """Every string in a file, those between the braces of an f-string left out."""
    nodes = ast.walk(ast.parse(source(path)))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_sql_stands_in_the_store_only():
    files = [*(ROOT / "spectrum").rglob("*.py"), *PAGES, ROOT / "dashboard.py"]
    elsewhere = [file for file in files if ROOT / "spectrum" / "store" not in file.parents]
    assert len(elsewhere) > 30
    found = [(file.relative_to(ROOT), text) for file in elsewhere for text in texts(file) if SQL.search(text)]
    assert found == []


def test_sql_files_stand_in_the_store_only():
    found = [
        path
        for path in ROOT.glob("[!.]*/**/*.sql")
        if ROOT / "spectrum" / "store" / "sql" not in path.parents
    ]
    assert found == []
