"""The record of what organisers do: written in the transaction of the action itself.

So there is no action without its entry and no entry without its action.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from spectrum.errors import InvalidSetting
from spectrum.model import AuditEntry
from spectrum.store.engine import Session
from spectrum.store.statements import statement

T = TypeVar("T")


@dataclass(frozen=True)
class Deed(Generic[T]):
    """What was done, to what, how that stood before and after, and what the caller gets."""

    action: str
    target: str
    result: T
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def write_audit(session: Session, board_id: str, who: str, now: datetime, deed: Deed[Any]) -> None:
    """Note a deed. Raises InvalidSetting if nobody is said to have done it."""
    if not who.strip():
        raise InvalidSetting("who", who, "the organiser's session, or the part of the program that acts")
    values = [board_id, now, who, deed.action, deed.target, _json(deed.before), _json(deed.after)]
    session.execute(statement("add_audit"), values)


def read_audit(session: Session, board_id: str, limit: int) -> list[AuditEntry]:
    """The latest entries, newest first."""
    return [
        AuditEntry(int(seq), done_at, who, action, target, json.loads(before), json.loads(after))
        for seq, done_at, who, action, target, before, after in session.fetch(
            statement("list_audit"), [board_id, limit]
        )
    ]


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    raise TypeError(f"{value!r} cannot be noted as JSON")
