"""docs/operate.md: its commands do what it says, and its messages are those of the product."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spectrum import errors
from spectrum.live import hall
from spectrum.settings import ROOT
from spectrum.store import ballot_box, duckdb, write_ahead_log

PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
VOTES = "tool_id,voter_id,x,y,tool_name\ndenoise,ann,12,88,Denoising\ndub,ann,71,30,Dubbing\ndub,bob,20,40,Dubbing\n"
CRASH = """
import os
from uuid import uuid4
from spectrum.model import Ballot
from spectrum.store import open_store
store = open_store("votes.duckdb", "ai-filmmaking", must_exist=True)
store.open_round("ai-filmmaking", "Tuesday")
store.close()
store = open_store("votes.duckdb", "ai-filmmaking", must_exist=True)
for turn in range(20):
    store.append([Ballot(uuid4(), "ai-filmmaking", "dub", f"voter-{turn}", 1.0, 2.0)])
os._exit(0)
"""

Run = Callable[[str], str]


def blocks(kind: str, heading: str | None = None) -> list[str]:
    text = PAGE if heading is None else re.split(r"\n## ", PAGE.split(f"\n## {heading}\n")[1])[0]
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.M | re.S)


def as_pattern(text: str) -> str:
    return re.escape(text).replace(r"\.\.\.", ".*")


@pytest.fixture
def run(tmp_path) -> Run:
    """A shell in an empty folder, in which `python` is ours; gives what a command printed."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SPECTRUM_")}
    paths = {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=plain | paths | {"SPECTRUM_DATABASE": "votes.duckdb"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return "".join(line for line in done.stdout.splitlines(True) if not is_of_the_interpreter(line))

    return run


def is_of_the_interpreter(line: str) -> bool:
    """The database's driver tells of objects that it left at the end of a process; nobody's concern here."""
    return line.startswith(("nanobind: ", " - ", "See https://nanobind"))


@pytest.fixture
def imported(run, tmp_path) -> None:
    (tmp_path / "votes.csv").write_text(VOTES, encoding="utf-8")
    assert "votes 3" in run("python -m spectrum import votes.csv")


def follow(block: str, run: Run, *, position: str = "") -> str:
    """Run a block's commands; each prints what stands below it. Returns all that was printed."""
    printed = ""
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
        said = run(command.replace("POSITION", position))
        first = re.escape(expected).replace(r"\.\.\.", ".*")
        assert re.match(first, said, re.S) if expected else said == "", f"{command} prints:\n{said}"
        printed += said
    return printed


def test_backup_and_restore_drill(run, imported, tmp_path):
    for heading in ("Backup", "Restore drill"):
        for block in blocks("console", heading):
            follow(block, run)
    assert sorted(file.name for file in (tmp_path / "aside").iterdir()) == ["votes.duckdb"]


def test_damage_within_the_log(run, imported, tmp_path):
    run(f"python -c '{CRASH}'")
    wal = tmp_path / "votes.duckdb.wal"
    data = bytearray(wal.read_bytes())
    data[data.index(b"voter-12")] ^= 0xFF
    wal.write_bytes(data)
    refused, saved = blocks("console", "The file is damaged")
    position = re.search(r"byte position (\d+)", follow(refused, run))
    assert position is not None
    printed = follow(saved.replace("votes ..., current", "...votes ..., current"), run, position=position[1])
    assert "votes 15, current votes 15: they agree" in printed
    assert (tmp_path / "damaged" / "votes.duckdb.wal").read_bytes() == data


def spoken() -> list[str]:
    """Everything that may be said, by those who say it."""
    name = "votes.duckdb"
    refusals: list[errors.DatabaseError] = [
        errors.DiskFull(name),
        errors.DatabaseGone(name),
        errors.DatabaseTooNew(name, "..."),
        errors.DatabaseDamaged(name, f"'{name}.wal' belongs to another file"),
    ]
    said = [str(refusal) for refusal in refusals]
    for module in (hall, ballot_box, duckdb, write_ahead_log):
        source = Path(module.__file__).read_text(encoding="utf-8")
        calls = re.findall(r"log\.\w+\(\s*((?:\"[^\"]*\"\s*)+)", source)
        said += ["".join(re.findall(r'"([^"]*)"', call)) for call in calls]
    return [re.sub(r"%[sdg]", "...", text) for text in said]


@pytest.mark.parametrize("line", "".join(blocks("text")).splitlines(), ids=lambda line: line[:40])
def test_messages_are_those_of_the_product(line):
    """`...` and the values stand for each other."""
    text = re.sub(r"^(Spectrum cannot start|Votes are refused): (?=The)", "", line)
    patterns = [re.escape(said).replace(r"\.\.\.", ".*") for said in spoken()]
    assert any(re.fullmatch(pattern, text) for pattern in patterns), text


def test_lines_of_a_start_that_fails_are_those_of_the_product():
    rows = re.findall(r"^\| `(.+?)` \|", PAGE, re.M)
    name = "votes.duckdb"
    said = [
        errors.DatabaseLocked(name, 7),
        errors.DatabaseNotWritable(name, "x"),
        errors.DatabaseTooNew(name, "x"),
        errors.NotADatabase(name, "x"),
        errors.DatabaseDamaged(name, "x"),
        errors.DiskFull(name),
        errors.InvalidSetting("SPECTRUM_TICK", "x", "y"),
    ]
    for row, error in zip(rows, said, strict=True):
        assert re.match(as_pattern(row), str(error)), row
