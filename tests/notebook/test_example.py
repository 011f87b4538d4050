"""docs/analysis.ipynb runs from a fresh checkout, and prints the product's own figures.

It is kept without outputs: pseudonyms are new at each run, pictures would fill the
history, and this test shows that it works.
"""

from __future__ import annotations

import re

import nbformat
import pytest
from nbclient import NotebookClient

from spectrum.exchange import import_file, stats_document
from spectrum.model import Board
from spectrum.settings import ROOT

EXAMPLE = ROOT / "docs" / "analysis.ipynb"
SECONDS = 60  # for a cell on a slow machine
KEEP = "import shutil; shutil.copy(votes, {target!r})"


def read():
    return nbformat.read(EXAMPLE, as_version=4)


def shown(cells) -> str:
    """What the cells print and show, as text."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


@pytest.fixture(scope="module")
def executed(folder):
    """The example with its outputs; its votes are kept in `showing.csv`."""
    notebook = read()
    notebook.cells.append(nbformat.v4.new_code_cell(KEEP.format(target=str(folder / "showing.csv"))))
    place = {"metadata": {"path": str(EXAMPLE.parent)}}
    with pytest.MonkeyPatch.context() as environment:
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            environment.setenv(variable, str(folder / "jupyter"))
        return NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=place).execute()


def test_the_example_prints_the_figures_of_stats(executed, folder, store):
    store.save_board(Board("showing"))
    import_file(store, "showing", folder / "showing.csv")
    board = stats_document(store, "showing")["board"]
    text = shown(executed.cells)
    found = re.search(r"alpha ([\d.]+), 95 % interval ([\d.]+) to ([\d.]+), (\d+) votes", text)
    assert found is not None
    alpha = board["alpha_xy"]
    assert found.groups() == (
        f"{alpha['value']:.6f}",
        f"{alpha['low']:.2f}",
        f"{alpha['high']:.2f}",
        str(board["n_votes"]),
    )
    assert f"x: tools {board['components_x']['tool']:.0%}, " in text
    assert f"{board['n_votes']} votes by {board['n_voters']} voters on {board['n_tools']} tools" in text
    assert "evidence of camps" in text


def test_the_example_draws_its_charts(executed):
    drawn = [cell.id for cell in executed.cells if "alt.LayerChart" in shown([cell])]
    assert drawn == ["tool", "disagreement-chart", "components", "compare-chart"]


def test_the_example_is_kept_without_outputs():
    notebook = read()
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 10
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
