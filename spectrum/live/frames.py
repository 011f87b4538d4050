"""What the room shows at one instant, and how it goes over the wire.

A tool's entry is encoded once for the whole crowd, with its position and without.
Who may see which is decided here and nowhere else, so what a voter may not see is
never sent to them.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from spectrum.analysis import collective_of_one
from spectrum.model import NO_VOTES, Board, Round, Tally, Tool
from spectrum.store import Placement, RoomReading

DECIMALS = 2  # of a collective position, in axis points
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where a tool stands collectively, and how many placements count. x and y may be missing."""

    n: int
    x: float | None
    y: float | None


@dataclass(frozen=True)
class RoomState:
    """The room as of one version of the board."""

    version: int
    board: Board
    tools: tuple[Tool, ...]
    round: Round | None
    last_round: Round | None
    places: Mapping[str, Place]
    voters: int
    votes: int
    last_seq: int
    recent: tuple[Placement, ...]
    voted: Mapping[str, int]

    @cached_property
    def catalogue(self) -> int:
        """A number that is another one when a tool was added, changed or taken off."""
        told = [(t.tool_id, t.number, t.name, t.description, t.branches, t.status) for t in self.tools]
        return zlib.crc32(json.dumps(told).encode())

    @property
    def adding_open(self) -> bool:
        """Whether attendees may add tools."""
        return self.board.adding_open

    def sees(self, tool_id: str, placed: Collection[str]) -> bool:
        """Whether a voter who has placed the tools `placed` may see where this one stands."""
        if self.round is None or not self.round.is_blind:
            return True
        return self.round.reveal == "after_own_vote" and tool_id in placed

    def place(self, tool_id: str, tally: Tally | None = None) -> Place:
        """Where a tool stands, by a later tally if there is one."""
        return self.places[tool_id] if tally is None else _place(self.board, self._by_id[tool_id], tally)

    def entry(self, tool_id: str, placed: Collection[str], tally: Tally | None = None) -> list[object]:
        """[tool_id, n, x, y] as this voter may see it, else [tool_id, n]; by a later tally, if there is one."""
        place = self.place(tool_id, tally)
        return [tool_id, place.n, place.x, place.y] if self.sees(tool_id, placed) else [tool_id, place.n]

    @cached_property
    def _by_id(self) -> dict[str, Tool]:
        return {tool.tool_id: tool for tool in self.tools}


def state_of(reading: RoomReading, version: int) -> RoomState:
    """The state that a reading of the store amounts to."""
    return RoomState(
        version=version,
        board=reading.board,
        tools=reading.tools,
        round=reading.open_round,
        last_round=reading.last_round,
        places={
            tool.tool_id: _place(reading.board, tool, reading.tallies.get(tool.tool_id, NO_VOTES))
            for tool in reading.tools
        },
        voters=reading.voters,
        votes=reading.votes,
        last_seq=reading.last_seq,
        recent=reading.recent,
        voted=reading.voted,
    )


def _place(board: Board, tool: Tool, tally: Tally) -> Place:
    x = collective_of_one(tally.mean_x, tally.n, tool.seed_x, board.anchor_weight)
    y = collective_of_one(tally.mean_y, tally.n_y, tool.seed_y, board.anchor_weight)
    return Place(tally.n, _rounded(x), _rounded(y))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def round_answer(round_: Round | None) -> dict[str, Any] | None:
    """A round as clients are told of it."""
    if round_ is None:
        return None
    return {
        "id": round_.round_id,
        "name": round_.name,
        "reveal": round_.reveal,
        "start": round_.start,
        "closes_at": utc_text(round_.closes_at),
        "join_code_needed": bool(round_.join_code),
    }


def utc_text(moment: datetime | None) -> str | None:
    """A naive UTC time in ISO 8601."""
    return None if moment is None else moment.isoformat(timespec="milliseconds") + "Z"


class Frame:
    """One step of the room: what changed since the frame before, and all of it."""

    def __init__(self, number: int, state: RoomState, before: RoomState | None) -> None:
        self.number = number
        self.state = state
        self._before = before
        self._joined: dict[tuple[bool, frozenset[str]], bytes] = {}

    def encoded(self, *, full: bool, placed: frozenset[str] = NOTHING) -> bytes:
        """The frame as a server-sent event, for a voter who has placed the tools `placed`."""
        key = (full or self._before is None, placed if self.differs_by_voter else NOTHING)
        body = self._joined.get(key)
        if body is None:
            body = self._join(*key)
            if not key[1]:
                self._joined[key] = body
        return b'event: frame\ndata: {"sent_at":%.3f,' % time.time() + body + b"}\n\n"

    @property
    def differs_by_voter(self) -> bool:
        """Whether voters see different positions."""
        return self.state.round is not None and self.state.round.reveal == "after_own_vote"

    def _join(self, full: bool, placed: frozenset[str]) -> bytes:
        state = self.state
        ids = state.places if full else self._changed
        entries = [self._pieces[tool_id][state.sees(tool_id, placed)] for tool_id in ids]
        recent = [] if full else self._recent
        return b'%s,"full":%s,"tools":[%s],"recent":%s' % (
            self._head,
            b"true" if full else b"false",
            b",".join(entries),
            _json(recent),
        )

    @cached_property
    def _head(self) -> bytes:
        state = self.state
        return _json(
            {
                "version": state.version,
                "catalogue": state.catalogue,
                "round": round_answer(state.round),
                "voting_open": state.round is not None,
                "adding_open": state.adding_open,
                "voters": state.voters,
                "votes": state.votes,
            }
        )[1:-1]

    @cached_property
    def _changed(self) -> list[str]:
        before = self._before
        if before is None or _rules(before) != _rules(self.state):  # who may see what is another matter now
            return list(self.state.places)
        return [
            tool_id for tool_id, place in self.state.places.items() if before.places.get(tool_id) != place
        ]

    @property
    def _recent(self) -> list[tuple[str, float, float | None]]:
        """The votes since the frame before, where everyone may see them. A reading may go back further."""
        if self._before is None or self.state.round is None or self.state.round.is_blind:
            return []
        since = self._before.last_seq
        return [(vote.tool_id, vote.x, vote.y) for vote in self.state.recent if vote.seq > since]

    @cached_property
    def _pieces(self) -> dict[str, tuple[bytes, bytes]]:
        """Each tool's entry without and with its position."""
        return {
            tool_id: (_json([tool_id, place.n]), _json([tool_id, place.n, place.x, place.y]))
            for tool_id, place in self.state.places.items()
        }


def _rules(state: RoomState) -> tuple[str, str] | None:
    return None if state.round is None else (state.round.round_id, state.round.reveal)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
