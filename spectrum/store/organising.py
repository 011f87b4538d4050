"""An organiser at work on one board: every action in one place.

An action is a change on the writer's thread, in order with the votes, and its
audit entry is written in the same transaction. Who may act is for the caller to
check; here it is only noted who did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar, Unpack

import pandas as pd

from spectrum.model import (
    AuditEntry,
    Board,
    BoardChanges,
    Reveal,
    Round,
    RoundStart,
    SeedSet,
    Selection,
    Snapshot,
    Suggestion,
    SuggestionStatus,
    Tool,
    ToolChanges,
    ToolStatus,
)
from spectrum.store.audit import Deed, read_audit
from spectrum.store.blocking import block_voter, positions_without, read_voter_figures, unblock_voter
from spectrum.store.board_settings import change_board
from spectrum.store.catalogue import add_tools, edit_tool, reorder_tools, set_status
from spectrum.store.desk import Desk
from spectrum.store.engine import Session
from spectrum.store.forgetting import forget_names
from spectrum.store.merging import merge_tools, unmerge_tool
from spectrum.store.resets import reset_votes, undo_reset
from spectrum.store.rounds import close_round, open_round, time_round
from spectrum.store.seeds import Seed, bake_seeds, read_seed_sets, read_seeds, revert_seeds
from spectrum.store.snapshots import check_snapshot_name, record_snapshot
from spectrum.store.suggestions import (
    accept_suggestion,
    decline_suggestion,
    read_suggestions,
    undo_decline,
)

T = TypeVar("T")


class Organiser:
    """The actions of `who` on a board. Refusals are SpectrumErrors, and then nothing was changed."""

    def __init__(self, desk: Desk, board_id: str, who: str) -> None:
        self._desk = desk
        self._board = board_id
        self._who = who

    def _act(self, deed: Callable[[Session], Deed[T]]) -> T:
        return self._desk.act(self._board, self._who, deed)

    def _set_status(
        self, tool_id: str, action: str, allowed: tuple[ToolStatus, ...], status: ToolStatus
    ) -> Tool:
        return self._act(
            lambda session: set_status(
                session, self._board, tool_id, action=action, allowed=allowed, status=status
            )
        )

    # --- the board ---------------------------------------------------------------------

    def change_board(self, **changes: Unpack[BoardChanges]) -> Board:
        """Change the settings that are named."""
        return self._act(lambda session: change_board(session, self._board, changes))

    # --- rounds ------------------------------------------------------------------------

    def open_round(
        self,
        name: str,
        *,
        reveal: Reveal = "live",
        start: RoundStart = "cumulative",
        closes_at: datetime | None = None,
        join_code: str | None = None,
    ) -> Round:
        """Open voting. Raises RoundAlreadyOpen or RoundNameTaken."""
        now = self._desk.now()
        planned = Round("", name, now, reveal=reveal, start=start, closes_at=closes_at, join_code=join_code)
        return self._act(lambda session: open_round(session, self._board, planned, now))

    def close_round(self, round_id: str) -> Round:
        """Close the open round, if it is the one that is meant. Raises NotFound."""
        return self._act(lambda session: close_round(session, self._board, round_id, self._desk.now()))

    def time_round(self, round_id: str, closes_at: datetime | None) -> Round:
        """Let the open round close by itself at a time (naive UTC), or never. Raises NotFound, InvalidSetting."""
        now = self._desk.now()
        return self._act(lambda session: time_round(session, self._board, round_id, closes_at, now))

    # --- tools -----------------------------------------------------------------------

    def approve(self, tool_id: str) -> Tool:
        """Put a proposed tool on the board."""
        return self._set_status(tool_id, "approve_tool", ("proposed",), "live")

    def hide(self, tool_id: str) -> Tool:
        """Take a tool off the board, or decline a proposed one; its votes stay in the log."""
        return self._set_status(tool_id, "hide_tool", ("live", "proposed"), "hidden")

    def restore(self, tool_id: str) -> Tool:
        """Put a hidden tool back on the board, with its votes. Raises ToolNameTaken if another has its name by now."""
        return self._set_status(tool_id, "restore_tool", ("hidden",), "live")

    def edit(self, tool_id: str, **changes: Unpack[ToolChanges]) -> Tool:
        """Change what is named of a tool: name, description, branches, seed_x, seed_y."""
        return self._act(lambda session: edit_tool(session, self._board, tool_id, changes))

    def reorder(self, tool_ids: Sequence[str]) -> list[Tool]:
        """Number these tools from 1, the others after them."""
        return self._act(lambda session: reorder_tools(session, self._board, tool_ids))

    def add_tools(self, tools: Sequence[Tool], *, replacing_starters: bool = False) -> list[Tool]:
        """Add live tools, such as those of a CSV file; ids that are there stay as they are. Returns those added.

        A tool without an id gets one. `replacing_starters`: starter tools without votes give way.
        """
        return self._act(
            lambda session: add_tools(
                session, self._board, tools, self._desk.now(), replacing_starters=replacing_starters
            )
        )

    def merge(self, tool_id: str, into: str) -> Tool:
        """Let a duplicate's votes count for the tool `into`."""
        return self._act(lambda session: merge_tools(session, self._board, tool_id, into, self._desk.now()))

    def unmerge(self, tool_id: str) -> Tool:
        """Undo a merge: all votes on the tool, those since among them, are its own again."""
        return self._act(lambda session: unmerge_tool(session, self._board, tool_id))

    # --- votes and voters --------------------------------------------------------------

    def reset_votes(self, tool_id: str) -> Tool:
        """Let a tool's votes so far not count; they stay in the log."""
        return self._act(lambda session: reset_votes(session, self._board, tool_id, self._desk.now()))

    def undo_reset(self, tool_id: str) -> Tool:
        """Take the tool's latest reset back."""
        return self._act(lambda session: undo_reset(session, self._board, tool_id))

    def block(self, voter_ids: Collection[str]) -> None:
        """Keep voters' votes out of every figure, and take no more from them: all of them or none."""
        now = self._desk.now()
        self._desk.act_all(
            self._board,
            self._who,
            lambda session: [block_voter(session, self._board, voter, now) for voter in sorted(voter_ids)],
        )

    def unblock(self, voter_ids: Collection[str]) -> None:
        """Let voters' votes count again."""
        self._desk.act_all(
            self._board,
            self._who,
            lambda session: [unblock_voter(session, self._board, voter) for voter in sorted(voter_ids)],
        )

    def voters(self) -> pd.DataFrame:
        """Every voter: voter_id, name, branch, blocked_at, n_votes, n_placements, first_at, last_at."""
        with self._desk.read() as session:
            return read_voter_figures(session, self._board)

    def positions_without(
        self, voter_ids: Collection[str], selection: Selection | None = None
    ) -> pd.DataFrame:
        """What `Store.positions` would be if these voters were blocked."""
        with self._desk.read() as session:
            return positions_without(session, selection or Selection(self._board), voter_ids)

    def forget_names(self, older_than: datetime) -> int:
        """Forget the display names of voters not heard of since a time (naive UTC); how many there were."""
        return self._act(lambda session: forget_names(session, self._board, older_than))

    # --- seeds -------------------------------------------------------------------------

    def bake_seeds(
        self,
        round_name: str,
        *,
        reveal: Reveal = "live",
        closes_at: datetime | None = None,
        join_code: str | None = None,
        close_open: bool = False,
    ) -> Round:
        """Make the collective positions the seeds and open a fresh round. See `seeds`."""
        now = self._desk.now()
        planned = Round("", round_name, now, reveal=reveal, closes_at=closes_at, join_code=join_code)
        return self._act(
            lambda session: bake_seeds(session, self._board, planned, now, close_open=close_open)
        )

    def revert_seeds(self, number: int, *, close_open: bool = False) -> list[Tool]:
        """Go back to the set of seeds with this number."""
        now = self._desk.now()
        return self._act(
            lambda session: revert_seeds(session, self._board, number, now, close_open=close_open)
        )

    def seed_sets(self) -> list[SeedSet]:
        """The sets of seeds that are kept, oldest first."""
        with self._desk.read() as session:
            return read_seed_sets(session, self._board)

    def seeds(self, number: int) -> dict[str, Seed]:
        """The seeds of a set, by tool. Raises NotFound."""
        with self._desk.read() as session:
            return read_seeds(session, self._board, number)

    # --- suggestions, snapshots, audit ---------------------------------------------------

    def suggestions(self, status: SuggestionStatus | None = "waiting") -> list[Suggestion]:
        """What visitors propose, oldest first; None: whatever became of it."""
        with self._desk.read() as session:
            return read_suggestions(session, self._board, status)

    def accept(self, suggestion_id: str) -> Suggestion:
        """Add the proposed tool, or make the proposed place the tool's seed."""
        return self._act(
            lambda session: accept_suggestion(session, self._board, suggestion_id, self._desk.now())
        )

    def decline(self, suggestion_id: str) -> Suggestion:
        """Put a suggestion away."""
        return self._act(
            lambda session: decline_suggestion(session, self._board, suggestion_id, self._desk.now())
        )

    def undo_decline(self, suggestion_id: str) -> Suggestion:
        """Let a declined suggestion wait again."""
        return self._act(lambda session: undo_decline(session, self._board, suggestion_id))

    def check_snapshot_name(self, name: str) -> None:
        """Raise if no snapshot can be taken under this name, before its package is made."""
        with self._desk.read() as session:
            check_snapshot_name(session, self._board, name)

    def record_snapshot(self, snapshot: Snapshot, package: bytes) -> Snapshot:
        """Keep a snapshot with its package, a zip file. It can neither be changed nor taken away."""
        return self._act(lambda session: record_snapshot(session, self._board, snapshot, package))

    def note_backup(self, file: str, size: int) -> None:
        """Note that a copy of the database was made: the name of its file, and its bytes."""
        return self._act(lambda session: Deed("back_up", file, None, after={"size": size}))

    def note_names_exported(self, file: str) -> None:
        """Note that voters' display names were taken away, in a file of this name."""
        return self._act(lambda session: Deed("export_names", file, None))

    def audit(self, limit: int = 1_000) -> list[AuditEntry]:
        """The latest actions on the board, newest first."""
        with self._desk.read() as session:
            return read_audit(session, self._board, limit)
