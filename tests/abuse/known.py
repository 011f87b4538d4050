"""What must be so after a sequence of calls, as far as one who saw every answer can know it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import httpx

from spectrum.model import Round
from tests.abuse.door import Stored


@dataclass(eq=False)
class Visitor:
    """A browser that votes. `admitted`: the round whose join code it gave last."""

    client: httpx.Client
    voter_id: str
    admitted: str | None = None


@dataclass(frozen=True)
class Cast:
    """A vote that was acknowledged. `voter_id`: whose it is, None once that was forgotten."""

    vote_id: str
    voter_id: str | None
    tool_id: str
    kind: str
    x: float | None
    y: float | None
    seq: int
    round_id: str


@dataclass(frozen=True)
class Known:
    """A tool: its status but for merging, and what it was merged into itself."""

    name: str
    status: str
    into: str | None = None


@dataclass
class Knowledge:
    """The board as it must be."""

    casts: dict[str, Cast] = field(default_factory=dict)
    round: Round | None = None
    tools: dict[str, Known] = field(default_factory=dict)
    voters: set[str] = field(default_factory=set)  # of whom anything is stored
    blocked: set[str] = field(default_factory=set)
    blocked_unknown: int = 0  # who have been forgotten since
    adding_open: bool = False
    need_approval: bool = False
    suggestions: dict[str, str] = field(default_factory=dict)
    deeds: int = 0  # entries of the audit
    sessions: set[str] = field(default_factory=set)  # of the organiser, that may have written one
    reset: set[str] = field(default_factory=set)  # tools whose votes were reset in the open round

    @classmethod
    def of(cls, stored: Stored) -> Knowledge:
        """To begin with: what is there."""
        known = cls(
            tools={t.tool_id: Known(t.name, t.status) for t in stored.tools},
            suggestions={s.suggestion_id: s.status for s in stored.suggestions},
            deeds=stored.audit[0].seq if stored.audit else 0,
        )
        for row in stored.votes.itertuples():
            x, y = (_none(value) for value in (row.x, row.y))
            vote_id = str(row.vote_id)
            known.casts[vote_id] = Cast(vote_id, None, row.tool_id, row.kind, x, y, row.seq, row.round_id)
        return known

    def end_of(self, tool_id: str) -> str:
        """The tool that its votes count for."""
        while (into := self.tools[tool_id].into) is not None:
            tool_id = into
        return tool_id

    def status_of(self, tool_id: str) -> str:
        tool = self.tools[tool_id]
        return tool.status if tool.into is None else "merged"

    def takes(self, tool_id: str) -> bool:
        """Whether there may be votes on a tool."""
        return tool_id in self.tools and self.status_of(self.end_of(tool_id)) == "live"

    def is_taken(self, name: str) -> bool:
        there = (
            self.tools[t].name.casefold() for t in self.tools if self.status_of(t) in ("live", "proposed")
        )
        return name.casefold() in there

    def answer_to(self, visitor: Visitor, body: dict[str, object]) -> int:
        """The status that a sound vote must get."""
        before = self.casts.get(str(body["vote_id"]))
        if before is not None:
            return 200 if before.voter_id == visitor.voter_id else 409
        if self.round is None:
            return 409
        if visitor.voter_id in self.blocked or not self.lets_in(visitor):
            return 403
        return 201 if self.takes(str(body["tool_id"])) else 404

    def lets_in(self, visitor: Visitor) -> bool:
        return self.round is None or not self.round.join_code or visitor.admitted == self.round.round_id

    def sees(self, visitor: Visitor | None, tool_id: str) -> bool | None:
        """Whether somebody may see where a tool stands; None: they placed it, and its votes were reset since."""
        if self.round is None or self.round.reveal == "live":
            return True
        if self.round.reveal == "after_close" or visitor is None:
            return False
        own = [
            cast
            for cast in self.casts.values()
            if (cast.voter_id, cast.round_id) == (visitor.voter_id, self.round.round_id)
            and self.end_of(cast.tool_id) == tool_id
        ]
        if not own or max(own, key=lambda cast: cast.seq).kind != "place":
            return False
        return None if any(self.end_of(reset) == tool_id for reset in self.reset) else True

    def forget(self, visitor: Visitor, new_id: str) -> None:
        """The visitor is somebody new, and nobody knows whose their votes were."""
        old = visitor.voter_id
        for cast in self.casts.values():
            if cast.voter_id == old:
                self.casts[cast.vote_id] = replace(cast, voter_id=None)
        self.blocked_unknown += old in self.blocked
        self.blocked.discard(old)
        self.voters.discard(old)
        visitor.voter_id, visitor.admitted = new_id, None

    def assert_stored(self, stored: Stored) -> None:
        """What is stored is this, to the last vote."""
        assert stored.agrees
        log = {
            str(v.vote_id): (v.tool_id, v.kind, _none(v.x), _none(v.y), v.seq, v.round_id)
            for v in stored.votes.itertuples()
        }
        assert len(log) == len(stored.votes), "a vote is stored twice"
        assert log == {
            c.vote_id: (c.tool_id, c.kind, c.x, c.y, c.seq, c.round_id) for c in self.casts.values()
        }
        self._assert_owned(stored)
        open_round = next((round_ for round_ in stored.rounds if round_.is_open), None)
        assert open_round == self.round
        assert {t.tool_id: (t.name, t.status, t.merged_into) for t in stored.tools} == {
            t: (tool.name, self.status_of(t), None if tool.into is None else self.end_of(t))
            for t, tool in self.tools.items()
        }
        assert stored.blocked & self.voters == self.blocked
        assert len(stored.blocked) == len(self.blocked) + self.blocked_unknown
        assert (stored.board.adding_open, stored.board.tools_need_approval) == (
            self.adding_open,
            self.need_approval,
        )
        assert {s.suggestion_id: s.status for s in stored.suggestions} == self.suggestions
        latest = stored.audit[0]
        assert latest.seq == self.deeds, latest
        assert latest.who in self.sessions | {"voter", "clock"}, latest

    def _assert_owned(self, stored: Stored) -> None:
        owner = dict(zip(stored.votes["vote_id"].astype(str), stored.votes["voter_id"], strict=True))
        owned = {cast.vote_id: cast.voter_id for cast in self.casts.values() if cast.voter_id is not None}
        assert owned.items() <= owner.items()
        forgotten = {owner[vote_id] for vote_id in set(owner) - set(owned)}
        assert forgotten & set(owned.values()) == set(), "a forgotten voter's votes lead back to a known one"


def _none(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
