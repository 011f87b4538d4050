"""A board and what belongs to it: tools, rounds, voters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Reveal = Literal["live", "after_own_vote", "after_close"]

RoundStart = Literal["cumulative", "fresh"]

ToolStatus = Literal["live", "proposed", "hidden", "merged"]

REVEALS: tuple[Reveal, ...] = get_args(Reveal)

ROUND_STARTS: tuple[RoundStart, ...] = get_args(RoundStart)

TOOL_STATUSES: tuple[ToolStatus, ...] = get_args(ToolStatus)

BRANCH_SEPARATOR = "; "


STARTER = "starter"  # `created_by` of the tools that a new board begins with

HEAVIEST_SEED = 1_000_000.0
"""Votes that a board's seeds may count as at most."""


@dataclass(frozen=True)
class Board:
    """A chart with its four named axis ends and its rules.

    `contact`: a link (https or mailto) to whoever runs it; empty: none.
    `names_kept_days`: days after which a voter's display name is forgotten; None: when someone asks.
    """

    board_id: str
    title: str = "AI Filmmaking Spectrum"
    left: str = "algorithmic"
    right: str = "generative"
    bottom: str = "not ready"
    top: str = "production-ready"
    anchor_weight: float = 0.0
    adding_open: bool = False
    tools_need_approval: bool = False
    contact: str = ""
    names_kept_days: int | None = None


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
