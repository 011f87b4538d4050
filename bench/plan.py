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

    `sizes`: votes of the boards by which growth is measured; the largest is that of `bench.tables`.
    `full`: at the size that the targets are about.
    """

    folder: Path
    votes: int
    sizes: tuple[int, ...]
    runs: int
    seconds: float
    soak: float
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

    def sized_folder(self, votes: int) -> Path:
        """Where the files of a board of so many votes lie, as `bench.tables` names them."""
        return self.folder if votes == max(self.sizes) else self.folder / f"{votes}-votes"

    @property
    def size(self) -> str:
        """The number of votes as text."""
        return in_words(self.votes)


def make_plan(folder: str | Path, *, quick: bool) -> Plan:
    """The full run, or the quick one that only shows whether everything still works."""
    if quick:
        return Plan(Path(folder), 100_000, (10_000, 200_000), runs=1, seconds=0.4, soak=8, full=False)
    sizes = (10_000, 1_000_000, 10_000_000)
    return Plan(Path(folder), 1_000_000, sizes, runs=3, seconds=1.0, soak=300, full=True)


def in_words(number: int) -> str:
    """1 M, 100 k, 64."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size} {letter}"
    return str(number)
