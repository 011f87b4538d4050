"""What is kept of voters' placements, also when votes and readings overlap."""

from __future__ import annotations

import asyncio
import threading

import pytest

from spectrum.live.frames import RoomState, state_of
from spectrum.live.placings import Placings
from tests.live.visiting import BOARD, PATIENCE


def state(store) -> RoomState:
    return state_of(store.room(BOARD, 0), store.version(BOARD))


@pytest.fixture
def placings(store):
    store.open_round(BOARD, "one", reveal="after_own_vote")
    found = Placings(lambda: store, BOARD)
    found.move_on(state(store))
    return found


def test_placements_are_those_of_the_open_round(store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", reveal="after_own_vote")
    store.append([vote("t2", "ann", 1, 2), vote("t3", "ann", kind="unsure"), vote("t3", "bob", 1, 2)])
    placings = Placings(lambda: store, BOARD)
    assert asyncio.run(placings.of("ann", state(store))) == {"t2"}
    assert asyncio.run(placings.of(None, state(store))) == frozenset()


@pytest.mark.parametrize("reveal", ["live", "after_close"])
def test_placements_matter_in_rounds_that_reveal_after_own_vote_alone(store, vote, reveal):
    store.open_round(BOARD, "one", reveal=reveal)
    [receipt] = store.append([vote("t1", "ann", 1, 2)])
    placings = Placings(lambda: store, BOARD)
    placings.move_on(state(store))
    assert asyncio.run(placings.of("ann", state(store))) == frozenset()
    assert not placings.answered(receipt, placed=True)


def test_votes_move_on_what_is_known(placings, store, vote):
    now = state(store)
    assert asyncio.run(placings.of("ann", now)) == frozenset()
    for tool, kind, expected, changes in (
        ("t1", "place", {"t1"}, True),
        ("t1", "place", {"t1"}, False),
        ("t2", "place", {"t1", "t2"}, True),
        ("t1", "withdraw", {"t2"}, True),
        ("t1", "unsure", {"t2"}, False),
    ):
        place = (1.0, 2.0) if kind == "place" else ()
        [receipt] = store.append([vote(tool, "ann", *place, kind=kind)])
        assert placings.answered(receipt, placed=kind == "place") is changes
        assert asyncio.run(placings.of("ann", now)) == expected
        assert store.placed_since(BOARD, "ann", 0) == expected


class Waiting:
    """A store that holds back what it has read."""

    def __init__(self, store) -> None:
        self._store = store
        self.has_read = threading.Event()
        self.may_tell = threading.Event()

    def placed_since(self, *which: object) -> set[str]:
        found = self._store.placed_since(*which)
        self.has_read.set()
        assert self.may_tell.wait(PATIENCE)
        return found


@pytest.mark.parametrize(("kind", "expected"), [("place", {"t1", "t2"}), ("withdraw", set())])
def test_vote_while_placements_are_read_is_not_overlooked(store, vote, kind, expected):
    store.open_round(BOARD, "one", reveal="after_own_vote")
    store.append([vote("t1", "ann", 1, 2)])
    waiting = Waiting(store)
    placings = Placings(lambda: waiting, BOARD)
    now = state(store)
    placings.move_on(now)

    async def overlap():
        asked = asyncio.create_task(placings.of("ann", now))
        await asyncio.to_thread(waiting.has_read.wait, PATIENCE)
        place = ("t2", "ann", 1.0, 2.0) if kind == "place" else ("t1", "ann")
        [receipt] = store.append([vote(*place, kind=kind)])
        assert placings.answered(receipt, placed=kind == "place")
        waiting.may_tell.set()
        await asked
        return await placings.of("ann", now)

    assert asyncio.run(overlap()) == expected


def test_vote_of_a_round_that_is_over_is_not_taken_for_one_of_the_open_round(store, vote):
    """Its answer comes late: the next round is open, and what was placed in it is known."""
    store.open_round(BOARD, "one", reveal="after_own_vote")
    [receipt] = store.append([vote("t1", "ann", 1, 2)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", reveal="after_own_vote")
    placings = Placings(lambda: store, BOARD)
    now = state(store)
    placings.move_on(now)
    assert asyncio.run(placings.of("ann", now)) == frozenset()
    placings.answered(receipt, placed=True)
    assert asyncio.run(placings.of("ann", now)) == frozenset()
