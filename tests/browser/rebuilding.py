"""A data package as anyone may take it from the Data page: downloaded, and its figures rebuilt and compared."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.voting import board_answer
from tests.serving import ROOT, Server


@dataclass
class Rebuilt:
    """What a data package gives by itself: its tables, and the figures that its commands print."""

    tables: dict[str, list[dict[str, str]]]
    document: dict
    said: str
    text: str


def taken_and_rebuilt(visitor: Page, folder: Path) -> Rebuilt:
    """Download the newest snapshot as anyone may, and run the very commands that stand beside it and in it."""
    codes = visitor.get_by_test_id("stCode")
    expect(codes.nth(1)).to_be_visible()
    citation, commands = codes.all_inner_texts()[:2]
    with visitor.expect_download() as waiting:
        visitor.get_by_role("button", name=re.compile(r"Data package \(\d+ KB\)")).first.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as package:
        inside = {Path(name).name: package.read(name).decode("utf-8-sig") for name in package.namelist()}
    tables = {
        name: list(csv.DictReader(io.StringIO(text, newline="")))
        for name, text in inside.items()
        if name.endswith(".csv")
    }
    lines = commands.strip().splitlines()
    readme = [line.strip() for line in inside["README.md"].splitlines() if "python -m spectrum" in line]
    assert [line.replace("PACKAGE", file.name) for line in readme] == lines
    printed = [ran(line, folder) for line in lines]
    assert citation.strip().endswith(printed[0].split()[-1])
    return Rebuilt(tables, json.loads(printed[2]), printed[0], "".join(inside.values()))


def ran(line: str, folder: Path) -> str:
    """A printed command, run beside the file that was downloaded; no setting of the server's reaches it."""
    words = shlex.split(line)
    assert words[:3] == ["python", "-m", "spectrum"]
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_figure(cell: str) -> float | str | bool | None:
    if cell in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[cell]
    try:
        return float(cell)
    except ValueError:
        return cell


def flat(figures: dict) -> dict:
    """A tool's figures under the names that they have in a table."""
    whole = {}
    for name, value in figures.items():
        inner = value.items() if isinstance(value, dict) else ()
        whole |= {f"{name}_{part}": figure for part, figure in inner} or {name: value}
    return whole


def pseudonyms(rebuilt: Rebuilt) -> set[str]:
    return {row["voter_id"] for row in rebuilt.tables["voters.csv"]}


def same_everywhere(rebuilt: Rebuilt, site: Server) -> None:
    """Every figure from the file is the one in its table, and every position the one that the server gives."""
    assert re.search(r"^all \d+ figures are those of the package$", rebuilt.said, re.MULTILINE)
    stated = {row["tool_id"]: row for row in rebuilt.tables["positions.csv"]}
    figures = {tool["tool_id"]: tool for tool in rebuilt.document["tools"]}
    live = {tool["tool_id"]: tool for tool in board_answer(site)["tools"]}
    assert stated.keys() == figures.keys() == live.keys()
    for tool_id, row in stated.items():
        found = flat(figures[tool_id])
        assert found.keys() - {"mean_ellipse"} <= row.keys()
        for column, cell in row.items():
            figure, stated_figure = found.get(column), as_figure(cell)
            same = pytest.approx(figure, abs=2e-6) if isinstance(figure, float) else figure
            assert stated_figure == same, (tool_id, column)
        for axis in ("x", "y"):
            assert live[tool_id][axis] == pytest.approx(found[axis], abs=0.011)
        assert live[tool_id]["n"] == found["n"]
    board = rebuilt.document["board"]
    assert (board["n_votes"], board["n_voters"]) == (
        board_answer(site)["votes"],
        board_answer(site)["voters"],
    )
