"""How much is measured, and where the files of a run lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BOARD = "bench"
SEED = 7
TOOLS = 100
VOTES_PER_VOTER = 50


@dataclass(frozen=True)
class Plan:
    """One run. `seconds`: for how long votes are written at each number of threads.

    `full`: at the size that the targets are about.
    """

    folder: Path
    votes: int
    runs: int
    seconds: float
    full: bool

    @property
    def csv(self) -> Path:
        """The votes as people bring them."""
        return self.folder / "votes.csv"

    @property
    def parquet(self) -> Path:
        """The same votes as somebody with pandas alone would keep them."""
        return self.folder / "votes.parquet"

    @property
    def database(self) -> Path:
        """The board that the import has made of them; later measurements read it."""
        return self.folder / "votes.duckdb"

    @property
    def size(self) -> str:
        """The number of votes as text."""
        return in_words(self.votes)


def make_plan(folder: str | Path, *, quick: bool) -> Plan:
    """The full run, or the quick one that only shows whether everything still works."""
    if quick:
        return Plan(Path(folder), votes=100_000, runs=1, seconds=0.5, full=False)
    return Plan(Path(folder), votes=1_000_000, runs=3, seconds=2.0, full=True)


def in_words(number: int) -> str:
    """1 M, 100 k, 64."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size} {letter}"
    return str(number)
