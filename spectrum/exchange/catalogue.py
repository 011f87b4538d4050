"""The starter catalogue: the tools and professional branches that a new board begins with.

It is kept as CSV, so that an organiser can change it in a spreadsheet; a
mistake there is refused with its line rather than guessed at.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from spectrum.errors import FileRefused, InvalidVote
from spectrum.model import BRANCH_SEPARATOR, STARTER, Tool, check_axis_value
from spectrum.settings import DATA

STARTER_TOOLS = DATA / "tools.csv"
STARTER_BRANCHES = DATA / "branches.csv"
CATALOGUE_COLUMNS = ("tool_id", "name", "description", "branches", "seed_x", "seed_y")

Row = Mapping[str, str]


def starter_tools() -> list[Tool]:
    """Return the tools of a new board, numbered from 1."""
    return read_catalogue(STARTER_TOOLS)


def starter_branches() -> list[str]:
    """Return the professional branches that voters and tools can name, sorted."""
    rows = _read_rows(STARTER_BRANCHES, ("branch",))
    return sorted({branch for _, row in rows if (branch := row["branch"].strip())})


def read_catalogue(path: Path) -> list[Tool]:
    """Read the tools of a CSV file with CATALOGUE_COLUMNS, numbered from 1 in the file's order.

    `branches` is joined by "; "; a seed may be empty. Raises FileRefused if the file
    cannot be read, a column or a value is missing, two tools have the same id, or
    a seed is not a number from 0 to 100.
    """
    tools: list[Tool] = []
    first_line: dict[str, int] = {}
    for line, row in _read_rows(path, CATALOGUE_COLUMNS):
        tool = _tool(path, line, row, number=len(tools) + 1)
        if tool.tool_id in first_line:
            earlier = first_line[tool.tool_id]
            why = f"tool_id '{tool.tool_id}' is that of line {earlier} already, but must be the tool's own"
            raise _refused(path, line, why)
        first_line[tool.tool_id] = line
        tools.append(tool)
    return tools


def _read_rows(path: Path, columns: Sequence[str]) -> list[tuple[int, Row]]:
    """Return the file's rows, each with the number of the line it ends on; blank lines are skipped."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            _check_columns(path, header, columns)
            return [
                (reader.line_num, _row(path, reader.line_num, header, cells)) for cells in reader if cells
            ]
    except FileNotFoundError as error:
        raise FileRefused(str(path), "there is no such file.") from error
    except UnicodeDecodeError as error:
        raise FileRefused(str(path), "it is not UTF-8 text. Save it as 'CSV UTF-8'.") from error
    except csv.Error as error:
        raise FileRefused(str(path), f"it is not a readable CSV file ({error}).") from error


def _check_columns(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    if missing:
        lacking = ", ".join(f"'{name}'" for name in missing)
        raise FileRefused(
            str(path), f"its header lacks {lacking}. Its first line must be: {','.join(columns)}"
        )


def _row(path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        why = f"{len(cells)} values under {len(header)} column names; put quotes around text that has a comma"
        raise _refused(path, line, why)
    return dict(zip(header, cells, strict=True))


def _tool(path: Path, line: int, row: Row, *, number: int) -> Tool:
    for name in ("tool_id", "name"):
        if not row[name].strip():
            raise _refused(path, line, f"{name} is empty, but every tool needs one")
    separator = BRANCH_SEPARATOR.strip()
    return Tool(
        tool_id=row["tool_id"].strip(),
        name=row["name"].strip(),
        number=number,
        description=row["description"].strip(),
        branches=tuple(part.strip() for part in row["branches"].split(separator) if part.strip()),
        seed_x=_seed(path, line, row, "seed_x"),
        seed_y=_seed(path, line, row, "seed_y"),
        created_by=STARTER,
    )


def _seed(path: Path, line: int, row: Row, column: str) -> float | None:
    text = row[column].strip()
    if not text:
        return None
    try:
        return check_axis_value(column, float(text))
    except (ValueError, InvalidVote) as error:
        why = f"{column} is '{text}', but must be empty or a number from 0 to 100"
        raise _refused(path, line, why) from error


def _refused(path: Path, line: int, why: str) -> FileRefused:
    return FileRefused(str(path), f"line {line}: {why}.")
