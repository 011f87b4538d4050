"""News of changes between servers on one database: told once a moment, and looked up now and then.

One thread and one connection for both. A notification carries the board and its new
version; one that is lost costs no more than the time to the next look.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Iterable

import psycopg

from spectrum.errors import SpectrumError
from spectrum.store.postgres import Connection, PostgresEngine
from spectrum.store.statements import statement

log = logging.getLogger(__name__)

TOLD_EVERY = 0.1  # seconds between two notifications of one server about a board
LOOKED_EVERY = 2.0  # seconds between two looks at all versions
PAUSE = 1.0  # seconds before another attempt to connect

Listener = Callable[[str, int], None]


class Changes:
    """The versions of all boards, as far as this process knows."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._versions: dict[str, int] = {}
        self._untold: dict[str, int] = {}
        self._listeners: list[Listener] = []
        self._look = True
        self._looked = self._told = 0.0
        self._ended = threading.Event()
        self.hears = False
        self._bell, self._ring = os.pipe()
        os.set_blocking(self._ring, False)
        with engine.read() as session:
            self._versions.update(session.fetch(statement("board_versions")))
        self._thread = threading.Thread(target=self._run, name="spectrum-changes", daemon=True)
        self._thread.start()

    def version(self, board_id: str) -> int:
        """The highest version of the board that was heard of; 0 for an unknown one."""
        return self._versions.get(board_id, 0)

    def call(self, listener: Listener) -> Callable[[], None]:
        """Let `listener` hear (board, version) of every change, on whatever thread; return what ends that.

        It must return quickly.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, board_id: str, version: int) -> None:
        """Take note of a change of our own, and tell the other servers."""
        self._learn([(board_id, version)])
        with self._lock:
            self._untold[board_id] = max(version, self._untold.get(board_id, 0))
        self._wake()

    def look(self) -> None:
        """Look at all versions soon, as it is unknown how far a change has come."""
        self._look = True
        self._wake()

    def close(self) -> None:
        """Tell what is untold, and end."""
        if not self._ended.is_set():
            self._ended.set()
            self._wake()
            self._thread.join()
            for end in (self._bell, self._ring):
                os.close(end)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._ring, b"!")

    def _learn(self, versions: Iterable[tuple[str, int]]) -> None:
        news = []
        with self._lock:
            for board_id, version in versions:
                if version > self._versions.get(board_id, 0):
                    self._versions[board_id] = version
                    news.append((board_id, version))
        for board_id, version in news:
            for listener in tuple(self._listeners):
                listener(board_id, version)

    # --- the thread -------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                with self._engine.connect(autocommit=True) as connection:
                    self._listen(connection)
            except (psycopg.Error, SpectrumError) as error:
                if self.hears and not self._ended.is_set():
                    log.warning("News of other servers are interrupted: %s", error)
            except Exception:
                log.exception("News of other servers could not be understood")
            self.hears = False
            if self._ended.is_set():
                return
            self._ended.wait(PAUSE)
            self._look = True

    def _listen(self, connection: Connection) -> None:
        channel = str(connection.execute(statement("changes_channel").encode()).fetchall()[0][0])
        connection.execute(f'LISTEN "{channel}"'.encode())
        self.hears = True
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._bell, selectors.EVENT_READ)
            waiting.register(connection, selectors.EVENT_READ)
            while True:
                self._look_if_due(connection)
                self._tell_if_due(connection, channel)
                self._learn(_heard(connection))
                if self._ended.is_set():
                    return
                if any(key.fileobj == self._bell for key, _ in waiting.select(self._until_next())):
                    os.read(self._bell, 4096)

    def _until_next(self) -> float:
        """Seconds until there is something to do, if nothing is heard before."""
        now = time.monotonic()
        due = self._looked + LOOKED_EVERY
        if self._untold:
            due = min(due, self._told + TOLD_EVERY)
        return max(0.0, due - now)

    def _look_if_due(self, connection: Connection) -> None:
        if self._look or time.monotonic() >= self._looked + LOOKED_EVERY:
            self._look = False
            self._learn(connection.execute(statement("board_versions").encode()).fetchall())
            self._looked = time.monotonic()

    def _tell_if_due(self, connection: Connection, channel: str) -> None:
        if not self._untold or (time.monotonic() < self._told + TOLD_EVERY and not self._ended.is_set()):
            return
        with self._lock:
            untold, self._untold = self._untold, {}
        for board_id, version in untold.items():
            connection.execute(statement("announce_change").encode(), [channel, f"{version} {board_id}"])
        self._told = time.monotonic()


def _heard(connection: Connection) -> list[tuple[str, int]]:
    """The boards and versions that other servers, or this one, told of since the last time."""
    told = (notification.payload.partition(" ") for notification in connection.notifies(timeout=0))
    return [(board_id, int(version)) for version, _, board_id in told if version.isdecimal()]
