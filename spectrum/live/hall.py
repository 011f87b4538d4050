"""All rooms of a server, with the rules that hold in each, from the server's start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from spectrum.errors import NoSuchBoard, SpectrumError
from spectrum.live.attempts import Attempts
from spectrum.live.limits import Limit
from spectrum.live.organiser import Organiser
from spectrum.live.receipts import Receipts
from spectrum.live.refused_votes import RefusedVotes
from spectrum.live.room import Room
from spectrum.store import Store

MOST_FILES = 65_536  # that this process asks to be allowed to open


@dataclass(frozen=True)
class HallRules:
    """What the rooms need to know of the settings. Rates are in requests a second."""

    board: str
    secret: str = field(repr=False)
    tick: float = 0.2  # seconds between frames
    public_url: str | None = None
    voter_rate: float = 5.0
    voter_burst: float = 20.0
    address_rate: float = 2_000.0
    branches: tuple[str, ...] = ()
    demo: bool = False


class Hall:
    """The rooms, made when someone first asks for them."""

    def __init__(
        self, store: Callable[[], Store], rules: HallRules, organiser: Organiser | None = None
    ) -> None:
        self.store = store
        self.rules = rules
        self.organiser = organiser or Organiser(None, rules.secret)
        self.attempts = Attempts()
        self.votes_of_voter = Limit(rules.voter_rate, rules.voter_burst)
        self.requests_of_address = Limit(rules.address_rate, rules.address_rate)
        self.tools_of_voter = Limit(rules.voter_rate / 10, rules.voter_burst / 2)
        self.receipts = Receipts()
        self.codes_of_address = Limit(2.0, 100.0)  # wrong join codes: a hall that mistypes shares one address
        self.refusals: Counter[int] = Counter()  # by status
        self.refused_votes = RefusedVotes()
        self._rooms: dict[str, Room] = {}
        self._ticking: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def rooms(self) -> Mapping[str, Room]:
        """The rooms that there are, by board."""
        return self._rooms

    def room(self, board_id: str) -> Room:
        """The room of a board. Raises NoSuchBoard."""
        room = self._rooms.get(board_id)
        if room is None:
            known = [board.board_id for board in self.store().boards()]
            if board_id not in known:
                raise NoSuchBoard(board_id, known)
            room = self._rooms[board_id] = Room(self.store, board_id, self.rules.tick)
            if self._closed:
                room.close()
            task = asyncio.create_task(room.run())
            self._ticking.add(task)
            task.add_done_callback(self._ticking.discard)
        return room

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While the server runs. At the first signal to stop, all streams end, as the server waits for them.

        The room of the server's board ticks from the start, so that a round ends in time with nobody there.
        """
        with contextlib.suppress(SpectrumError):  # else the room is made when someone comes
            self.room(self.rules.board)
        _allow_many_streams()
        with _at_stop_signal(self.close), _loaded_for_good():
            _open_halls.append(self)
            try:
                yield
            finally:
                _open_halls.remove(self)
                self.close()
                await asyncio.gather(*self._ticking, return_exceptions=True)

    def close(self) -> None:
        """End every stream, now and later."""
        self._closed = True
        for room in self._rooms.values():
            room.close()


_open_halls: list[Hall] = []


def open_hall() -> Hall | None:
    """The hall of this process, so that its pages know of it; None while none is open."""
    return _open_halls[-1] if _open_halls else None


def _allow_many_streams() -> None:
    """Take more open files, as far as the system allows: each stream is one, and the usual limit is 1,024."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on Windows)

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


@contextlib.contextmanager
def _loaded_for_good() -> Iterator[None]:
    """Spare what is loaded now the garbage collector: it would stop everyone for 0.2 s to look through it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def _at_stop_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on the event loop when the process is told to end, before whoever else listens."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)
        if callable(before[number]):
            before[number](number, frame)

    for number in (signal.SIGTERM, signal.SIGINT):
        before[number] = signal.getsignal(number)
        if callable(before[number]):
            signal.signal(number, heard)
    try:
        yield
    finally:
        for stopped, handler in before.items():
            if signal.getsignal(stopped) is heard:
                signal.signal(stopped, handler)
