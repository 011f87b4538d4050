"""Commits votes where other servers commit theirs to the same boards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from spectrum.errors import DatabaseError, StoreUnavailable
from spectrum.model import Ballot, Receipt
from spectrum.store.ballot_box import BallotBox, Outcome
from spectrum.store.board_states import take_turn, votes_were_added
from spectrum.store.engine import BrokenFault, Engine, Fault, Session, unavailable


class SharedBallotBox(BallotBox):
    """A ballot box that takes its turn on a board, and then knows what others did there."""

    remembers = None  # ids are found by an index, however old the vote is

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], committed: Callable[[Iterable[str]], None]
    ) -> None:
        super().__init__(engine, now, committed)
        self._rules_versions: dict[str, int] = {}
        self.uncommitted: dict[str, int] = {}
        self.versions: dict[str, int] = {}
        """What commits made of the boards' versions; who tells of them takes them out."""

    def forget(self) -> None:
        """Read rules and voters anew before the next vote."""
        super().forget()
        self._rules_versions.clear()

    def _begin(self, session: Session, board_ids: Iterable[str]) -> None:
        """Wait for the turn, and put away what was changed by others since the last one."""
        states = take_turn(session, board_ids)
        for board_id, state in states.items():
            if self._rules_versions.get(board_id) != state.rules_version:
                self._rules.pop(board_id, None)
                self._known_voters.pop(board_id, None)
                self._rules_versions[board_id] = state.rules_version
        self._last_seq = {board_id: state.last_seq for board_id, state in states.items()}

    def _end(self, session: Session, last_seqs: Mapping[str, int]) -> None:
        for board_id in sorted(last_seqs):
            self.uncommitted[board_id] = votes_were_added(session, board_id, last_seqs[board_id])

    def was_committed(self) -> None:
        """The versions of the last transaction hold."""
        self.versions.update(self.uncommitted)
        self.uncommitted.clear()

    def _store(self, ballots: Sequence[Ballot]) -> list[Outcome]:
        self.uncommitted.clear()
        outcomes = super()._store(ballots)
        self.was_committed()
        return outcomes

    def _reconcile(self, ballots: Sequence[Ballot], fault: BrokenFault) -> list[Outcome]:
        """After a commit of which the answer was lost: try again; what was stored is found by its id.

        The new turn comes only when the lost one has ended, so that nothing is left in doubt.
        """
        self.forget()
        self.note_trouble(str(unavailable(fault)))
        try:
            self._engine.reopen()
            outcomes = self._store(ballots)
        except (DatabaseError, Fault):
            return [StoreUnavailable("it had to be opened again")] * len(ballots)
        self.note_trouble(None)
        return [
            replace(outcome, repeated=False) if isinstance(outcome, Receipt) else outcome
            for outcome in outcomes
        ]
