"""The small tables of a data package, read row by row with a message for each thing that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from spectrum.errors import FileRefused
from spectrum.exchange.checks import Unusable, check_text
from spectrum.exchange.columns import Column, Table
from spectrum.exchange.csv_format import without_guard
from spectrum.exchange.vote_csv import check_header, read_header

Made = TypeVar("Made")

CELL_LIMIT = 100_000  # characters


@dataclass(frozen=True)
class Row:
    """The cells of one line by column; an empty cell is None."""

    line: int
    cells: dict[str, str | None]

    def optional(self, column: str) -> str | None:
        """The cell, or None. Raises Unusable."""
        value = self.cells.get(column)
        return None if value is None else check_text(column, value, CELL_LIMIT)

    def text(self, column: str) -> str:
        """The cell, which must not be empty. Raises Unusable."""
        value = self.optional(column)
        if value is None:
            raise Unusable(column, "it is empty")
        return value

    def parsed(self, column: str, parse: Callable[[str, str], Made]) -> Made | None:
        """The cell as `parse` (such as those in `checks`) reads it, or None. Raises Unusable."""
        value = self.optional(column)
        return None if value is None else parse(column, value)


def read_package_table(
    folder: Path, table: Table, make: Callable[[Row], Made], *, package: str, also: tuple[Column, ...] = ()
) -> list[Made]:
    """What `make` makes of each row of a table's file, whose columns may come in any order.

    `also`: columns that may be there or not. Raises FileRefused, which names the
    package, the file, the line and the column.
    """
    path = folder / table.file
    optional = [column.name for column in (*table.columns, *also) if not column.required]
    required = [column.name for column in table.columns if column.required]
    header = read_header(path, f"{package}: {table.file}")
    check_header(header, f"{package}: {table.file}", required=required, optional=optional)
    made = []
    for row in _rows(path, header, f"{package}: {table.file}"):
        try:
            made.append(make(row))
        except Unusable as problem:
            why = f"line {row.line}, column {problem.column}: {problem.reason}."
            raise FileRefused(f"{package}: {table.file}", why) from None
    return made


def _rows(path: Path, header: list[str], file: str) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, strict=True)
        try:
            next(reader)
            start = reader.line_num + 1
            for cells in reader:
                line, start = start, reader.line_num + 1
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise FileRefused(
                        file, f"line {line}: it has {len(cells)} cells for {len(header)} columns."
                    )
                yield Row(line, {name: _cell(cell) for name, cell in zip(header, cells, strict=True)})
        except csv.Error as error:
            raise FileRefused(file, f"line {reader.line_num}: it is no CSV ({error}).") from None
        except UnicodeDecodeError:
            raise FileRefused(file, f"after line {reader.line_num}: it is not UTF-8 text.") from None


def _cell(text: str) -> str | None:
    return without_guard(text) if text else None
