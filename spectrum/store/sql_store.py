"""The store over any SQL engine: reads in a transaction each, changes through the one writer."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pandas as pd

from spectrum.errors import (
    AddingClosed,
    DatabaseError,
    NotReady,
    StoreUnavailable,
    ToolNameTaken,
)
from spectrum.model import (
    Ballot,
    Board,
    Receipt,
    Reveal,
    Round,
    RoundStart,
    Selection,
    Snapshot,
    Suggestion,
    Tool,
    ToolStatus,
    Verification,
    Voter,
    public_selection,
)
from spectrum.store.ballot_box import BallotBox
from spectrum.store.desk import Desk
from spectrum.store.engine import (
    BrokenFault,
    ConflictFault,
    ConstraintFault,
    Engine,
    Fault,
    Session,
    unavailable,
)
from spectrum.store.forgetting import forget_old_names, forget_voter, has_old_names, read_own_log
from spectrum.store.migrations import migrate
from spectrum.store.moving import Copied, copy_board
from spectrum.store.organising import Organiser
from spectrum.store.protocol import Counts, Extract, Progress, RoomReading, silent
from spectrum.store.readings import (
    read_anchored,
    read_counts,
    read_current,
    read_lattice,
    read_log,
    read_positions,
    whole_board,
)
from spectrum.store.room_reading import read_room
from spectrum.store.rounds import close_round, open_round, read_last_seq
from spectrum.store.rows import (
    read_board,
    read_boards,
    read_rounds,
    read_tools,
    without_late_seeds,
    write_board,
    write_tools,
)
from spectrum.store.sessions import NOTED_EVERY, begin_session, end_session, read_seen, touch_session
from spectrum.store.snapshots import read_package, read_snapshot, read_snapshots
from spectrum.store.statements import over_current, statement
from spectrum.store.suggestions import suggest
from spectrum.store.verification import compare_current
from spectrum.store.voting_rules import VotingRules, read_voting_rules
from spectrum.store.writer import CAPACITY, Writer, WriterFigures

RETENTION = "retention"  # who forgets names in time, for the audit

log = logging.getLogger(__name__)

MOST_IN_A_MINUTE = 1_000_000  # votes that one board can take


def utc_now() -> datetime:
    """The time, naive UTC, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class SqlStore:
    """Boards in an SQL database. See `protocol.Store` for what each method promises."""

    def __init__(
        self, engine: Engine, *, now: Callable[[], datetime] = utc_now, capacity: int = CAPACITY
    ) -> None:
        self._engine = engine
        self._now = now
        self._closed = False
        self._versions: dict[str, int] = {}
        self._versions_lock = threading.Lock()
        self._first_version = time.time_ns() // 1_000_000
        migrate(engine, now())
        self._room_rules: dict[str, VotingRules] = {}
        self._ballots = self._ballot_box()
        self._writer = Writer(self._ballots.commit, self._tidy, capacity)
        self._desk = Desk(self._change, engine.read, now)

    def _ballot_box(self) -> BallotBox:
        """What commits the votes."""
        return BallotBox(self._engine, self._now, self._changed)

    @property
    def database(self) -> str:
        return self._engine.database

    @property
    def waiting(self) -> int:
        """How many votes and changes wait for the writer."""
        return self._writer.waiting

    def writer_figures(self) -> WriterFigures:
        return self._writer.figures

    def check_ready(self) -> None:
        """Raise StoreUnavailable if votes cannot be written now."""
        if not self._writer.running:
            raise StoreUnavailable("it is shutting down")
        if self._ballots.trouble:
            self._writer.apply(self._tidy)  # perhaps it is over
        if self._ballots.trouble:
            raise NotReady(self._ballots.trouble)

    def close(self) -> None:
        self._writer.close()
        if not self._closed:
            self._closed = True
            self._tidy()
            self._engine.close()

    def _tidy(self) -> None:
        """Housekeeping. If it fails, what is committed is safe, but the store says that it is not ready."""
        try:
            self._engine.tidy()
        except DatabaseError as error:
            self._ballots.note_trouble(str(error))
            self._ballots.forget()
        except Fault as fault:
            self._ballots.note_trouble(str(unavailable(fault)))
            self._ballots.forget()
        else:
            self._ballots.note_trouble(None)

    # --- boards, tools, rounds, voters -------------------------------------------

    def boards(self) -> list[Board]:
        with self._engine.read() as session:
            return read_boards(session)

    def board(self, board_id: str) -> Board:
        with self._engine.read() as session:
            return read_board(session, board_id)

    def save_board(self, board: Board) -> None:
        self._change(board.board_id, lambda session: write_board(session, board))

    def tools(
        self, board_id: str, statuses: Sequence[ToolStatus] = ("live",), *, as_of: int | None = None
    ) -> list[Tool]:
        with self._engine.read() as session:
            found = read_tools(session, board_id, statuses)
            return found if as_of is None else without_late_seeds(found, read_rounds(session, board_id))

    def save_tools(self, board_id: str, tools: Sequence[Tool]) -> list[Tool]:
        def save(session: Session) -> list[Tool]:
            highest = max((tool.number for tool in read_tools(session, board_id)), default=0)
            next_number = count(highest + 1)
            numbered = [
                tool if tool.number > 0 else replace(tool, number=next(next_number)) for tool in tools
            ]
            before = _merges(session, board_id)
            write_tools(session, board_id, numbered, replace=True)
            if _merges(session, board_id) != before:  # votes now count for another tool
                session.execute(statement("delete_current"), [board_id])
                session.execute(over_current("store_current", "log"), whole_board(board_id))
            return numbered

        saved: list[Tool] = self._change(board_id, save)
        return saved

    def add_tool(self, board_id: str, tool: Tool) -> Tool:
        def add(session: Session) -> Tool:
            board = read_board(session, board_id)
            if not board.adding_open:
                raise AddingClosed
            there = read_tools(session, board_id)
            taken = {t.name.casefold() for t in there if t.status in ("live", "proposed")}
            if tool.name.casefold() in taken:
                raise ToolNameTaken(tool.name)
            added = replace(
                tool,
                number=max((t.number for t in there), default=0) + 1,
                created_at=self._now(),
                status="proposed" if board.tools_need_approval else "live",
            )
            write_tools(session, board_id, [added], replace=False)
            return added

        added: Tool = self._change(board_id, add)
        return added

    def rounds(self, board_id: str) -> list[Round]:
        with self._engine.read() as session:
            return read_rounds(session, board_id)

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
        planned = Round(
            "", name, self._now(), reveal=reveal, start=start, closes_at=closes_at, join_code=join_code
        )
        return self._desk.act(
            board_id, who, lambda session: open_round(session, board_id, planned, self._now())
        )

    def close_round(self, board_id: str, round_id: str | None = None, *, who: str = "cli") -> Round:
        return self._desk.act(
            board_id, who, lambda session: close_round(session, board_id, round_id, self._now())
        )

    def save_voter(self, board_id: str, voter: Voter) -> None:
        values = [board_id, voter.voter_id, voter.name, voter.branch, voter.blocked_at]
        self._change(board_id, lambda session: session.execute(statement("save_voter"), values))

    def voter(self, board_id: str, voter_id: str) -> Voter:
        with self._engine.read() as session:
            rows = session.fetch(statement("find_voter"), [board_id, voter_id])
        return Voter(*rows[0]) if rows else Voter(voter_id)

    def describe_voter(self, board_id: str, voter_id: str, name: str | None, branch: str | None) -> Voter:
        values = [board_id, voter_id, name, branch, self._now()]
        self._change(board_id, lambda session: session.execute(statement("describe_voter"), values))
        return self.voter(board_id, voter_id)

    def branches(self, board_id: str) -> list[str]:
        with self._engine.read() as session:
            return [branch for (branch,) in session.fetch(statement("list_branches"), [board_id])]

    def suggest(self, board_id: str, suggestion: Suggestion) -> Suggestion:
        taken: Suggestion = self._change(
            board_id, lambda session: suggest(session, board_id, suggestion, self._now())
        )
        return taken

    # --- what an organiser does, and what a voter may ask for ---------------------------

    def organise(self, board_id: str, who: str) -> Organiser:
        return Organiser(self._desk, board_id, who)

    def begin_session(self, board_id: str, session_id: str) -> None:
        self._desk.act(board_id, session_id, lambda session: begin_session(session, session_id, self._now()))

    def end_session(self, board_id: str, session_id: str) -> None:
        self._desk.act(board_id, session_id, lambda session: end_session(session, session_id, self._now()))

    def session_is_open(self, session_id: str, *, is_use: bool = True) -> bool:
        now = self._now()
        with self._engine.read() as session:
            seen_at = read_seen(session, session_id, now)
        if seen_at is None:
            return False
        if is_use and now - seen_at > NOTED_EVERY:
            with contextlib.suppress(DatabaseError):  # a full disk must not sign anybody out
                self._writer.apply(
                    lambda: self._write(lambda session: touch_session(session, session_id, now))
                )
        return True

    def snapshots(self, board_id: str) -> list[Snapshot]:
        with self._engine.read() as session:
            return read_snapshots(session, board_id)

    def snapshot(self, board_id: str, name: str) -> Snapshot:
        with self._engine.read() as session:
            return read_snapshot(session, board_id, name)

    def snapshot_package(self, board_id: str, name: str) -> bytes:
        with self._engine.read() as session:
            return read_package(session, board_id, name)

    def export_own(self, board_id: str, voter_id: str) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_own_log(session, board_id, voter_id)

    def forget_voter(self, board_id: str, voter_id: str, *, who: str) -> None:
        self._desk.act(board_id, who, lambda session: forget_voter(session, board_id, voter_id))

    def forget_old_names(self, board_id: str) -> int:
        now = self._now()
        with self._engine.read() as session:
            if not has_old_names(session, board_id, now):
                return 0
        return sum(
            self._desk.act_all(board_id, RETENTION, lambda session: forget_old_names(session, board_id, now))
        )

    # --- votes ---------------------------------------------------------------------

    def submit(self, ballot: Ballot) -> Future[Receipt]:
        return self._writer.submit(ballot)

    def append(self, ballots: Sequence[Ballot]) -> list[Receipt]:
        return [future.result() for future in [self._writer.submit(ballot) for ballot in ballots]]

    # --- reads ---------------------------------------------------------------------

    def version(self, board_id: str) -> int:
        with self._versions_lock:
            return self._versions.get(board_id, self._first_version)

    def public_view(self, board_id: str) -> Selection:
        return public_selection(board_id, self.rounds(board_id))

    def room(self, board_id: str, since: int) -> RoomReading:
        known = self._room_rules  # before the reading begins: a change puts an empty one in its place
        with self._engine.read() as session:
            rules = known.get(board_id)
            if rules is None:
                rules = known[board_id] = read_voting_rules(session, board_id)
            reading = read_room(session, rules, since)
        if self._room_rules is known:
            return reading
        with self._engine.read() as session:  # votes that those rules do not fit may have come meanwhile
            return read_room(session, read_voting_rules(session, board_id), since)

    def last_seq(self, board_id: str) -> int:
        with self._engine.read() as session:
            return read_last_seq(session, board_id)

    def votes_by_minute(self, board_id: str, minutes: int) -> list[int]:
        now = self._now()
        with self._engine.read() as session:
            first = read_last_seq(session, board_id) - minutes * MOST_IN_A_MINUTE
            values = [board_id, now, now - timedelta(minutes=minutes), first]
            found = {int(ago): int(n) for ago, n in session.fetch(statement("count_by_minute"), values)}
        return [found.get(ago, 0) for ago in range(minutes - 1, -1, -1)]

    def placed_since(self, board_id: str, voter_id: str, since: int) -> set[str]:
        with self._engine.read() as session:
            rows = session.fetch(statement("placed_since"), [board_id, since, voter_id])
        return {tool_id for (tool_id,) in rows}

    def positions(self, selection: Selection) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_positions(session, selection)

    def lattice(self, selection: Selection) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_lattice(session, selection)

    def current_votes(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_current(session, selection, tool_id)

    def anchored_votes(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_anchored(session, selection, tool_id)

    def log(self, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
        with self._engine.read() as session:
            return read_log(session, selection, tool_id)

    def votes_of(self, board_id: str, voter_id: str) -> pd.DataFrame:
        open_round = next((round_ for round_ in self.rounds(board_id) if round_.is_open), None)
        fresh = open_round is not None and open_round.start == "fresh"
        round_id = open_round.round_id if open_round is not None and fresh else None
        with self._engine.read() as session:
            sql = over_current("list_votes_of", "table")
            return session.frame(sql, [*whole_board(board_id, round_id), voter_id])

    def counts(self, selection: Selection) -> Counts:
        with self._engine.read() as session:
            return read_counts(session, selection)

    def extract(self, board_id: str, *, as_of: int | None = None) -> Extract:
        selection = Selection(board_id, as_of=as_of)
        with self._engine.read() as session:
            rounds, tools = read_rounds(session, board_id), read_tools(session, board_id)
            return Extract(
                board=read_board(session, board_id),
                tools=tools if as_of is None else without_late_seeds(tools, rounds),
                rounds=rounds,
                voters=session.frame(statement("list_voters"), [board_id, as_of]),
                votes=session.frame(statement("list_log"), [board_id, as_of]),
                current_votes=read_current(session, selection),
                positions=read_positions(session, selection),
                quarantine=session.frame(statement("list_quarantine"), [board_id]),
                resets=session.frame(statement("list_resets"), [board_id, as_of]),
                taken_at=self._now(),
            )

    def verify(self, board_id: str) -> Verification:
        with self._engine.read() as session:
            read_board(session, board_id)
            return compare_current(session, board_id)

    def take_over(self, board_id: str, source: SqlStore, progress: Progress | None = None) -> Copied:
        """Copy a board of another store into this one. See `copy_board`."""

        def take(session: Session) -> Copied:
            with source._engine.read() as original:
                return copy_board(original, session, board_id, progress or silent)

        taken: Copied = self._change(board_id, take)
        return taken

    # --- how changes are made --------------------------------------------------------

    def _change(self, board_id: str, change: Callable[[Session], Any]) -> Any:
        """Run a change in a transaction on the writer's thread, in order with the votes."""

        def apply() -> Any:
            self._ballots.forget()
            result = self._write(change)
            self._room_rules = {}
            self._changed([board_id])
            return result

        return self._writer.apply(apply)

    def _write(self, change: Callable[[Session], Any], *, retry: bool = True) -> Any:
        try:
            with self._engine.write() as session:
                return change(session)
        except ConflictFault:
            if retry:
                return self._write(change, retry=False)
            raise StoreUnavailable("another change was in the way") from None
        except BrokenFault as fault:
            raise unavailable(fault) from fault
        except ConstraintFault as fault:
            raise DatabaseError(f"The database refused the change: {fault}") from fault

    def _changed(self, board_ids: Iterable[str]) -> None:
        with self._versions_lock:
            for board_id in board_ids:
                self._versions[board_id] = self._versions.get(board_id, self._first_version) + 1


def _merges(session: Session, board_id: str) -> dict[str, str]:
    return {t.tool_id: t.merged_into for t in read_tools(session, board_id) if t.merged_into is not None}
