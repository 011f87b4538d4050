"""The shelf of snapshots: what was frozen, and the packages themselves.

They lie in the database, so that every server of a board has them and every
backup too. An entry is never changed and never taken away.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from typing import Any

from spectrum.errors import ActionRefused, DatabaseError, NotFound
from spectrum.model import LONGEST_NAME, Snapshot, check_text
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_board
from spectrum.store.statements import statement

PART = 3 * 2**20  # bytes of a package in one row


def record_snapshot(session: Session, board_id: str, snapshot: Snapshot, package: bytes) -> Deed[Snapshot]:
    """Keep a snapshot. Raises ActionRefused if its name is taken, and InvalidSetting for the name."""
    read_board(session, board_id)
    check_snapshot_name(session, board_id, snapshot.name)
    values: list[Any] = [
        board_id, snapshot.name, snapshot.title, snapshot.taken_at, snapshot.seq, snapshot.licence,
        snapshot.software, snapshot.n_tools, snapshot.n_voters, snapshot.n_votes,
        json.dumps(dict(snapshot.files)), snapshot.file, snapshot.sha256, snapshot.size,
    ]  # fmt: skip
    session.execute(statement("add_snapshot"), values)
    for part, start in enumerate(range(0, len(package), PART)):
        content = b64encode(package[start : start + PART]).decode("ascii")
        session.execute(statement("add_snapshot_part"), [board_id, snapshot.name, part, content])
    after = {
        "seq": snapshot.seq,
        "licence": snapshot.licence,
        "file": snapshot.file,
        "sha256": snapshot.sha256,
        "files": dict(snapshot.files),
    }
    return Deed("record_snapshot", snapshot.name, snapshot, after=after)


def check_snapshot_name(session: Session, board_id: str, name: str) -> None:
    """Raise InvalidSetting if a snapshot cannot have this name, ActionRefused if another one has it."""
    if check_text("name", name, LONGEST_NAME, required=True) != name:
        raise ActionRefused(f"The name '{name}' has blanks too many. Nothing was stored.")
    if any(there.name.casefold() == name.casefold() for there in read_snapshots(session, board_id)):
        raise ActionRefused(f"There is a snapshot '{name}' already. Give the new one a name of its own.")


def read_snapshots(session: Session, board_id: str) -> list[Snapshot]:
    """All of a board's, newest first."""
    return [_snapshot(row) for row in session.fetch(statement("list_snapshots"), [board_id])]


def read_snapshot(session: Session, board_id: str, name: str) -> Snapshot:
    """Raises NotFound."""
    snapshots = {snapshot.name: snapshot for snapshot in read_snapshots(session, board_id)}
    if name not in snapshots:
        there = ", ".join(f"'{known}'" for known in snapshots) or "none yet"
        raise NotFound(f"There is no snapshot '{name}' of this board. Snapshots that are there: {there}.")
    return snapshots[name]


def read_package(session: Session, board_id: str, name: str) -> bytes:
    """A snapshot's package, as it was kept. Raises NotFound, and DatabaseError if it was changed since."""
    snapshot = read_snapshot(session, board_id, name)
    parts = session.fetch(statement("list_snapshot_parts"), [board_id, name])
    package = b"".join(b64decode(content) for (content,) in parts)
    if hashlib.sha256(package).hexdigest() != snapshot.sha256:
        raise DatabaseError(
            f"Snapshot '{name}' is not what was frozen: its SHA-256 differs. Take it from a backup of the database."
        )
    return package


def _snapshot(row: tuple[Any, ...]) -> Snapshot:
    name, title, taken_at, seq, licence, software, tools, voters, votes, files, file, sha256, size = row
    return Snapshot(
        name=name,
        title=title,
        taken_at=taken_at,
        seq=int(seq),
        licence=licence,
        software=software,
        n_tools=int(tools),
        n_voters=int(voters),
        n_votes=int(votes),
        files=json.loads(files),
        file=file,
        sha256=sha256,
        size=int(size),
    )
