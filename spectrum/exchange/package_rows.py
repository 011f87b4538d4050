"""Lines of a package's tables as the values that they stand for. All raise Unusable.

Text is taken letter for letter: what a board could hold, it can hold again.
"""

from __future__ import annotations

from typing import cast

from spectrum.errors import Reject
from spectrum.exchange.checks import (
    Unusable,
    check_position,
    parse_choice,
    parse_number,
    parse_time,
)
from spectrum.exchange.package_table import Row
from spectrum.model import (
    BRANCH_SEPARATOR,
    RESET_KINDS,
    REVEALS,
    ROUND_STARTS,
    TOOL_STATUSES,
    ResetKind,
    Reveal,
    Round,
    RoundStart,
    Tool,
    ToolReset,
    ToolStatus,
    Voter,
)

HIGHEST_SEQ = 2**63 - 1


def tool_of(row: Row) -> Tool:
    """A line of tools.csv."""
    return Tool(
        tool_id=row.text("tool_id"),
        name=row.text("name"),
        number=_whole("number", row.text("number")),
        description=row.optional("description") or "",
        branches=row.parsed("branches", _branches) or (),
        seed_x=row.parsed("seed_x", _position),
        seed_y=row.parsed("seed_y", _position),
        created_at=row.parsed("created_at", parse_time),
        status=cast(ToolStatus, parse_choice("status", row.text("status"), TOOL_STATUSES)),
        merged_into=row.optional("merged_into"),
    )


def round_of(row: Row) -> Round:
    """A line of rounds.csv."""
    return Round(
        round_id=row.text("round_id"),
        name=row.text("name"),
        opened_at=parse_time("opened_at", row.text("opened_at")),
        closed_at=row.parsed("closed_at", parse_time),
        reveal=cast(Reveal, parse_choice("reveal", row.text("reveal"), REVEALS)),
        start=cast(RoundStart, parse_choice("start", row.text("start"), ROUND_STARTS)),
    )


def voter_of(row: Row) -> Voter:
    """A line of voters.csv."""
    return Voter(
        voter_id=row.text("voter_id"),
        name=row.optional("name"),
        branch=row.optional("branch"),
        blocked_at=row.parsed("blocked_at", parse_time),
    )


def reset_of(row: Row) -> ToolReset:
    """A line of resets.csv."""
    at_seq = _whole("at_seq", row.text("at_seq"))
    if at_seq > HIGHEST_SEQ:
        raise Unusable("at_seq", "it is higher than any seq can be")
    return ToolReset(
        tool_id=row.text("tool_id"),
        at_seq=at_seq,
        kind=cast(ResetKind, parse_choice("kind", row.text("kind"), RESET_KINDS)),
        reset_at=parse_time("reset_at", row.text("reset_at")),
    )


def reject_of(row: Row) -> Reject:
    """A line of quarantine.csv."""
    return Reject(
        line=_whole("line", row.text("line")),
        column=row.optional("column") or "",
        reason=row.text("reason"),
        content=row.optional("content") or "",
    )


def _branches(_column: str, text: str) -> tuple[str, ...]:
    return tuple(text.split(BRANCH_SEPARATOR))


def _whole(column: str, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise Unusable(column, f"'{text[:40]}' is not a whole number")
    return int(text)


def _position(column: str, text: str) -> float:
    return check_position(column, parse_number(column, text))
