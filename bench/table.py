"""Measurements as rows: for people in Markdown, for machines in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SECONDS, MILLISECONDS, MEGABYTES, RATE = "s", "ms", "MB", "votes/s"
MORE_IS_BETTER = (RATE, "fsync/s", "frames/s")
HEADER = ("measured", "figure", "range", "unit", "alternative", "its figure", "ratio", "target")
RIGHT = ("figure", "its figure", "ratio", "target")


@dataclass(frozen=True)
class Row:
    """One measurement, with what it is compared to and what it should reach, if anything.

    The figures are medians of `runs` runs; `low` and `high` are the least and the most of ours.
    `part` names the measurement that it belongs to.
    """

    name: str
    figure: float
    unit: str
    alternative: str = ""
    alternative_figure: float | None = None
    target: float | None = None
    runs: int = 1
    low: float | None = None
    high: float | None = None
    part: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as good as the alternative: above 1 is better, whatever the unit."""
        if not self.alternative_figure or not self.figure:
            return None
        better, worse = self.alternative_figure, self.figure
        return worse / better if self.unit in MORE_IS_BETTER else better / worse

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.figure >= self.target if self.unit in MORE_IS_BETTER else self.figure <= self.target

    @property
    def is_promise(self) -> bool:
        """Whether it counts what must never happen."""
        return self.target == 0


def measured(
    name: str,
    figures: Sequence[float],
    unit: str,
    alternative: str = "",
    theirs: Sequence[float] = (),
    *,
    target: float | None = None,
) -> Row:
    """A row of several runs: medians, with the range of ours."""
    return Row(
        name,
        median(figures),
        unit,
        alternative if theirs else "",
        median(theirs) if theirs else None,
        target,
        runs=len(figures),
        low=min(figures),
        high=max(figures),
    )


def markdown(rows: Sequence[Row]) -> str:
    """A Markdown table of the rows that have an alternative."""
    lines = [HEADER, tuple("---:" if title in RIGHT else "---" for title in HEADER)]
    lines += [_cells(row) for row in rows if row.ratio is not None]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def others(rows: Sequence[Row]) -> str:
    """The rows that have none, as a list: parts of the others, and promises that were kept."""
    return "\n".join(f"- {row.name}: {_figure(row)}{_aim(row)}" for row in rows if row.ratio is None)


def number(value: float) -> str:
    """Three figures that count, or all of a larger whole number."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"


def _cells(row: Row) -> tuple[str, ...]:
    assert row.alternative_figure is not None
    assert row.ratio is not None
    target = "" if row.target is None else f"{number(row.target)} ({'met' if row.met else 'missed'})"
    return (
        row.name, number(row.figure), _range(row), row.unit, row.alternative,
        number(row.alternative_figure), f"× {number(row.ratio)}", target,
    )  # fmt: skip


def _range(row: Row) -> str:
    if row.low is None or row.high is None or row.runs < 2:
        return ""
    return f"{number(row.low)} to {number(row.high)}"


def _figure(row: Row) -> str:
    beside = (
        "" if row.alternative_figure is None else f"; {row.alternative}: {number(row.alternative_figure)}"
    )
    spread = f" ({_range(row)})" if _range(row) else ""
    return f"{number(row.figure)}{spread} {row.unit}".rstrip() + beside


def _aim(row: Row) -> str:
    if row.target is None:
        return ""
    return f" (target {number(row.target)}, {'met' if row.met else 'missed'})"
