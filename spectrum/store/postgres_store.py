"""The store in a PostgreSQL database, which any number of servers may share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from spectrum.errors import DatabaseError, DatabaseMissing, FileRefused, StoreUnavailable
from spectrum.model import Loaded, VoteFile
from spectrum.store.ballot_box import BallotBox
from spectrum.store.board_states import board_was_changed, read_rules_version, take_turn
from spectrum.store.changes import Changes
from spectrum.store.duckdb import scratch_database
from spectrum.store.duckdb_store import LEAST_MEMORY, MEMORY_PER_SIZE, UNREADABLE
from spectrum.store.engine import Fault, MemoryFault, Session, UnreadableFault
from spectrum.store.migrations import has_tables
from spectrum.store.postgres import PostgresEngine, PostgresSession
from spectrum.store.postgres_backup import back_up
from spectrum.store.postgres_loading import PostgresLoad
from spectrum.store.protocol import Progress, RoomReading, silent
from spectrum.store.room_reading import read_room
from spectrum.store.shared_ballot_box import SharedBallotBox
from spectrum.store.sql_store import SqlStore
from spectrum.store.statements import statement
from spectrum.store.voting_rules import VotingRules, read_voting_rules
from spectrum.store.writer import CAPACITY


class PostgresStore(SqlStore):
    """Boards in a PostgreSQL database, whose tables are made if they are not there.

    What this process knows of a board is compared with the board's row whenever it
    writes or reads, so that another server's change holds from the next vote on.
    """

    def __init__(self, address: str, *, capacity: int = CAPACITY, must_exist: bool = False) -> None:
        """Raises DatabaseUnreachable, NotADatabase, DatabaseTooNew, or DatabaseMissing if it `must_exist`."""
        self._postgres = PostgresEngine(address)
        self._kept_rules: dict[str, tuple[int, VotingRules]] = {}
        try:
            if must_exist:
                self._check_tables()
            super().__init__(self._postgres, capacity=capacity)
            self._changes = Changes(self._postgres)
        except Fault as fault:
            self._postgres.close()
            raise DatabaseError(f"The tables in '{self.database}' could not be made: {fault}") from fault
        except BaseException:
            self._postgres.close()
            raise

    def _check_tables(self) -> None:
        with self._postgres.read() as session:
            if not has_tables(session, "schema_migrations"):
                raise DatabaseMissing(self._postgres.database)

    def _ballot_box(self) -> BallotBox:
        self._box = SharedBallotBox(self._engine, self._now, self._changed)
        return self._box

    def check_ready(self) -> None:
        super().check_ready()
        if not self._changes.hears:
            raise StoreUnavailable("the connection to it is interrupted")

    def close(self) -> None:
        self._writer.close()
        self._changes.close()
        super().close()

    # --- versions --------------------------------------------------------------------

    def version(self, board_id: str) -> int:
        return self._changes.version(board_id)

    def on_change(self, listener: Callable[[str, int], None]) -> Callable[[], None]:
        """Let `listener` hear (board, version) of every change on any server; return what ends that.

        It is called on whatever thread and must return quickly.
        """
        return self._changes.call(listener)

    def _changed(self, board_ids: Iterable[str]) -> None:
        versions = self._box.versions
        for board_id in board_ids:
            version = versions.pop(board_id, None)
            if version is None:
                self._changes.look()
            else:
                self._changes.tell(board_id, version)

    def _change(self, board_id: str, change: Callable[[Session], Any]) -> Any:
        def in_turn(session: Session) -> Any:
            take_turn(session, [board_id])
            result = change(session)
            self._box.uncommitted[board_id] = board_was_changed(session, board_id)
            return result

        return super()._change(board_id, in_turn)

    def _write(self, change: Callable[[Session], Any], *, retry: bool = True) -> Any:
        self._box.uncommitted.clear()
        result = super()._write(change, retry=retry)
        self._box.was_committed()
        return result

    # --- reads and files -------------------------------------------------------------

    def room(self, board_id: str, since: int) -> RoomReading:
        with self._engine.read() as session:
            rules = self._rules_now(session, board_id)
            reading = read_room(session, rules, since)
            if rules.open_round is None or rules.open_round.reveal != "after_own_vote":
                return reading
            return replace(reading, voted=dict(session.fetch(statement("voted_since"), [board_id, since])))

    def _rules_now(self, session: Session, board_id: str) -> VotingRules:
        """The rules at the instant of this reading: those kept, or read anew if they were changed since."""
        age = read_rules_version(session, board_id)
        kept = self._kept_rules.get(board_id)
        if kept is not None and kept[0] == age:
            return kept[1]
        rules = read_voting_rules(session, board_id)
        if age is not None:
            self._kept_rules[board_id] = (age, rules)
        return rules

    def load(self, board_id: str, file: VoteFile, progress: Progress | None = None) -> Loaded:
        size = file.path.stat().st_size // 1_000_000
        try:
            return self._load(board_id, file, progress, max(LEAST_MEMORY, MEMORY_PER_SIZE * size))
        except MemoryFault:
            return self._load(board_id, file, progress, None)
        except UnreadableFault:
            raise FileRefused(file.path.name, UNREADABLE) from None

    def _load(
        self, board_id: str, file: VoteFile, progress: Progress | None, megabytes: int | None
    ) -> Loaded:
        with scratch_database(megabytes) as scratch:

            def run(session: Session) -> Loaded:
                postgres = cast(PostgresSession, session)
                return PostgresLoad(postgres, board_id, file, self._now(), scratch).run(progress or silent)

            loaded: Loaded = self._change(board_id, run)
        return loaded

    def backup(self, path: Path) -> None:
        """Write all boards as they are now to a DuckDB file at `path`."""
        back_up(self._postgres, path, self._now())
