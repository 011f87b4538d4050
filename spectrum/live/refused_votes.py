"""Votes that were refused, counted by round and reason, for whoever runs the session.

The counts are those of this process since its start; a server that shares a
database with others knows only what came to itself.
"""

from __future__ import annotations

from collections import Counter

from spectrum.errors import (
    DatabaseError,
    InvalidVote,
    JoinCodeNeeded,
    NoSuchTool,
    QueueFull,
    SpectrumError,
    VoteIdTaken,
    VoterBlocked,
    VotingClosed,
)
from spectrum.live.problems import Refused

BY_ERROR: tuple[tuple[type[SpectrumError], str], ...] = (
    (VotingClosed, "voting was closed"),
    (JoinCodeNeeded, "no join code was given"),
    (VoterBlocked, "the voter is blocked"),
    (NoSuchTool, "the tool is not on the board"),
    (VoteIdTaken, "the vote's id belongs to another voter"),
    (InvalidVote, "not a valid position"),
    (QueueFull, "too many votes were waiting"),
    (DatabaseError, "the database took no votes"),
)
BY_STATUS = {
    400: "not a valid position",
    401: "the browser sent no voter cookie",
    403: "sent from another site's page",
    413: "not a valid position",
    422: "not a valid position",
    429: "faster than votes are taken",
}
OTHER = "another reason"


def reason_for(error: SpectrumError | Refused) -> str:
    """Why a vote was refused, in a few words."""
    if isinstance(error, Refused):
        return BY_STATUS.get(error.status, OTHER)
    return next((words for kind, words in BY_ERROR if isinstance(error, kind)), OTHER)


class RefusedVotes:
    """How many votes were refused in each round, by reason; None stands for the times without a round."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str | None, str]] = Counter()

    def add(self, board_id: str, round_id: str | None, reason: str) -> None:
        """Count one."""
        self._counts[board_id, round_id, reason] += 1

    def of(self, board_id: str, round_id: str | None) -> dict[str, int]:
        """Reasons with how often, the most frequent first."""
        counted = list(self._counts.items())
        found = {
            reason: n for (board, round_, reason), n in counted if (board, round_) == (board_id, round_id)
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
