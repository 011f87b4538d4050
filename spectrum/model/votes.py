"""A vote on its way in, the receipt for it, and which votes one looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from spectrum.errors import InvalidSetting, InvalidVote
from spectrum.model.board import Round

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
    """Which current votes to look at; None means no restriction. Blocked voters never count.

    `round_id`, or several `round_ids`: each voter's latest vote within these rounds.
    `as_of`: the board as it stood when the log ended at that `seq`. `cast_from`,
    `cast_until` (naive UTC): each voter's latest vote among those with a recorded time
    from the one on and before the other. `beyond_shown` (axis points, 0 or more):
    without placements within that distance of what the voter was shown, along x alone
    where either has no y. `chosen_y_only`: a y that repeats the tool's seed to 0.1 is
    taken for not chosen, as in votes from a view of the x axis alone; the x stays. A
    current vote on x alone keeps the voter's earlier y from within the same rounds,
    moment or times. Raises InvalidSetting.
    """

    board_id: str
    round_id: str | None = None
    branch: str | None = None
    as_of: int | None = None
    round_ids: tuple[str, ...] | None = None
    cast_from: datetime | None = None
    cast_until: datetime | None = None
    beyond_shown: float | None = None
    chosen_y_only: bool = False

    def __post_init__(self) -> None:
        if self.round_id is not None and self.round_ids is not None:
            raise InvalidSetting("round_ids", self.round_ids, "None where round_id names the one round")
        if self.beyond_shown is not None and not 0 <= self.beyond_shown < float("inf"):
            raise InvalidSetting("beyond_shown", self.beyond_shown, "a number of axis points, 0 or more")
        for name, time in (("cast_from", self.cast_from), ("cast_until", self.cast_until)):
            if time is not None and time.tzinfo is not None:
                raise InvalidSetting(name, time, "a time in UTC without an offset")

    @property
    def rounds(self) -> tuple[str, ...] | None:
        """The rounds that it is about, whether one or several were named; None: all votes."""
        return self.round_ids if self.round_id is None else (self.round_id,)


def public_selection(board_id: str, rounds: Iterable[Round]) -> Selection:
    """What anyone but the organiser may see of a board that has had these rounds.

    All current votes; while a round that starts fresh is open, its votes only;
    while a blind round is open, the board as of its opening.
    """
    now_open = next((round_ for round_ in rounds if round_.is_open), None)
    if now_open is None:
        return Selection(board_id)
    if now_open.is_blind:
        return Selection(board_id, as_of=now_open.opened_seq)
    return Selection(board_id, round_id=now_open.round_id if now_open.start == "fresh" else None)
