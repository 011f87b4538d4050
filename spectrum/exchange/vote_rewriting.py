"""The log of a package with the apostrophes taken off its ids, where an export put some on."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from spectrum.exchange.csv_format import needs_guard, without_guard

GUARDED_COLUMNS = ("tool_id", "round_id", "source")


def without_guards(votes: Path, ids: Iterable[str], folder: Path) -> Path:
    """The log at `votes` as the store is to read it.

    That is the file itself, unless one of the tools' and rounds' `ids` looks like a
    formula: then it is a copy in `folder`, line for line, with the ids as they were.
    """
    if not any(needs_guard(name) for name in ids):
        return votes
    copy = folder / "unguarded" / votes.name
    copy.parent.mkdir()
    with (
        votes.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
    ):
        reader, writer = csv.reader(source), csv.writer(target)
        header = next(reader)
        writer.writerow(header)
        guarded = [index for index, name in enumerate(header) if name.strip() in GUARDED_COLUMNS]
        for cells in reader:
            for index in guarded:
                if index < len(cells):
                    cells[index] = without_guard(cells[index])
            writer.writerow(cells)
    return copy
