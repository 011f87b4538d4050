"""All rooms of a server, with the rules that hold in each, from the server's start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from spectrum.errors import NoSuchBoard, SpectrumError
from spectrum.live.attempts import Attempts
from spectrum.live.limits import Limit, Places
from spectrum.live.organiser_sign_in import OrganiserSignIn
from spectrum.live.receipts import Receipts
from spectrum.live.refused_votes import RefusedVotes
from spectrum.live.retention import keep_forgetting
from spectrum.live.room import Room
from spectrum.store import Store

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds that connections have to close when the server is told to stop
COLLECT_AFTER = (7_000, 10, 10)  # objects made and kept, and rounds of the younger generations
STREAMS_OF_VOTER = 100  # open at once: each of them is written anew when the voter's vote reveals something
VOTERS_AGAIN = 600.0  # seconds in which an address may bring its number of new voters again
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
    address_streams: int = 20_000  # open at once
    address_voters: int = 20_000  # new ones, and as many again every ten minutes
    branches: tuple[str, ...] = ()
    demo: bool = False


class Hall:
    """The rooms, made when someone first asks for them."""

    def __init__(
        self, store: Callable[[], Store], rules: HallRules, sign_in: OrganiserSignIn | None = None
    ) -> None:
        self.store = store
        self.rules = rules
        self.sign_in = sign_in or OrganiserSignIn(None, rules.secret)
        self.attempts = Attempts()
        self.votes_of_voter = Limit(rules.voter_rate, rules.voter_burst)
        self.requests_of_address = Limit(rules.address_rate, rules.address_rate)
        self.tools_of_voter = Limit(rules.voter_rate / 10, max(1.0, rules.voter_burst / 2))
        self.own_of_voter = Limit(0.5, 10.0)
        self.suggestions_of_voter = Limit(0.1, 5.0)
        self.suggestions_of_address = Limit(2.0, 100.0)  # a hall shares one address
        self.newcomers_of_address = Limit(rules.address_voters / VOTERS_AGAIN, rules.address_voters)
        self.streams_of_address = Places(rules.address_streams)
        self.streams_of_voter = Places(STREAMS_OF_VOTER)
        self.receipts = Receipts()
        self.codes_of_address = Limit(2.0, 100.0)  # wrong join codes: a hall that mistypes shares one address
        self.refusals: Counter[int] = Counter()  # by status
        self.refused_votes = RefusedVotes()
        self._rooms: dict[str, Room] = {}
        self._boards: Sequence[str] = ()  # that there were when they were last looked for
        self._looked: float | None = None
        self._trouble: SpectrumError | None = None  # why they could not be looked for
        self._looking = asyncio.Lock()
        self._ticking: set[asyncio.Task[None]] = set()
        self._ending: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def rooms(self) -> Mapping[str, Room]:
        """The rooms that there are, by board."""
        return self._rooms

    async def look_for(self, board_id: str) -> None:
        """Learn which boards there are, unless this one has a room.

        On a thread, as the event loop never waits for the store, and once for all who ask while another
        looks. Raises SpectrumError if the store cannot be read.
        """
        if board_id in self._rooms:
            return
        asked = time.monotonic()
        async with self._looking:
            if self._looked is None or self._looked < asked:
                self._looked = time.monotonic()
                self._boards, self._trouble = await asyncio.to_thread(self._known_boards)
        if self._trouble is not None:
            raise self._trouble

    def _known_boards(self) -> tuple[Sequence[str], SpectrumError | None]:
        try:
            return [board.board_id for board in self.store().boards()], None
        except SpectrumError as error:
            return self._boards, error

    def room(self, board_id: str) -> Room:
        """The room of a board that `look_for` has found. Raises NoSuchBoard."""
        room = self._rooms.get(board_id)
        if room is None:
            if board_id not in self._boards:
                raise NoSuchBoard(board_id, list(self._boards))
            room = self._rooms[board_id] = Room(self.store, board_id, self.rules.tick)
            if self._closed:
                room.close()
            task = asyncio.create_task(room.run())
            self._ticking.add(task)
            task.add_done_callback(self._ticking.discard)
        return room

    @contextlib.asynccontextmanager
    async def open(self, at_last: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
        """While the server runs. At the first signal to stop, all streams end, as the server waits for them.

        It does not wait for long: a phone that is out of reach would keep it from ever ending. Then
        `at_last` is called on a thread, as nothing that comes after this block will be.

        The room of the server's board ticks from the start, so that a round ends in time with nobody there.
        """
        with contextlib.suppress(SpectrumError):  # else the room is made when someone comes
            await self.look_for(self.rules.board)
            self.room(self.rules.board)
        _allow_many_streams()
        stopped = asyncio.Event()
        forgetting = asyncio.create_task(keep_forgetting(self.store, stopped))
        with _at_stop_signal(lambda: self._stop(at_last)), _loaded_for_good():
            _open_halls.append(self)
            try:
                yield
            finally:
                _open_halls.remove(self)
                self.close()
                stopped.set()
                if self._ending is not None:
                    self._ending.cancel()
                await asyncio.gather(forgetting, *self._ticking, return_exceptions=True)

    def _stop(self, at_last: Callable[[], None]) -> None:
        self.close()
        if self._ending is None:
            self._ending = asyncio.create_task(_end_in_time(at_last))

    def close(self) -> None:
        """End every stream, now and later."""
        self._closed = True
        for room in self._rooms.values():
            room.close()


_open_halls: list[Hall] = []


def open_hall() -> Hall | None:
    """The hall of this process, so that its pages know of it; None while none is open."""
    return _open_halls[-1] if _open_halls else None


async def _end_in_time(at_last: Callable[[], None]) -> None:
    """See to it that the server ends, whatever its clients do."""
    await asyncio.sleep(PATIENCE)
    log.warning(
        "Some clients have not closed their connections within %g seconds. "
        "The server ends without them; every confirmed vote is saved.", PATIENCE
    )  # fmt: skip
    await asyncio.to_thread(at_last)
    signal.raise_signal(signal.SIGINT)  # the second signal, at which the web server waits no longer


def _allow_many_streams() -> None:
    """Take more open files, as far as the system allows: each stream is one, and the usual limit is 1,024."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on Windows)

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


@contextlib.contextmanager
def _loaded_for_good() -> Iterator[None]:
    """Spare what is loaded now the garbage collector, and let it look at the rest ten times less often.

    It would stop everyone for 0.2 s to look through what is loaded, and for 0.3 s through 5,000 streams.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
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
