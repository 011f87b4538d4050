"""A vote on its way in, the receipt for it, and which votes one looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from spectrum.errors import InvalidVote

VoteKind = Literal["place", "unsure", "unknown_tool", "withdraw"]

VOTE_KINDS: tuple[VoteKind, ...] = get_args(VoteKind)

AXIS_LOW = 0.0

AXIS_HIGH = 100.0


@dataclass(frozen=True)
class Ballot:
    """A vote as a client sends it; checked on construction.

    `vote_id` is the idempotency key: the same ballot sent twice is stored once.
    `x` and `y` belong to kind `place` only; `y` is None for a vote on the x axis alone.
    `shown_in`: the round in which the voter saw the tool where `shown_x`, `shown_y` say.
    `admitted_to`: the round whose join code the voter has given.
    """

    vote_id: UUID
    board_id: str
    tool_id: str
    voter_id: str
    x: float | None = None
    y: float | None = None
    kind: VoteKind = "place"
    shown_x: float | None = None
    shown_y: float | None = None
    shown_in: str | None = None
    admitted_to: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in VOTE_KINDS:
            raise InvalidVote("kind", self.kind, "one of " + ", ".join(VOTE_KINDS))
        if self.kind == "place":
            check_axis_value("x", self.x)
            if self.y is not None:
                check_axis_value("y", self.y)
        else:
            for axis, value in (("x", self.x), ("y", self.y)):
                if value is not None:
                    raise InvalidVote(axis, value, f"absent, as a vote of kind {self.kind!r} has no position")
        for axis, value in (("shown_x", self.shown_x), ("shown_y", self.shown_y)):
            if value is not None:
                check_axis_value(axis, value)


def check_axis_value(axis: str, value: object) -> float:
    """Return `value` as a float if it is a finite number from 0 to 100, else raise InvalidVote."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidVote(axis, value, "a number from 0 to 100")
    if not AXIS_LOW <= value <= AXIS_HIGH:  # false for what is not finite, too
        raise InvalidVote(axis, value, "a number from 0 to 100")
    return float(value)


@dataclass(frozen=True)
class Tally:
    """The placements that count for a tool; the means are None where there are none."""

    n: int
    n_y: int
    mean_x: float | None
    mean_y: float | None


NO_VOTES = Tally(0, 0, None, None)


@dataclass(frozen=True)
class Receipt:
    """What the store answers once a vote is durable.

    `tool_id` is the tool that the vote counts for: another one than was voted
    on, if that tool was merged. `tally`: all that counts for it now, this vote
    among it; not there in the answer to a vote that was stored before, which
    `repeated` says.
    """

    vote_id: UUID
    voter_id: str
    seq: int
    cast_at: datetime
    tool_id: str
    round_id: str | None
    tally: Tally | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Selection:
    """Which current votes to look at; None means no restriction.

    `round_id`: each voter's latest vote within that round. `as_of`: the board
    as it stood when the log ended at that `seq`. Blocked voters never count.
    """

    board_id: str
    round_id: str | None = None
    branch: str | None = None
    as_of: int | None = None
