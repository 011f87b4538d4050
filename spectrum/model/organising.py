"""What an organiser does to a board, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict, get_args

SuggestionKind = Literal["tool", "move"]

SuggestionStatus = Literal["waiting", "accepted", "declined"]

SUGGESTION_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)

SUGGESTION_STATUSES: tuple[SuggestionStatus, ...] = get_args(SuggestionStatus)

ResetKind = Literal["reset", "baked"]

RESET_KINDS: tuple[ResetKind, ...] = get_args(ResetKind)

SeedOrigin = Literal["kept", "bake"]

ORGANISER = "organiser"  # `created_by` of the tools that an organiser adds


class BoardChanges(TypedDict, total=False):
    """Settings of a board that are to change; what is not named stays as it is."""

    title: str
    left: str
    right: str
    bottom: str
    top: str
    anchor_weight: float
    contact: str
    adding_open: bool
    tools_need_approval: bool
    names_kept_days: int | None


class ToolChanges(TypedDict, total=False):
    """What is to change of a tool; what is not named stays as it is."""

    name: str
    description: str
    branches: tuple[str, ...]
    seed_x: float | None
    seed_y: float | None


@dataclass(frozen=True)
class AuditEntry:
    """One action on a board: when, by whom, on what, and how that stood before and after.

    `who`: an organiser's session, "cli", or another part of the program. `seq`
    counts a board's entries, from 1.
    """

    seq: int
    done_at: datetime
    who: str
    action: str
    target: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class ToolReset:
    """Votes on a tool up to a seq do not count any more.

    `kind` "reset": nowhere. "baked": they became the tool's seed, so that they
    still count in the figures of their own round, and not in those of the board.
    """

    tool_id: str
    at_seq: int
    kind: ResetKind
    reset_at: datetime


@dataclass(frozen=True)
class SeedSet:
    """The seeds of a board's tools at one time, kept so that one can go back to them.

    `origin`: "bake", or "kept" if they were put aside before a change.
    """

    number: int
    origin: SeedOrigin
    made_at: datetime
    at_seq: int
    n_tools: int


@dataclass(frozen=True)
class Suggestion:
    """What a visitor proposes while voting is off: a tool, or a place for one that is there.

    `name` is a new tool's; `tool_id` names the one to move. x and y are in axis points.
    """

    suggestion_id: str
    kind: SuggestionKind
    tool_id: str | None = None
    name: str = ""
    text: str = ""
    x: float | None = None
    y: float | None = None
    voter_id: str | None = None
    made_at: datetime | None = None
    status: SuggestionStatus = "waiting"
    decided_at: datetime | None = None
