"""What a batch of votes amounts to for the table of current votes.

The batch is folded in order, so that one batch and two give the same. A vote on
the x axis alone keeps the y before it, unless that was no placement. As a single
upsert cannot express "forget the earlier y, then vote on x alone", such a
forgetting goes into a wave of its own before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from spectrum.model import VoteKind


@dataclass(frozen=True)
class LogRow:
    """A vote as it goes into the log."""

    seq: int
    vote_id: UUID
    round_id: str | None
    tool_id: str
    counts_for: str
    voter_id: str
    kind: VoteKind
    x: float | None
    y: float | None
    shown_x: float | None
    shown_y: float | None
    cast_at: datetime


def fold(rows: Iterable[LogRow]) -> list[list[LogRow]]:
    """Waves of rows to upsert one after the other; in each, one row a key, sorted by key."""
    latest: dict[tuple[str, str], LogRow] = {}
    forgets: dict[tuple[str, str], LogRow] = {}
    for row in rows:
        key = (row.counts_for, row.voter_id)
        if row.kind != "place":
            forgets[key] = row
        latest[key] = _with_y_of(latest.get(key), row)
    first = {
        key: row for key, row in forgets.items() if latest[key].kind == "place" and latest[key].y is None
    }
    return [_sorted(wave) for wave in (first, latest) if wave]


def _with_y_of(before: LogRow | None, row: LogRow) -> LogRow:
    """The row, with the y of the one before it where both are placements and it has none."""
    if before is None or row.y is not None or not row.kind == before.kind == "place":
        return row
    return replace(row, y=before.y)


def _sorted(wave: dict[tuple[str, str], LogRow]) -> list[LogRow]:
    return [wave[key] for key in sorted(wave)]
