"""Commits votes where other servers commit theirs to the same boards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from spectrum.errors import DatabaseError
from spectrum.model import Ballot, Receipt, Tally
from spectrum.store.ballot_box import BallotBox
from spectrum.store.board_states import read_rules_version, take_turn, votes_were_added
from spectrum.store.engine import Engine, Fault, Session
from spectrum.store.outcomes import Outcome, with_tally

log = logging.getLogger(__name__)


class SharedBallotBox(BallotBox):
    """A ballot box that takes its turn on a board, and then knows what others did there.

    A commit of which the answer was lost is tried again in a new turn. That comes only when the lost one
    has ended, so nothing is left in doubt.
    """

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

    def _sum_up(self, session: Session, board_id: str, tool_ids: Collection[str]) -> dict[str, Tally]:
        """Nothing yet: on a large board it takes longer than all else, and others wait for their turn."""
        return {}

    def _store(self, ballots: Sequence[Ballot]) -> list[Outcome]:
        self.uncommitted.clear()
        outcomes = super()._store(ballots)
        self.was_committed()
        voted_on: dict[str, set[str]] = {}
        for ballot, outcome in zip(ballots, outcomes, strict=True):
            if isinstance(outcome, Receipt) and not outcome.repeated:
                voted_on.setdefault(ballot.board_id, set()).add(outcome.tool_id)
        tallies = self._sum_up_later(voted_on)
        return [
            with_tally(outcome, tallies.get(ballot.board_id, {}))
            for ballot, outcome in zip(ballots, outcomes, strict=True)
        ]

    def _sum_up_later(self, voted_on: Mapping[str, Collection[str]]) -> dict[str, dict[str, Tally]]:
        """What counts after the turn, unless the rules were changed since: then votes may be in it that are hidden.

        A receipt without it holds as well; who needs it reads the board.
        """
        tallies = {}
        try:
            with self._engine.read() as session:
                for board_id, tool_ids in voted_on.items():
                    if read_rules_version(session, board_id) == self._rules_versions.get(board_id):
                        tallies[board_id] = super()._sum_up(session, board_id, tool_ids)
        except (DatabaseError, Fault) as error:
            log.warning("Votes were saved, but could not be summed up: %s", error)
        return tallies
