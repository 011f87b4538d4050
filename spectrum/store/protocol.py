"""What a store of votes can do, whichever database is behind it.

Votes and changes go in through one writer, in order; reads are consistent
frames. Everything outside `store` knows this protocol and no SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from spectrum.model import (
    Ballot,
    Board,
    Loaded,
    Receipt,
    Reveal,
    Round,
    RoundStart,
    Selection,
    Snapshot,
    Suggestion,
    Tally,
    Tool,
    ToolStatus,
    Verification,
    VoteFile,
    Voter,
)
from spectrum.store.writer import WriterFigures

if TYPE_CHECKING:
    from spectrum.store.organising import Organiser

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole that is done, 0 to 1."""


def silent(_doing: str, _share: float) -> None:
    """No progress shown."""


@dataclass(frozen=True)
class Extract:
    """All of one board at one instant, as frames; the columns are those of data/README.md.

    votes: the log in order of `seq`. current_votes: ordered by tool and voter.
    resets: reset_id, tool_id, at_seq, kind, reset_at, those as of the extract's seq.
    Voter ids are the stored ones: who hands an extract on replaces them.
    """

    board: Board
    tools: list[Tool]
    rounds: list[Round]
    voters: pd.DataFrame
    votes: pd.DataFrame
    current_votes: pd.DataFrame
    positions: pd.DataFrame
    quarantine: pd.DataFrame
    resets: pd.DataFrame
    taken_at: datetime


@dataclass(frozen=True)
class Counts:
    """How many voters have a placement that counts, and how many such placements there are."""

    voters: int
    votes: int


@dataclass(frozen=True)
class Placement:
    """One vote that places a tool, without its voter."""

    seq: int
    tool_id: str
    x: float
    y: float | None


@dataclass(frozen=True)
class RoomReading:
    """A board as it stands now, for those who vote on it.

    In a round that starts fresh, only its votes count. tallies: by tool_id, where
    there are any. recent: the latest placements after the seq that was asked for,
    newest first. Nothing is left out that a blind round hides. voted: where other servers
    take votes as well, and what a voter sees depends on their own, who has voted since, each
    with their latest seq.
    """

    board: Board
    tools: tuple[Tool, ...]
    open_round: Round | None
    last_round: Round | None
    tallies: dict[str, Tally]
    voters: int
    votes: int
    last_seq: int
    recent: tuple[Placement, ...]
    voted: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """Votes in, frames out, for any number of boards."""

    @property
    def database(self) -> str:
        """What was opened, as it may be shown to people."""
        ...

    def check_ready(self) -> None:
        """Raise StoreUnavailable if votes cannot be written now."""
        ...

    def writer_figures(self) -> WriterFigures:
        """What the writer of votes has to do, and has done since the start."""
        ...

    # boards, tools, rounds, voters
    def boards(self) -> list[Board]: ...
    def board(self, board_id: str) -> Board: ...
    def save_board(self, board: Board) -> None: ...
    def tools(
        self, board_id: str, statuses: Sequence[ToolStatus] = ("live",), *, as_of: int | None = None
    ) -> list[Tool]:
        """The tools of these statuses, in order of number.

        `as_of` a seq, as in a `public_view`: one that was added since a blind round opened has no seed,
        as that is where its adder places it.
        """
        ...

    def save_tools(self, board_id: str, tools: Sequence[Tool]) -> list[Tool]: ...
    def add_tool(self, board_id: str, tool: Tool) -> Tool:
        """Add a voter's tool: live at once, or proposed where the board's tools need approval.

        Raises AddingClosed, or ToolNameTaken if a live or proposed tool has the name.
        """
        ...

    def rounds(self, board_id: str) -> list[Round]: ...
    def open_round(
        self,
        board_id: str,
        name: str,
        *,
        reveal: Reveal = "live",
        start: RoundStart = "cumulative",
        closes_at: datetime | None = None,
        join_code: str | None = None,
        who: str = "cli",
    ) -> Round:
        """Open voting. `who`: an organiser's session, for the audit. Raises RoundAlreadyOpen, RoundNameTaken."""
        ...

    def close_round(self, board_id: str, round_id: str | None = None, *, who: str = "cli") -> Round:
        """Close the open round, if it is the one that is meant. Raises NotFound."""
        ...

    def save_voter(self, board_id: str, voter: Voter) -> None: ...
    def voter(self, board_id: str, voter_id: str) -> Voter:
        """What is known of a voter: nothing but the id, if they have neither voted nor given a name."""
        ...

    def describe_voter(self, board_id: str, voter_id: str, name: str | None, branch: str | None) -> Voter:
        """Take over the name and branch that a voter gives."""
        ...

    def branches(self, board_id: str) -> list[str]:
        """Branches that voters of this board named, sorted."""
        ...

    # what an organiser does, and what visitors and voters may ask for
    def organise(self, board_id: str, who: str) -> Organiser:
        """The organiser's actions on a board. `who`: their session, or "cli", for the audit."""
        ...

    def begin_session(self, board_id: str, session_id: str) -> None:
        """Let an organiser's session begin; noted in the board's audit."""
        ...

    def end_session(self, board_id: str, session_id: str) -> None:
        """Let it end, on every server; noted in the board's audit. Raises ActionRefused if there is none."""
        ...

    def session_is_open(self, session_id: str, *, is_use: bool = True) -> bool:
        """Whether a session has begun and not ended, by signing out or by itself.

        is_use: whether asking is using it, which keeps it from ending by itself.
        """
        ...

    def suggest(self, board_id: str, suggestion: Suggestion) -> Suggestion:
        """Take a visitor's suggestion while voting is off, as it is stored.

        Raises SuggestionsClosed, SuggestionsFull, VoterBlocked, ToolNameTaken, NoSuchTool or InvalidSetting.
        """
        ...

    def snapshots(self, board_id: str) -> list[Snapshot]:
        """The board's snapshots, newest first."""
        ...

    def snapshot(self, board_id: str, name: str) -> Snapshot:
        """One of them. Raises NotFound."""
        ...

    def snapshot_package(self, board_id: str, name: str) -> bytes:
        """Its data package, a zip file, as it was frozen. Raises NotFound, or DatabaseError if it was changed."""
        ...

    def export_own(self, board_id: str, voter_id: str) -> pd.DataFrame:
        """All that a voter ever voted, in the order of the log.

        seq, tool_id, tool (its name), round (its name), kind, x, y, shown_x, shown_y, cast_at,
        source, is_current.
        """
        ...

    def forget_voter(self, board_id: str, voter_id: str, *, who: str) -> None:
        """Turn a voter anonymous: their votes go to a fresh random id, name and branch go. No figure changes.

        Raises NotFound.
        """
        ...

    def forget_old_names(self, board_id: str) -> int:
        """Forget the display names that are older than the board keeps them; how many there were.

        Noted in the audit where there were any.
        """
        ...

    # votes
    def submit(self, ballot: Ballot) -> Future[Receipt]:
        """Queue a vote. The future resolves after the commit, or with the VoteRefused that says why not."""
        ...

    def append(self, ballots: Sequence[Ballot]) -> list[Receipt]:
        """Store votes and wait until they are durable; raises the first refusal."""
        ...

    # reads
    def version(self, board_id: str) -> int:
        """A number that rises with every change to the board, votes included."""
        ...

    def public_view(self, board_id: str) -> Selection:
        """What anyone but the organiser may see now: `public_selection` of the board's rounds."""
        ...

    def room(self, board_id: str, since: int) -> RoomReading:
        """The board as the voting room shows it, with the placements after the seq `since`."""
        ...

    def last_seq(self, board_id: str) -> int:
        """The seq of the latest vote; 0 without votes."""
        ...

    def votes_by_minute(self, board_id: str, minutes: int) -> list[int]:
        """How many live votes came in each of the last minutes, the latest last, whichever server took them."""
        ...

    def placed_since(self, board_id: str, voter_id: str, since: int) -> set[str]:
        """The tools that a voter has placed since a seq."""
        ...

    def positions(self, selection: Selection) -> pd.DataFrame:
        """Plain aggregates of the selected placements, a row for each live tool that has any, by tool_id.

        n, n_y, and per axis over the placements that have it: mean_*, sd_*, median_*, the
        quartiles q1_* and q3_*, and mad_*, the median distance from the median. Over placements
        with both axes: mean_complete_*, var_*, cov_xy, and the means of the second and fourth
        power of the distance from their mean, mean_d2 and mean_d4. Below JACKKNIFE_BELOW of
        these also log_trace_n and log_trace_var: how many sums of the two variances are above
        zero when each placement in turn is left out, and the variance of their logarithms.
        Positions are in axis points; quantiles between two votes are found by straight line;
        what is undefined is NaN.
        """
        ...

    def lattice(self, selection: Selection) -> pd.DataFrame:
        """How many selected placements are nearest to each 0.1 point: tool_id, axis, cell, n.

        Cell 503 of axis 'x' is 50.3 points. The canvas votes to 0.1, so that nothing is lost;
        files and other clients may hold finer positions, which go to the nearest cell, the
        higher of two. Empty cells are left out. Ordered by tool, axis and cell.
        """
        ...

    def current_votes(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        """The selected current votes: tool_id, voter_id, round_id, kind, x, y, cast_at, branch."""
        ...

    def anchored_votes(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        """The selected placements with what their voters were shown.

        tool_id, voter_id, round_id, seq, x, y, shown_x, shown_y, cast_at, branch; ordered by tool
        and voter. A y may be older than seq, what was shown and cast_at: see `Selection`.
        """
        ...

    def log(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        """Every vote that the selection looks at, placement or not, in the order of the log.

        seq, tool_id (that it counts for), voter_id, round_id, kind, x, y, shown_x, shown_y,
        cast_at, branch. A voter's earlier votes are there too, y only as it was voted. Votes on
        tools that are not live, by blocked voters, and imported ones that never counted are not.
        """
        ...

    def votes_of(self, board_id: str, voter_id: str) -> pd.DataFrame:
        """One voter's current answers: tool_id, kind, x, y, cast_at; in a fresh round, its own only."""
        ...

    def counts(self, selection: Selection) -> Counts: ...

    def extract(self, board_id: str, *, as_of: int | None = None) -> Extract: ...

    # whole files
    def load(self, board_id: str, file: VoteFile, progress: Progress | None = None) -> Loaded:
        """Store a file of votes, all or nothing.

        Raises UnusableLines if lines cannot be used and quarantine was not asked for.
        """
        ...

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the database to `path`, while votes go on."""
        ...

    def verify(self, board_id: str) -> Verification:
        """Recompute the current votes from the log and compare."""
        ...

    def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        ...
