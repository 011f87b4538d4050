"""All that a run has found, as it is kept: JSON for the documents, Markdown for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from bench.machine import Facts, machine_sentence
from bench.table import Row, markdown, others

Series = Mapping[str, Sequence[Mapping[str, Any]]]
SERIES = "series"
LEGEND = "Figures are medians. ratio: how many times as good as the alternative; below 1 it is worse."


@dataclass(frozen=True)
class Results:
    """One run. `series`: tidy records for plots, by name; `missing`: parts that gave nothing, and why."""

    machine: Facts
    measured_on: str
    quick: bool
    seconds: float
    rows: tuple[Row, ...]
    series: Series = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> list[Row]:
        """What must never happen, and did."""
        return [row for row in self.rows if row.is_promise and not row.met]

    def heading(self) -> str:
        """Where and when."""
        quick = ", quick run (two parts at once: not to be quoted)" if self.quick else ""
        took = f"{self.seconds / 60:.1f} minutes"
        return f"{machine_sentence(self.machine)}. {self.measured_on}{quick}, {took}."

    def markdown(self) -> str:
        """The run on a page."""
        parts = [self.heading(), LEGEND, markdown(self.rows)]
        if rest := others(self.rows):
            parts.append("In the same run:\n\n" + rest)
        if self.missing:
            parts.append(
                "Not measured:\n\n" + "\n".join(f"- {part}: {why}" for part, why in self.missing.items())
            )
        return "\n\n".join(parts) + "\n"

    def json(self) -> str:
        """The run for machines."""
        record = asdict(self)
        record["rows"] = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in self.rows]
        return json.dumps(record, indent=1, ensure_ascii=False) + "\n"

    def write(self, folder: Path, name: str) -> Path:
        """Keep both; return the path of the JSON file."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(self.markdown(), encoding="utf-8")
        path = folder / f"{name}.json"
        path.write_text(self.json(), encoding="utf-8")
        return path


def read_results(path: Path) -> Results:
    """A run from its JSON file."""
    record = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(as_row(row) for row in record.pop("rows"))
    return Results(**record, rows=rows)


def as_row(record: Mapping[str, Any], part: str = "") -> Row:
    """A row from its record, which may say more than a row holds."""
    known = {each.name: record[each.name] for each in fields(Row) if each.name in record}
    return Row(**{**known, "part": known.get("part") or part})


def write_series(folder: str | Path, name: str, records: Sequence[Mapping[str, Any]]) -> None:
    """Leave records for a plot where `read_series` finds them."""
    target = Path(folder) / SERIES
    target.mkdir(exist_ok=True)
    (target / f"{name}.json").write_text(json.dumps(list(records)), encoding="utf-8")


def read_series(folder: str | Path) -> dict[str, list[dict[str, Any]]]:
    """What the parts have left."""
    files = sorted((Path(folder) / SERIES).glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
