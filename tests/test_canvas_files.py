"""The canvas's files as they are sent, and the colours that they share with the charts."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from spectrum.canvas import FOLDER, lightened, read_canvas_files
from spectrum.charts.palette import DARK, LIGHT

ROOT = Path(__file__).parents[1]
STYLES = (FOLDER / "canvas.css").read_text(encoding="utf-8")
NOT_ON_THE_CANVAS = {"theme"}


def colours(block: str) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in re.findall(r"--([\w-]+):\s*(#\w{6});", block)}


def palettes() -> list[dict[str, str]]:
    """Every block of the style sheet that sets the palette: light, dark by choice, dark by the system."""
    blocks = [colours(block) for block in re.findall(r"\{([^{}]*)\}", STYLES)]
    return [block for block in blocks if "not_ready" in block]


def test_colours_are_those_of_the_charts():
    light, *darks = palettes()
    assert len(darks) == 2
    for block, palette in ((light, LIGHT), *((dark, DARK) for dark in darks)):
        for meaning in {field.name for field in fields(palette)} - NOT_ON_THE_CANVAS:
            assert block[meaning].upper() == getattr(palette, meaning).upper(), meaning


def test_comments_and_indentation_are_left_out():
    code = '/**\n * Why.\n */\nconst a = "http://x"; // why\n\n  // more\n  const b = "a // b";\n'
    assert lightened(code).splitlines()[0] == 'const a = "http://x";'
    assert "why" not in lightened(code).lower()


@pytest.mark.parametrize("name", sorted(name for name in read_canvas_files() if name.endswith(".js")))
def test_modules_keep_to_what_sending_them_relies_on(name):
    code = (FOLDER / name).read_text(encoding="utf-8")
    for line in code.splitlines():
        assert line.count("`") % 2 == 0, f"a text over several lines: {line}"
        assert not re.search(r"""["'`][^"'`]*\s// [^"'`]*["'`]""", line), (
            f"a comment's mark in a text: {line}"
        )


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node (on Debian: apt-get install nodejs)")
def test_modules_work_as_they_are_sent(tmp_path):
    sent = tmp_path / "spectrum" / "canvas"
    sent.mkdir(parents=True)
    for name, content in read_canvas_files().items():
        (sent / name).write_bytes(content)
    shutil.copy(FOLDER / "package.json", sent)
    shutil.copytree(ROOT / "tests" / "canvas", tmp_path / "tests" / "canvas")
    for module in sent.glob("*.js"):
        subprocess.run(["node", "--check", module], check=True)
    tests = sorted(str(file) for file in (tmp_path / "tests" / "canvas").glob("*.test.mjs"))
    subprocess.run(["node", "--test", *tests], check=True, capture_output=True, cwd=tmp_path)
