"""The published snapshot format in: tools with their seeds, and each voter's position by tool.

Votes on tools that the file does not list are set aside with that reason: the
published data has some. Anything else that is wrong counts as an unusable line.
"""

from __future__ import annotations

import json
import math
import re
import sys
from array import array
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from spectrum.errors import FileRefused, Reject, UnusableLines
from spectrum.exchange.checks import (
    Unusable,
    check_branches,
    check_id,
    check_name,
    check_optional_position,
    check_position,
    check_text,
    quoted,
)
from spectrum.exchange.csv_format import write_csv
from spectrum.exchange.json_cursor import JsonCursor
from spectrum.exchange.reading import MEGABYTE, read_text, source_of
from spectrum.model import Board, Tool, VoteFile, Voter

SIZE_LIMIT = 64 * MEGABYTE  # about half a million votes
ANCHOR_WEIGHT = 10.0  # votes; the published chart counts each seed as so many
COLUMNS = ("tool_id", "voter_id", "x", "y")
_TIMED_ID = re.compile(r"user_item_(\d{12,14})")
_WAY_OUT = "Bring larger data as CSV with the header tool_id,voter_id,x,y, which has no such limit."


@dataclass
class _Votes:
    """Usable votes, column by column, as there may be many; y is NaN where only x was voted."""

    tool_id: list[str] = field(default_factory=list)
    voter_id: list[str] = field(default_factory=list)
    x: array[float] = field(default_factory=lambda: array("d"))
    y: array[float] = field(default_factory=lambda: array("d"))


@dataclass
class _Snapshot:
    """What has been read so far. `orphans` are votes on tools that are not listed."""

    tools: dict[str, Tool] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    votes: _Votes = field(default_factory=_Votes)
    unusable: list[Reject] = field(default_factory=list)
    orphans: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """A value of the file with the keys that lead to it and the line it begins on."""

    line: int
    keys: tuple[str, ...]
    value: Any


def read_snapshot(path: Path, board: Board, folder: Path, *, quarantine: bool) -> VoteFile:
    """A snapshot as a file of votes, written to `folder` as CSV.

    Raises FileRefused if it is not such a snapshot, and UnusableLines if some of it
    cannot be used and is not to go into quarantine.
    """
    text = read_text(path, path.name, limit=SIZE_LIMIT, way_out=_WAY_OUT)
    snapshot = _Snapshot()
    _read(snapshot, JsonCursor(text, path.name), path.name)
    if snapshot.unusable and not quarantine:
        raise UnusableLines(path.name, snapshot.unusable, len(snapshot.unusable))
    return VoteFile(
        path=_write_votes(snapshot, folder / path.name),
        columns=COLUMNS,
        source=source_of(path),
        board=replace(board, anchor_weight=ANCHOR_WEIGHT),
        tools=tuple(snapshot.tools.values()),
        voters=[Voter(voter_id, name) for voter_id, name in snapshot.names.items()],
        rejects=sorted([*snapshot.unusable, *snapshot.orphans], key=lambda reject: reject.line),
        unknown_tools="quarantine",
        quarantine=True,
    )


def _read(snapshot: _Snapshot, cursor: JsonCursor, file: str) -> None:
    """Take items and votes from the document, in whatever order they stand."""
    votes_first: JsonCursor | None = None
    seen = set()
    for key in cursor.members("the snapshot"):
        seen.add(key)
        if key == "items":
            for tool_id in cursor.members("'items'"):
                _take_item(snapshot, _Entry(cursor.line, (tool_id,), cursor.value()))
        elif key == "votes" and "items" in seen:
            _take_votes(snapshot, cursor)
        elif key == "votes":
            votes_first = copy(cursor)
    cursor.finish()
    if "items" not in seen:
        raise FileRefused(file, "it has no 'items'. A snapshot is an object with 'items' and 'votes'.")
    if votes_first is not None:
        _take_votes(snapshot, votes_first)


def _take_item(snapshot: _Snapshot, entry: _Entry) -> None:
    try:
        tool = _tool(entry, number=len(snapshot.tools) + 1)
    except Unusable as problem:
        snapshot.unusable.append(_reject(entry, problem))
    else:
        snapshot.tools[tool.tool_id] = tool


def _tool(entry: _Entry, number: int) -> Tool:
    tool_id = check_id("items", entry.keys[0])
    item = _object("items", entry.value)
    if item.get("id", tool_id) != tool_id:
        raise Unusable("id", f"{quoted(item['id'])} is not the key that it stands under, {quoted(tool_id)}")
    tags = item.get("tags") or []
    if not isinstance(tags, list):
        raise Unusable("tags", f"{quoted(tags)} is not a list")
    return Tool(
        tool_id=tool_id,
        name=check_name("name", item.get("name")),
        number=number,
        description=check_text("desc", item.get("desc") or ""),
        branches=check_branches("tags", tags),
        seed_x=check_optional_position("x", item.get("x")),
        seed_y=check_optional_position("y", item.get("y")),
        created_by=check_text("createdBy", item["createdBy"]) if item.get("createdBy") else None,
        created_at=_time_in(tool_id),
    )


def _take_votes(snapshot: _Snapshot, cursor: JsonCursor) -> None:
    for tool_id in cursor.members("'votes'"):
        for voter_id in cursor.members(f"'votes' on {quoted(tool_id)}"):
            _take_vote(snapshot, _Entry(cursor.line, (tool_id, voter_id), cursor.value()))


def _take_vote(snapshot: _Snapshot, entry: _Entry) -> None:
    tool_id, voter_id = entry.keys
    try:
        ballot = _object("votes", entry.value)
        check_id("voter_id", voter_id)
        x = check_position("x", ballot.get("x"))
        y = check_optional_position("y", ballot.get("y"))
        name = check_name("username", ballot["username"]) if ballot.get("username") else None
    except Unusable as problem:
        snapshot.unusable.append(_reject(entry, problem))
        return
    if tool_id not in snapshot.tools:
        missing = Unusable("tool_id", f"there is no tool {quoted(tool_id)} among the items of the file")
        snapshot.orphans.append(_reject(entry, missing))
        return
    snapshot.votes.tool_id.append(tool_id)
    snapshot.votes.voter_id.append(sys.intern(voter_id))
    snapshot.votes.x.append(x)
    snapshot.votes.y.append(math.nan if y is None else y)
    snapshot.names[voter_id] = snapshot.names.get(voter_id) or name


def _object(column: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unusable(column, f"{quoted(value)} is not an object {{…}}")
    return value


def _time_in(tool_id: str) -> datetime | None:
    """The time of creation that ids like user_item_1780766470184 carry, in ms since 1970."""
    match = _TIMED_ID.fullmatch(tool_id)
    if match is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(milliseconds=int(match[1]))


def _reject(entry: _Entry, problem: Unusable) -> Reject:
    keys = dict(zip(COLUMNS, entry.keys, strict=False))
    position = (
        {axis: _shown(entry.value.get(axis)) for axis in ("x", "y")} if isinstance(entry.value, dict) else {}
    )
    return Reject(entry.line, problem.column, problem.reason, json.dumps(keys | position))


def _shown(value: object) -> str | None:
    return None if value is None else str(value)[:200]


def _write_votes(snapshot: _Snapshot, path: Path) -> Path:
    frame = pd.DataFrame(vars(snapshot.votes)).astype({"tool_id": "str", "voter_id": "str"})
    target = path.with_suffix(".csv")
    with target.open("wb") as file:
        write_csv(frame, file, guard_formulas=False)
    return target
