"""The nouns of the product, as frozen values.

They carry no behaviour beyond checking themselves, so every other module can
share them. Positions are in axis points from 0 to 100; times are naive UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID

from spectrum.errors import InvalidVote, Reject

VoteKind = Literal["place", "unsure", "unknown_tool", "withdraw"]
Reveal = Literal["live", "after_own_vote", "after_close"]
RoundStart = Literal["cumulative", "fresh"]
ToolStatus = Literal["live", "proposed", "hidden", "merged"]

VOTE_KINDS: tuple[VoteKind, ...] = get_args(VoteKind)
REVEALS: tuple[Reveal, ...] = get_args(Reveal)
ROUND_STARTS: tuple[RoundStart, ...] = get_args(RoundStart)
TOOL_STATUSES: tuple[ToolStatus, ...] = get_args(ToolStatus)

AXIS_LOW = 0.0
AXIS_HIGH = 100.0
BRANCH_SEPARATOR = "; "
STARTER = "starter"  # `created_by` of the tools that a new board begins with


@dataclass(frozen=True)
class Board:
    """A chart with its four named axis ends and its rules."""

    board_id: str
    title: str = "AI Filmmaking Spectrum"
    left: str = "algorithmic"
    right: str = "generative"
    bottom: str = "not ready"
    top: str = "production-ready"
    anchor_weight: float = 0.0
    adding_open: bool = False
    tools_need_approval: bool = False


@dataclass(frozen=True)
class Tool:
    """Something people place on a board. Its seed is the organiser's first position."""

    tool_id: str
    name: str
    number: int = 0
    description: str = ""
    branches: tuple[str, ...] = ()
    seed_x: float | None = None
    seed_y: float | None = None
    created_by: str | None = None
    created_at: datetime | None = None
    status: ToolStatus = "live"
    merged_into: str | None = None


@dataclass(frozen=True)
class Round:
    """A voting window. It is open until `closed_at` is set, at `closes_at` at the latest.

    `join_code`: what a voter has to know to vote in it. `opened_seq`: the last vote before it.
    """

    round_id: str
    name: str
    opened_at: datetime
    closed_at: datetime | None = None
    reveal: Reveal = "live"
    start: RoundStart = "cumulative"
    opened_seq: int = 0
    closes_at: datetime | None = None
    join_code: str | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it takes votes."""
        return self.closed_at is None

    @property
    def is_blind(self) -> bool:
        """Whether others' votes stay hidden while it is open."""
        return self.reveal != "live"


@dataclass(frozen=True)
class Voter:
    """Who voted: an identity that lasts in a browser, with an optional name and branch."""

    voter_id: str
    name: str | None = None
    branch: str | None = None
    blocked_at: datetime | None = None


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
class Receipt:
    """What the store answers once a vote is durable.

    `tool_id` is the tool that the vote counts for: another one than was voted
    on, if that tool was merged. `repeated` says that the vote was there before.
    """

    vote_id: UUID
    voter_id: str
    seq: int
    cast_at: datetime
    tool_id: str
    round_id: str | None
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


@dataclass(frozen=True)
class VoteFile:
    """A CSV file of votes on its way into a board, with what came beside it.

    `columns` are the file's header, of those in `VOTE_COLUMNS`. Unknown tools
    are created without a seed, quarantined, or refused like any unusable line.
    With `quarantine`, unusable lines are set aside; without, they stop the load.
    `rejects` were found before and are set aside in any case.
    """

    path: Path
    columns: tuple[str, ...]
    source: str
    board: Board | None = None
    tools: Sequence[Tool] = ()
    rounds: Sequence[Round] = ()
    voters: Sequence[Voter] = ()
    rejects: Sequence[Reject] = ()
    round_name: str | None = None
    unknown_tools: Literal["create", "quarantine", "refuse"] = "refuse"
    quarantine: bool = False


VOTE_COLUMNS = (
    "vote_id",
    "seq",
    "round_id",
    "round",
    "tool_id",
    "tool_name",
    "voter_id",
    "kind",
    "x",
    "y",
    "shown_x",
    "shown_y",
    "cast_at",
    "source",
    "superseded",
)


@dataclass(frozen=True)
class Loaded:
    """What a file held that could be used, and how much of it was new."""

    tools: int
    votes: int
    voters: int
    quarantined: int
    new_votes: int
    new_tools: int


@dataclass(frozen=True)
class Verification:
    """Whether the log and the current votes of a board tell the same."""

    votes: int
    current_votes: int
    differences: tuple[str, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        """Whether no difference was found."""
        return not self.differences


# --- results of the analysis ----------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """A confidence interval, in the unit of what it is about."""

    low: float
    high: float


@dataclass(frozen=True)
class Covariance:
    """Sample variances and covariance (divisor `freedom`), in squared axis points.

    `freedom` is n-1 for one tool; pooled over tools it is the sum of theirs.
    The figures are NaN where `freedom` is 0.
    """

    var_x: float
    var_y: float
    cov_xy: float
    freedom: int


@dataclass(frozen=True)
class Moments:
    """How many complete placements there are, where their mean is, and how they vary.

    The means are NaN where `n` is 0.
    """

    n: int
    mean_x: float
    mean_y: float
    covariance: Covariance


@dataclass(frozen=True)
class Ellipse:
    """Centre and half axes in axis points; the angle of the major axis, in degrees.

    The angle runs counter-clockwise from the x axis and lies in (-90, 90].
    `pooled`: its shape comes from all tools, as this tool's own votes were too few.
    """

    centre_x: float
    centre_y: float
    half_major: float
    half_minor: float
    angle_degrees: float
    pooled: bool = False


@dataclass(frozen=True)
class BoardStatistics:
    """Counts over the live tools of a board: voters with a counted vote, counted placements."""

    n_tools: int
    n_voters: int
    n_votes: int
    anchor_weight: float
