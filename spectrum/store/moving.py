"""One board from one database into another: all of its rows, as they are, or nothing.

Unlike an export, which is for others to read, it keeps ids, names, drafts and the
record of what organisers did. What has arrived is compared before it is committed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spectrum.errors import BoardInUse, CopyDiffers
from spectrum.model import STARTER, Selection
from spectrum.store.engine import Session
from spectrum.store.protocol import Progress
from spectrum.store.readings import read_positions
from spectrum.store.rounds import find_open_round
from spectrum.store.rows import read_board, read_tools
from spectrum.store.statements import statement
from spectrum.store.verification import compare_current

NOT_COPIED = ("schema_migrations", "board_states", "sessions")
"""Tables that a database fills itself: they belong to no board."""

FURNITURE = ("boards", "tools")  # what a new board has before anyone has used it
READING_SHARE = 0.3  # of the time that a table takes
SAME = 1e-9  # of figures: what sums in another order may differ by


@dataclass(frozen=True)
class Copied:
    """How many rows of each table were copied, and the name of the round that is open on the board."""

    rows: Mapping[str, int]
    open_round: str | None


def tables_of(session: Session) -> list[str]:
    """The tables whose rows belong to boards."""
    rows = session.fetch(statement("tables_there"), [None])
    return sorted(table for (table,) in rows if table not in NOT_COPIED)


def columns_of(session: Session, table: str) -> str:
    """The columns of a table, quoted, in order."""
    return ", ".join(f'"{column}"' for (column,) in session.fetch(statement("columns_there"), [table]))


def copy_board(source: Session, target: Session, board_id: str, progress: Progress) -> Copied:
    """Copy a board into the transaction of `target`, where it has not been used yet.

    Raises NoSuchBoard, BoardInUse, or CopyDiffers if something does not arrive as it was.
    """
    read_board(source, board_id)
    rows = _count(source, board_id)
    _make_room(target, board_id)
    whole, done = max(1, sum(rows.values())), 0
    with tempfile.TemporaryDirectory(prefix="spectrum-copy-") as folder:
        file = Path(folder) / "rows.csv"
        for table, count in rows.items():
            name, columns = table.replace("_", " "), columns_of(target, table)
            progress(f"Reading {name}", 0.9 * done / whole)
            source.table_out(table, _with_own_ids(source, table, columns, board_id), board_id, file)
            progress(f"Writing {name}", 0.9 * (done + count * READING_SHARE) / whole)
            target.table_in(table, columns, file)
            done += count
    progress("Comparing", 0.9)
    _compare(source, target, board_id, rows)
    progress("Done", 1.0)
    open_round = find_open_round(source, board_id)
    return Copied(rows, open_round.name if open_round else None)


def _count(session: Session, board_id: str) -> dict[str, int]:
    count = statement("count_rows")
    return {
        table: int(session.fetch(count.format(table=table), [board_id])[0][0]) for table in tables_of(session)
    }


def _make_room(target: Session, board_id: str) -> None:
    """Take away what a new board begins with. Raises BoardInUse if there is more than that."""
    there = _count(target, board_id)
    if there["votes"]:
        raise BoardInUse(board_id, f"{there['votes']} votes")
    used = [table.replace("_", " ") for table, rows in there.items() if rows and table not in FURNITURE]
    if any(tool.created_by != STARTER for tool in read_tools(target, board_id)):
        used.append("tools of its own")
    if used:
        raise BoardInUse(board_id, ", ".join(used))
    for table in FURNITURE:
        target.execute(statement("delete_rows").format(table=table), [board_id])


def _with_own_ids(source: Session, table: str, columns: str, board_id: str) -> str:
    """The columns to read, with a new id for each vote but the first of those that share one.

    A vote that a client sends again after more than a day is stored again on DuckDB, under the same id.
    """
    if table != "votes" or not source.fetch(statement("shared_ids"), [board_id]):
        return columns
    return columns.replace('"vote_id"', statement("id_of_its_own"))


def _compare(source: Session, target: Session, board_id: str, rows: Mapping[str, int]) -> None:
    """See that all rows are there, that the log still amounts to the current votes, and that figures are equal."""
    arrived = _count(target, board_id)
    for table, expected in rows.items():
        if arrived[table] != expected:
            raise CopyDiffers(board_id, f"of {expected} rows of {table}, {arrived[table]} arrived")
    found = compare_current(target, board_id)
    if not found.agrees:
        raise CopyDiffers(
            board_id, "its current votes are not what its log amounts to: " + found.differences[0]
        )
    ours, theirs = (
        read_positions(session, Selection(board_id)).sort_values("tool_id", ignore_index=True)
        for session in (source, target)
    )
    if list(ours["tool_id"]) != list(theirs["tool_id"]):
        raise CopyDiffers(board_id, "votes count for other tools")
    for name in ours.columns.drop("tool_id"):
        before, after = (frame[name].to_numpy(dtype=float, na_value=np.nan) for frame in (ours, theirs))
        if not np.allclose(before, after, rtol=SAME, atol=SAME, equal_nan=True):
            raise CopyDiffers(board_id, f"the figure {name} is another one")
