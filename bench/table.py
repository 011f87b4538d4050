"""Measurements as rows: for people in Markdown, for machines in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import Facts

SECONDS, MILLISECONDS, MEGABYTES, RATE = "s", "ms", "MB", "votes/s"
MORE_IS_BETTER = (RATE, "fsync/s", "frames/s")
HEADER = ("measured", "figure", "unit", "alternative", "its figure", "ratio", "target")


@dataclass(frozen=True)
class Row:
    """One measurement, with what it is compared to and what it should reach, if anything."""

    name: str
    figure: float
    unit: str
    alternative: str = ""
    alternative_figure: float | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as good as the alternative: above 1 is better, whatever the unit."""
        if self.alternative_figure is None:
            return None
        better, worse = self.alternative_figure, self.figure
        return worse / better if self.unit in MORE_IS_BETTER else better / worse

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.figure >= self.target if self.unit in MORE_IS_BETTER else self.figure <= self.target


def markdown(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [HEADER, tuple("---" if title in HEADER[:1] + HEADER[2:4] else "---:" for title in HEADER)]
    lines += [_cells(row) for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_json(path: Path, machine: Facts, rows: Sequence[Row]) -> None:
    """The same, with the machine, as a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows]
    text = json.dumps({"machine": machine, "rows": records}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"× {_number(row.ratio)}"
    target = "" if row.target is None else f"{_number(row.target)} ({'met' if row.met else 'missed'})"
    alternative = "" if row.alternative_figure is None else _number(row.alternative_figure)
    return (row.name, _number(row.figure), row.unit, row.alternative, alternative, ratio, target)


def _number(value: float) -> str:
    """Three figures that count, or all of a larger whole number."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
