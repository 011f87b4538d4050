"""A CSV file of votes in: the header is checked here, the rows by the store, in bulk."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spectrum.errors import FileRefused
from spectrum.exchange.reading import source_of
from spectrum.model import VoteFile

REQUIRED = ("tool_id", "voter_id", "x", "y")
OPTIONAL = ("tool_name", "cast_at", "round")
HEADER_LIMIT = 65_536  # bytes in which the first line must end


def read_vote_csv(path: Path) -> VoteFile:
    """A CSV file as a file of votes; tools that the board lacks are to be created.

    Raises FileRefused if its header is not REQUIRED, with OPTIONAL, in any order.
    """
    columns = read_header(path, path.name)
    check_header(columns, path.name, required=REQUIRED, optional=OPTIONAL)
    return VoteFile(path=path, columns=tuple(columns), source=source_of(path), unknown_tools="create")


def read_header(path: Path, file: str) -> list[str]:
    """The columns that a CSV file's first line names. Raises FileRefused."""
    with path.open("rb") as opened:
        start = opened.readline(HEADER_LIMIT)
    try:
        line = start.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        raise FileRefused(
            file, "line 1: it is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        ) from None
    if not line.strip():
        raise FileRefused(file, "it is empty, or its first line is.")
    try:
        return [name.strip() for name in next(csv.reader([line], strict=True))]
    except csv.Error as error:
        raise FileRefused(file, f"line 1: the header is no CSV ({error}).") from None


def check_header(
    columns: Sequence[str], file: str, *, required: Sequence[str], optional: Sequence[str]
) -> None:
    """Raise FileRefused, naming what is wrong and the valid header, unless it fits."""
    known = {*required, *optional}
    repeated = [name for name, count in Counter(columns).items() if count > 1]
    problems = [
        _named("has the column", repeated, "more than once"),
        _named("has no column", [name for name in required if name not in columns]),
        _named("has the unknown column", [name for name in dict.fromkeys(columns) if name not in known]),
    ]
    found = "; ".join(filter(None, problems))
    if found:
        valid = f"{','.join(required)}[,{','.join(optional)}]" if optional else ",".join(required)
        raise FileRefused(
            file, f"line 1: the header {found}. It must be {valid}, in any order.{_hint(columns)}"
        )


def _named(what: str, names: Sequence[str], after: str = "") -> str:
    listed = ", ".join(f"'{name[:40]}'" for name in names[:10])
    return f"{what} {listed} {after}".strip() if names else ""


def _hint(columns: Sequence[str]) -> str:
    if len(columns) == 1 and any(separator in columns[0] for separator in ";\t"):
        return " Its columns are not separated by commas: save it as CSV with commas."
    if "vote_id" in columns:
        return " To import an export, name its folder or zip file."
    return ""
