"""Files of votes on their way into a board, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from spectrum.errors import Reject
from spectrum.model.board import Board, Round, Tool, Voter
from spectrum.model.organising import ToolReset


@dataclass(frozen=True)
class VoteFile:
    """A CSV file of votes on its way into a board, with what came beside it.

    `columns` are the file's header, of those in `VOTE_COLUMNS`. Unknown tools
    are created without a seed, quarantined, or refused like any unusable line.
    With `quarantine`, unusable lines are set aside; without, they stop the load.
    `rejects` were found before and are set aside in any case. `resets` name seqs
    of the file's own `seq` column.
    """

    path: Path
    columns: tuple[str, ...]
    source: str
    board: Board | None = None
    tools: Sequence[Tool] = ()
    rounds: Sequence[Round] = ()
    voters: Sequence[Voter] = ()
    rejects: Sequence[Reject] = ()
    resets: Sequence[ToolReset] = ()
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
