"""The book of snapshots: what was frozen, when, where its files lie, and their hashes.

The files themselves are written by `exchange`; an entry is never changed.
"""

from __future__ import annotations

import json
from typing import Any

from spectrum.errors import ActionRefused, NotFound
from spectrum.model import LONGEST_NAME, Snapshot, check_text
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_board
from spectrum.store.statements import statement


def record_snapshot(session: Session, board_id: str, snapshot: Snapshot) -> Deed[Snapshot]:
    """Enter a snapshot. Raises ActionRefused if its name is taken, and InvalidSetting for the name."""
    read_board(session, board_id)
    check_snapshot_name(session, board_id, snapshot.name)
    values: list[Any] = [
        board_id, snapshot.name, snapshot.taken_at, snapshot.seq, json.dumps(dict(snapshot.files)),
        snapshot.software, snapshot.path,
    ]  # fmt: skip
    session.execute(statement("add_snapshot"), values)
    after = {"seq": snapshot.seq, "files": dict(snapshot.files), "path": snapshot.path}
    return Deed("record_snapshot", snapshot.name, snapshot, after=after)


def check_snapshot_name(session: Session, board_id: str, name: str) -> None:
    """Raise InvalidSetting if a snapshot cannot have this name, ActionRefused if another one has it."""
    if check_text("name", name, LONGEST_NAME, required=True) != name:
        raise ActionRefused(f"The name '{name}' has blanks too many. Nothing was stored.")
    if any(there.name.casefold() == name.casefold() for there in read_snapshots(session, board_id)):
        raise ActionRefused(f"There is a snapshot '{name}' already. Give the new one a name of its own.")


def read_snapshots(session: Session, board_id: str) -> list[Snapshot]:
    """All of a board's, newest first."""
    return [
        Snapshot(name, taken_at, int(seq), json.loads(files), software, path)
        for name, taken_at, seq, files, software, path in session.fetch(
            statement("list_snapshots"), [board_id]
        )
    ]


def read_snapshot(session: Session, board_id: str, name: str) -> Snapshot:
    """Raises NotFound."""
    snapshots = {snapshot.name: snapshot for snapshot in read_snapshots(session, board_id)}
    if name not in snapshots:
        there = ", ".join(f"'{known}'" for known in snapshots) or "none yet"
        raise NotFound(f"There is no snapshot '{name}' of this board. Snapshots that are there: {there}.")
    return snapshots[name]
