"""A board's voting room: one reading of the store for the whole crowd, a frame per tick.

Whoever needs the state after a vote waits for a reading that began after that
vote was committed; all who wait share it. Readings keep to a share of the time,
so that a storm of votes makes frames rarer and never starves the voting itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from starlette.types import Send

from spectrum.errors import NotFound, SpectrumError
from spectrum.live.frames import Frame, RoomState, state_of
from spectrum.live.placings import Placings
from spectrum.live.subscriber import Subscriber
from spectrum.live.work import Work
from spectrum.model import Receipt, Tally
from spectrum.store import Store

log = logging.getLogger(__name__)

COMMENT_EVERY = 15.0  # seconds between comments that keep idle streams open
TOLD_AT_ONCE = 100  # subscribers told of a frame before others get a turn
READING_SHARE = 0.7  # of the time that readings may take
FANOUT_SHARE = 0.5  # of the time that telling the crowd may take: beyond it the tick slows
CLOCK = "clock"  # who closes a round whose time is up, for the audit
TROUBLE_PAUSE = 1.0  # seconds before the store is asked again after it failed


class Room:
    """Votes of one board on their way to everyone's screen."""

    def __init__(self, store: Callable[[], Store], board_id: str, tick: float) -> None:
        self._store = store
        self.board_id = board_id
        self._tick = tick
        self._fanout_took = 0.0
        self._state: RoomState | None = None
        self._frame: Frame | None = None
        self._reading: asyncio.Task[RoomState] | None = None
        self._read_took = 0.0
        self._read_ended = 0.0
        self._placings = Placings(store, board_id)
        self._subscribers: set[Subscriber] = set()
        self._streams_of: dict[str | None, set[Subscriber]] = {}
        self._closed = asyncio.Event()
        self.frames = Work()
        self.readings = Work()

    @property
    def subscribers(self) -> int:
        """How many streams are open."""
        return len(self._subscribers)

    @property
    def browsers(self) -> int:
        """How many browsers they belong to."""
        unknown = len(self._streams_of.get(None, ()))
        return len(self._streams_of) - bool(unknown) + unknown

    @property
    def round_id(self) -> str | None:
        """The round that was open when the board was read last; None: none."""
        return self._state.round.round_id if self._state and self._state.round else None

    # --- state ---------------------------------------------------------------------

    async def state(self) -> RoomState:
        """The room as of now. Raises what the store raises."""
        return await self.state_after(self._store().version(self.board_id))

    async def latest_state(self) -> RoomState:
        """The room as it was read last, which may be some votes ago."""
        return self._state or await self.state()

    async def state_after(self, version: int) -> RoomState:
        """A state that holds all that was committed when the board had this version."""
        while self._state is None or self._state.version < version:
            if self._reading is None:
                self._reading = asyncio.create_task(self._read())
            await asyncio.shield(self._reading)
        return self._state

    async def _news(self) -> RoomState:
        """What the next frame shows: a reading since the last frame, if there is one, else the room as of now."""
        state, frame = self._state, self._frame
        if state is not None and frame is not None and state.version != frame.state.version:
            return state  # someone else has asked for it since
        return await self.state()

    async def _read(self) -> RoomState:
        try:
            pause = self._read_ended + self._read_took * (1 / READING_SHARE - 1) - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            since = self._frame.state.last_seq if self._frame else None
            began = time.monotonic()
            state = await asyncio.to_thread(self._read_store, since)
            self._read_ended = time.monotonic()
            self._read_took = self._read_ended - began
            self.readings.add(self._read_took)
            for voter_id in self._placings.move_on(state):
                self._show_anew(voter_id, state.last_seq)
            self._state = state
            return state
        finally:
            self._reading = None

    def _read_store(self, since: int | None) -> RoomState:
        store = self._store()
        version = store.version(self.board_id)
        reading = store.room(self.board_id, since if since is not None else store.last_seq(self.board_id))
        return state_of(reading, version)

    # --- who has placed what ---------------------------------------------------------

    async def placed_by(self, voter_id: str | None, state: RoomState) -> frozenset[str]:
        """The tools that a voter has placed in the open round, where that decides what they see."""
        return await self._placings.of(voter_id, state)

    def told(self, voter_id: str, tool_id: str) -> Tally | None:
        """What a voter knows of a tool from the answer to their vote, if that is newer than the latest state."""
        return self._placings.told(voter_id, tool_id)

    def answered(self, receipt: Receipt, *, placed: bool) -> None:
        """Take note of a committed vote, and let the voter's streams show what it reveals or hides."""
        if self._placings.answered(receipt, placed=placed):
            self._show_anew(receipt.voter_id, receipt.seq)

    def _show_anew(self, voter_id: str, seq: int) -> None:
        """Send a voter's streams a full frame: with the next one, or at once if the crowd had it already."""
        for subscriber in self._streams_of.get(voter_id, ()):
            subscriber.seen = 0
            if self._frame is not None and self._frame.state.last_seq >= seq:
                subscriber.wake()

    # --- streams ---------------------------------------------------------------------

    @contextlib.contextmanager
    def subscription(self, voter_id: str | None, send: Send) -> Iterator[Subscriber]:
        """A place among those who are told of every frame, by way of an ASGI `send`."""
        subscriber = Subscriber(voter_id, send)
        self._subscribers.add(subscriber)
        own = self._streams_of.setdefault(voter_id, set())
        own.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)
            own.discard(subscriber)
            if not own:
                self._streams_of.pop(voter_id, None)

    async def next_event(self, subscriber: Subscriber) -> bytes | None:
        """Wait for what a subscriber is to be sent next; None when the room closes."""
        frame = await self._current_frame() if not subscriber.seen else self._frame
        while not self._closed.is_set():
            if frame is not None and frame.number > subscriber.seen:
                missed = subscriber.has_missed(frame.number)
                subscriber.seen = frame.number  # before it waits: a vote may ask for a full frame meanwhile
                placed = await self.placed_by(subscriber.voter_id, frame.state)
                return frame.encoded(full=missed, placed=placed)
            if subscriber.comment_due:
                subscriber.comment_due = False
                return b": here\n\n"
            await subscriber.wait()
            frame = self._frame
        return None

    async def _current_frame(self) -> Frame:
        if self._frame is None:
            state = await self.state()
            if self._frame is None:
                self._frame = Frame(1, state, None)
        return self._frame

    async def run(self) -> None:
        """Tick until the room is closed: read if something changed, and tell everyone."""
        began = commented = time.monotonic()
        while not await self._ends_within(self._pause(since=began)):
            began = time.monotonic()
            seen, trouble = self._frame, False
            try:
                state = await self._news()
                self._step(state)
                await self._close_in_time(state)
            except SpectrumError as error:
                log.warning("The room of board %s waits for the store: %s", self.board_id, error)
                trouble = True
            except Exception:
                log.exception("A tick of board %s failed", self.board_id)
                trouble = True
            changed = self._frame is not seen
            comment = began - commented >= COMMENT_EVERY
            if comment:
                commented = began
            # In trouble too: what is known goes out, and no proxy hangs up on a silent stream.
            if changed or comment:
                await self._tell_all(comment=comment)
            if trouble:
                await self._ends_within(TROUBLE_PAUSE)

    def _pause(self, *, since: float) -> float:
        """Seconds until the next tick, if the last one began at `since`."""
        every = max(self._tick, self._fanout_took / FANOUT_SHARE)
        return max(0.0, since + every - time.monotonic())

    async def _ends_within(self, seconds: float) -> bool:
        """Wait for so long, or until the room is closed; return whether it is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        return self._closed.is_set()

    def _step(self, state: RoomState) -> None:
        """Make the next frame if the board has changed since the last one that anyone saw."""
        if self._frame is not None and self._frame.state.version != state.version:
            self._frame = Frame(self._frame.number + 1, state, self._frame.state)

    async def _tell_all(self, *, comment: bool) -> None:
        """Give the frame to everyone; the time that this takes by itself decides how soon the next may come."""
        took = 0.0
        everyone = list(self._subscribers)
        for first in range(0, len(everyone), TOLD_AT_ONCE):
            began = time.monotonic()
            for subscriber in everyone[first : first + TOLD_AT_ONCE]:
                subscriber.comment_due |= comment
                self._tell(subscriber)
            took += time.monotonic() - began
            await asyncio.sleep(0)
        self._fanout_took = took
        self.frames.add(took)

    def _tell(self, subscriber: Subscriber) -> None:
        """Write the frame to a subscriber who can take it at once, else leave it to their task."""
        frame = self._frame
        news = frame is not None and frame.number > subscriber.seen
        if not (news or subscriber.comment_due):
            return
        if frame is None or not news or not subscriber.is_idle or frame.differs_by_voter:
            subscriber.wake()
            return
        missed = subscriber.has_missed(frame.number)
        subscriber.seen = frame.number
        subscriber.write(frame.encoded(full=missed))

    async def _close_in_time(self, state: RoomState) -> None:
        """Close a round whose time is up."""
        round_ = state.round
        if round_ is None or round_.closes_at is None:
            return
        if datetime.now(UTC).replace(tzinfo=None) >= round_.closes_at:
            with contextlib.suppress(NotFound):  # someone was faster
                close = partial(self._store().close_round, self.board_id, round_.round_id, who=CLOCK)
                await asyncio.to_thread(close)

    def close(self) -> None:
        """End every stream."""
        self._closed.set()
        for subscriber in self._subscribers:
            subscriber.wake()
