"""What happens to a batch of votes: who is refused, what is logged, what becomes current.

Runs on the writer's thread only. All of a batch is one transaction; nobody gets
a receipt before it is committed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from spectrum.errors import (
    DatabaseError,
    JoinCodeNeeded,
    NoSuchBoard,
    NoSuchTool,
    StoreUnavailable,
    VoteIdTaken,
    VoterBlocked,
    VotingClosed,
)
from spectrum.model import NO_VOTES, Ballot, Receipt, Round, Tally, Voter
from spectrum.store.engine import (
    BrokenFault,
    ConflictFault,
    ConstraintFault,
    Engine,
    Fault,
    Session,
    unavailable,
)
from spectrum.store.folding import LogRow, fold
from spectrum.store.outcomes import Outcome, may_be_new, refusal_after, with_tally
from spectrum.store.rows import write_voters
from spectrum.store.statements import statement
from spectrum.store.voting_rules import VotingRules, read_tallies, read_voting_rules
from spectrum.store.writer import WaitingVote

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=24)  # how long a vote_id may be sent again
LONG_AGO = datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as all times here
UPSERT_COLUMNS = ("counts_for", "voter_id", "seq", "round_id", "kind", "x", "y", "cast_at")
LOG_COLUMNS = (
    "seq", "vote_id", "round_id", "tool_id", "voter_id", "kind", "x", "y", "shown_x", "shown_y", "cast_at",
)  # fmt: skip


class BallotBox:
    """Commits votes. `now` gives the time, naive UTC; `committed` hears which boards changed."""

    remembers: timedelta | None = REMEMBERED

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], committed: Callable[[Iterable[str]], None]
    ) -> None:
        self._engine = engine
        self._now = now
        self._committed = committed
        self._rules: dict[str, VotingRules] = {}
        self._last_seq: dict[str, int] | None = None
        self._known_voters: dict[str, set[str]] = {}  # who has voted, so that they need not be added again
        self.trouble: str | None = None

    def note_trouble(self, why: str | None) -> None:
        """Say once that votes cannot be saved, and why; and once that they can again (None)."""
        if why is not None and why != self.trouble:
            log.error("Votes are refused: %s", why)
        if why is None and self.trouble is not None:
            log.warning("Votes are saved again.")
        self.trouble = why

    def forget(self) -> None:
        """Read rules and the last seq anew before the next vote, as something else has changed them."""
        self._rules.clear()
        self._last_seq = None
        self._known_voters.clear()

    def commit(self, batch: Sequence[WaitingVote]) -> None:
        """Store a batch and resolve the future of every vote in it."""
        outcomes = self._attempt([vote.ballot for vote in batch])
        self._committed(
            {
                vote.ballot.board_id
                for vote, outcome in zip(batch, outcomes, strict=True)
                if may_be_new(outcome)
            }
        )
        for vote, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                vote.future.set_result(outcome)
            else:
                vote.future.set_exception(outcome)

    def _attempt(self, ballots: Sequence[Ballot], *, retry: bool = True) -> list[Outcome]:
        try:
            outcomes = self._store(ballots)
        except ConflictFault:
            self.forget()
            if retry:
                return self._attempt(ballots, retry=False)
            return [StoreUnavailable("another change was in the way")] * len(ballots)
        except ConstraintFault as fault:
            self.forget()
            if len(ballots) == 1:
                return [DatabaseError(f"The vote was not saved, as the database refused it: {fault}")]
            half = len(ballots) // 2
            return self._attempt(ballots[:half]) + self._attempt(ballots[half:])
        except BrokenFault as fault:
            return self._reconcile(ballots, fault)
        except DatabaseError as error:
            self.forget()
            self.note_trouble(str(error))
            return [error] * len(ballots)
        self.note_trouble(None)
        return outcomes

    def _reconcile(self, ballots: Sequence[Ballot], fault: BrokenFault) -> list[Outcome]:
        """After a failure in mid-commit: open again and try once more; what is in already is found by its id."""
        self.forget()
        if self.trouble is None:
            log.warning("A commit broke off and is tried once more: %s", unavailable(fault))
        try:
            self._engine.reopen()
            outcomes = self._store(ballots)
        except (DatabaseError, Fault) as error:
            return self._found(ballots, fault, error)
        self.note_trouble(None)
        return [
            replace(outcome, repeated=False) if isinstance(outcome, Receipt) else outcome
            for outcome in outcomes
        ]

    def _found(
        self, ballots: Sequence[Ballot], fault: BrokenFault, error: DatabaseError | Fault
    ) -> list[Outcome]:
        """After the second failure: a receipt for who is in, and for the others why they are not."""
        self.forget()
        refusal = refusal_after(fault, error)
        self.note_trouble(str(refusal))
        stored: dict[tuple[str, UUID], Receipt] = {}
        with contextlib.suppress(DatabaseError, Fault), self._engine.read() as session:
            stored = self._already_stored(session, ballots)
        found = [stored.get((ballot.board_id, ballot.vote_id)) for ballot in ballots]
        return [
            receipt if receipt is not None and receipt.voter_id == ballot.voter_id else refusal
            for ballot, receipt in zip(ballots, found, strict=True)
        ]

    def _store(self, ballots: Sequence[Ballot]) -> list[Outcome]:
        now = self._now()
        outcomes: dict[int, Outcome] = {}
        with self._engine.write() as session:
            self._begin(session, {ballot.board_id for ballot in ballots})
            stored = self._already_stored(session, ballots)
            seqs = dict(self._sequence(session))
            rows: dict[str, list[LogRow]] = {}
            for index, ballot in enumerate(ballots):
                outcome = self._judge(session, ballot, stored, seqs, now)
                if isinstance(outcome, LogRow):
                    rows.setdefault(ballot.board_id, []).append(outcome)
                    outcome = _receipt(outcome)
                    stored[ballot.board_id, ballot.vote_id] = outcome
                outcomes[index] = outcome
            tallies: dict[str, dict[str, Tally]] = {}
            for board_id, new in rows.items():
                self._write(session, board_id, new)
                tallies[board_id] = self._sum_up(session, board_id, {row.counts_for for row in new})
            self._end(session, {board_id: seqs[board_id] for board_id in rows})
        self._last_seq = seqs
        for board_id, new in rows.items():
            self._known_voters.setdefault(board_id, set()).update(row.voter_id for row in new)
        return [
            with_tally(outcomes[index], tallies.get(ballot.board_id, {}))
            for index, ballot in enumerate(ballots)
        ]

    def _begin(self, session: Session, board_ids: Iterable[str]) -> None:
        """Hook for a database that others write to as well: runs before a batch looks at anything."""

    def _sum_up(self, session: Session, board_id: str, tool_ids: Collection[str]) -> dict[str, Tally]:
        """What counts now for tools that were voted on."""
        tallies = read_tallies(session, self._rules[board_id], tool_ids)
        return dict.fromkeys(tool_ids, NO_VOTES) | tallies

    def _end(self, session: Session, last_seqs: Mapping[str, int]) -> None:
        """Hook for the same: runs when all is written, with the last seq of each board that got votes."""

    def _judge(
        self,
        session: Session,
        ballot: Ballot,
        stored: dict[tuple[str, UUID], Receipt],
        seqs: dict[str, int],
        now: datetime,
    ) -> LogRow | Outcome:
        if earlier := stored.get((ballot.board_id, ballot.vote_id)):
            if earlier.voter_id != ballot.voter_id:
                return VoteIdTaken(ballot.vote_id)
            now_for = self._rules_of(session, ballot.board_id).counts_for.get(
                earlier.tool_id, earlier.tool_id
            )
            return replace(earlier, tool_id=now_for, repeated=True)
        rules = self._rules_of(session, ballot.board_id)
        if rules.open_round is None or _is_over(rules.open_round, now):
            return VotingClosed(rules.last_round.name if rules.last_round else None)
        if ballot.voter_id in rules.blocked:
            return VoterBlocked()
        if rules.open_round.join_code and ballot.admitted_to != rules.open_round.round_id:
            return JoinCodeNeeded()
        counts_for = rules.counts_for.get(ballot.tool_id)
        if counts_for is None:
            return NoSuchTool(ballot.tool_id)
        seqs[ballot.board_id] = seqs.get(ballot.board_id, 0) + 1
        shown = (ballot.shown_x, ballot.shown_y)
        if not _could_be_shown(rules.open_round, ballot):
            shown = (None, None)  # whatever the client says
        return LogRow(
            seq=seqs[ballot.board_id],
            vote_id=ballot.vote_id,
            round_id=rules.open_round.round_id,
            tool_id=ballot.tool_id,
            counts_for=counts_for,
            voter_id=ballot.voter_id,
            kind=ballot.kind,
            x=ballot.x,
            y=ballot.y,
            shown_x=shown[0],
            shown_y=shown[1],
            cast_at=now,
        )

    def _already_stored(self, session: Session, ballots: Sequence[Ballot]) -> dict[tuple[str, UUID], Receipt]:
        found: dict[tuple[str, UUID], Receipt] = {}
        for board_id, group in groupby(sorted(ballots, key=_board_of), key=_board_of):
            ids = [str(ballot.vote_id) for ballot in group]
            since = self._remembered_since(session, board_id)
            for vote_id, voter_id, seq, cast_at, tool_id, round_id in session.fetch(
                statement("find_votes"), [board_id, since, ids]
            ):
                found[board_id, vote_id] = Receipt(vote_id, voter_id, seq, cast_at, tool_id, round_id)
        return found

    def _remembered_since(self, session: Session, board_id: str) -> datetime:
        """From when on a board's vote ids are known: a day ago, or the opening of the round if that was earlier."""
        if self.remembers is None:
            return LONG_AGO
        a_day_ago = self._now() - self.remembers
        try:
            now_open = self._rules_of(session, board_id).open_round
        except NoSuchBoard:
            return a_day_ago
        return a_day_ago if now_open is None else min(a_day_ago, now_open.opened_at)

    def _sequence(self, session: Session) -> dict[str, int]:
        if self._last_seq is None:
            self._last_seq = {board_id: int(seq) for board_id, seq in session.fetch(statement("last_seq"))}
        return self._last_seq

    def _rules_of(self, session: Session, board_id: str) -> VotingRules:
        rules = self._rules.get(board_id)
        if rules is None:
            rules = self._rules[board_id] = read_voting_rules(session, board_id)
        return rules

    def _write(self, session: Session, board_id: str, rows: Sequence[LogRow]) -> None:
        """Log the votes and make them current."""
        rules = self._rules[board_id]
        fresh = rules.open_round is not None and rules.open_round.start == "fresh"
        session.execute(statement("append_votes"), [board_id, *_columns(rows, LOG_COLUMNS)])
        for wave in fold(rows):
            columns = _columns(wave, UPSERT_COLUMNS)
            session.execute(statement("upsert_current_votes"), [board_id, *columns, "live", fresh])
        strangers = {row.voter_id for row in rows} - self._known_voters.get(board_id, set())
        write_voters(session, board_id, [Voter(voter_id) for voter_id in sorted(strangers)])


def _could_be_shown(round_: Round, ballot: Ballot) -> bool:
    """Whether a voter can have seen where the tool stands, in this round."""
    if round_.reveal == "after_own_vote":
        return ballot.shown_in == round_.round_id
    return round_.reveal == "live"


def _is_over(round_: Round, now: datetime) -> bool:
    return round_.closes_at is not None and now >= round_.closes_at


def _board_of(ballot: Ballot) -> str:
    return ballot.board_id


def _columns(rows: Sequence[LogRow], names: Sequence[str]) -> list[list[object]]:
    return [[_plain(getattr(row, name)) for row in rows] for name in names]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _receipt(row: LogRow) -> Receipt:
    return Receipt(row.vote_id, row.voter_id, row.seq, row.cast_at, row.counts_for, row.round_id)
