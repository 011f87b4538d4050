"""Who has placed which tool, in a round that shows voters what they have placed themselves.

It is asked for with every frame and every vote, so it is kept: read once a voter,
then moved on with each of their votes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from spectrum.live.frames import NOTHING, RoomState
from spectrum.model import Receipt, Tally
from spectrum.store import Store


class _Scope(NamedTuple):
    """The round, and the catalogue of tools as of which placements are known."""

    round_id: str
    catalogue: int


class Placings:
    """The placements of one board's voters in the open round."""

    def __init__(self, store: Callable[[], Store], board_id: str) -> None:
        self._store = store
        self._board_id = board_id
        self._scope: _Scope | None = None  # None: no round in which it matters is open
        self._known: dict[str, frozenset[str]] = {}
        self._as_of: dict[str, int] = {}  # voter → the seq up to which what is known of them is right
        self._asking: dict[str, object] = {}  # whose placements are being read
        self._told: dict[
            tuple[str, str], Receipt
        ] = {}  # (voter, tool) → an answer newer than the room's state

    def move_on(self, state: RoomState) -> set[str]:
        """Forget what was known of another round or another catalogue, and of voters who voted on another server.

        Returns these voters.
        """
        scope = _scope_of(state)
        if scope != self._scope:
            self._scope = scope
            self._known.clear()
            self._as_of.clear()
            self._asking.clear()
        elsewhere = {
            voter_id for voter_id, seq in state.voted.items() if seq > self._as_of.get(voter_id, seq)
        }
        for voter_id in elsewhere:
            self._forget(voter_id)
        self._told = {key: told for key, told in self._told.items() if told.seq > state.last_seq}
        return elsewhere

    def _forget(self, voter_id: str) -> frozenset[str] | None:
        """Let a voter's placements be read anew; return what was known."""
        self._asking.pop(voter_id, None)
        self._as_of.pop(voter_id, None)
        return self._known.pop(voter_id, None)

    def told(self, voter_id: str, tool_id: str) -> Tally | None:
        """What the answer to their last vote showed a voter of a tool, until all are shown something newer."""
        receipt = self._told.get((voter_id, tool_id))
        return None if receipt is None else receipt.tally

    async def of(self, voter_id: str | None, state: RoomState) -> frozenset[str]:
        """The tools that a voter has placed in the open round; none where that does not matter."""
        scope = _scope_of(state)
        if voter_id is None or state.round is None or scope is None:
            return NOTHING
        if scope == self._scope and voter_id in self._known:
            return self._known[voter_id]
        asked = self._asking[voter_id] = object()
        self._as_of[voter_id] = state.last_seq
        store, since = self._store(), state.round.opened_seq
        placed = frozenset(await asyncio.to_thread(store.placed_since, self._board_id, voter_id, since))
        if self._asking.get(voter_id) is asked:  # and no vote was committed meanwhile
            del self._asking[voter_id]
            if scope == self._scope:
                self._known[voter_id] = placed
        return placed

    def answered(self, receipt: Receipt, *, placed: bool) -> bool:
        """Take note of a committed vote; return whether the voter may now see something else.

        What a vote that is sent again says now is not what was stored, so the store is asked anew.
        """
        if self._scope is None:
            return False
        if receipt.tally is not None:
            self._told[receipt.voter_id, receipt.tool_id] = receipt
        known = self._forget(receipt.voter_id)
        if known is None or receipt.repeated or receipt.round_id != self._scope.round_id:
            return True
        tool = {receipt.tool_id}
        self._as_of[receipt.voter_id] = receipt.seq
        now = self._known[receipt.voter_id] = known | tool if placed else known - tool
        return now != known


def _scope_of(state: RoomState) -> _Scope | None:
    if state.round is None or state.round.reveal != "after_own_vote":
        return None
    return _Scope(state.round.round_id, state.catalogue)
