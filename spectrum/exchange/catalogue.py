"""The starter catalogue: the tools and professional branches that a new board begins with.

It is kept as CSV, so that an organiser can change it in a spreadsheet; a
mistake there is refused with its line rather than guessed at.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from spectrum.errors import FileRefused, InvalidSetting, InvalidVote
from spectrum.exchange.csv_format import without_guard
from spectrum.model import (
    BRANCH_SEPARATOR,
    LONGEST_NAME,
    LONGEST_TEXT,
    STARTER,
    Tool,
    check_axis_value,
    check_branches,
    check_text,
)
from spectrum.settings import DATA

STARTER_TOOLS = DATA / "tools.csv"
STARTER_BRANCHES = DATA / "branches.csv"
CATALOGUE_COLUMNS = ("tool_id", "name", "description", "branches", "seed_x", "seed_y")
LARGEST_CATALOGUE = 2 * 2**20  # bytes

Row = Mapping[str, str]


def starter_tools() -> list[Tool]:
    """Return the tools of a new board, numbered from 1."""
    return read_catalogue(STARTER_TOOLS)


def starter_branches() -> list[str]:
    """Return the professional branches that voters and tools can name, sorted."""
    rows = _rows_of(_content(STARTER_BRANCHES), str(STARTER_BRANCHES), ("branch",))
    return sorted({branch for _, row in rows if (branch := row["branch"].strip())})


def read_catalogue(path: Path) -> list[Tool]:
    """Read the tools of a CSV file: see `parse_catalogue`. Raises FileRefused."""
    return parse_catalogue(_content(path), str(path))


def parse_catalogue(content: bytes, file: str) -> list[Tool]:
    """Return the tools of a CSV file with CATALOGUE_COLUMNS, numbered from 1 in the file's order.

    `branches` is joined by "; "; a seed may be empty. Raises FileRefused, naming `file`, the line
    and the column, if it cannot be read, a column or a value is missing or too long, two tools have
    the same id, or a seed is not a number from 0 to 100.
    """
    if len(content) > LARGEST_CATALOGUE:
        size = f"{len(content) / 1e6:,.1f} MB, and at most {LARGEST_CATALOGUE / 1e6:,.1f} MB are read"
        raise FileRefused(file, f"it has {size}. Split it.")
    tools: list[Tool] = []
    first_line: dict[str, int] = {}
    for line, row in _rows_of(content, file, CATALOGUE_COLUMNS):
        tool = _tool(file, line, row, number=len(tools) + 1)
        if tool.tool_id in first_line:
            earlier = first_line[tool.tool_id]
            why = f"tool_id '{tool.tool_id}' is that of line {earlier} already, but must be the tool's own"
            raise _refused(file, line, why)
        first_line[tool.tool_id] = line
        tools.append(tool)
    return tools


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused(str(path), "there is no such file.") from error


def _rows_of(content: bytes, file: str, columns: Sequence[str]) -> list[tuple[int, Row]]:
    """Return the file's rows, each with the number of the line it ends on; blank lines are skipped."""
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = next(reader, [])
        _check_columns(file, header, columns)
        return [(reader.line_num, _row(file, reader.line_num, header, cells)) for cells in reader if cells]
    except UnicodeDecodeError as error:
        raise FileRefused(file, "it is not UTF-8 text. Save it as 'CSV UTF-8'.") from error
    except csv.Error as error:
        raise FileRefused(file, f"it is not a readable CSV file ({error}).") from error


def _check_columns(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    if missing:
        lacking = ", ".join(f"'{name}'" for name in missing)
        raise FileRefused(file, f"its header lacks {lacking}. Its first line must be: {','.join(columns)}")


def _row(file: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        why = f"{len(cells)} values under {len(header)} column names; put quotes around text that has a comma"
        raise _refused(file, line, why)
    return dict(zip(header, cells, strict=True))


def _tool(file: str, line: int, row: Row, *, number: int) -> Tool:
    for name in ("tool_id", "name"):
        if not row[name].strip():
            raise _refused(file, line, f"{name} is empty, but every tool needs one")
    branches = [without_guard(part.strip()) for part in row["branches"].split(BRANCH_SEPARATOR.strip())]
    try:
        name = check_text("name", without_guard(row["name"]), LONGEST_NAME)
        description = check_text("description", without_guard(row["description"]), LONGEST_TEXT)
        named = check_branches(branches)
    except InvalidSetting as error:
        raise _refused(file, line, str(error).rstrip(".")) from None
    return Tool(
        tool_id=row["tool_id"].strip(),
        name=name,
        number=number,
        description=description,
        branches=named,
        seed_x=_seed(file, line, row, "seed_x"),
        seed_y=_seed(file, line, row, "seed_y"),
        created_by=STARTER,
    )


def _seed(file: str, line: int, row: Row, column: str) -> float | None:
    text = row[column].strip()
    if not text:
        return None
    try:
        return check_axis_value(column, float(text))
    except (ValueError, InvalidVote) as error:
        why = f"{column} is '{text}', but must be empty or a number from 0 to 100"
        raise _refused(file, line, why) from error


def _refused(file: str, line: int, why: str) -> FileRefused:
    return FileRefused(file, f"line {line}: {why}.")
