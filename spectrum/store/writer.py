"""One thread through which every change goes, in order.

Votes that wait are committed together, so that many voters cost one sync of
the disk. Nobody lingers for company: a lone vote is committed at once.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from spectrum.errors import QueueFull, StoreUnavailable
from spectrum.model import Ballot, Receipt

log = logging.getLogger(__name__)

CAPACITY = 20_000  # votes that may wait: about two seconds of work
BATCH = 2_000  # votes in one commit
QUIET = 5.0  # seconds without work after which on_quiet is called


@dataclass
class WaitingVote:
    """A vote in the queue, and where its receipt goes."""

    ballot: Ballot
    future: Future[Receipt] = field(default_factory=Future)


@dataclass(frozen=True)
class WriterFigures:
    """What a writer has to do, and has begun since it started. `busy`: seconds in commits of votes."""

    waiting: int
    votes: int
    commits: int
    busy: float


@dataclass
class _Change:
    apply: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)


class _Stop:
    pass


class Writer:
    """Runs `commit` on batches of votes and changes between them, on its own thread.

    `commit` must resolve the future of every vote it is given.
    """

    def __init__(
        self,
        commit: Callable[[list[WaitingVote]], None],
        on_quiet: Callable[[], None],
        capacity: int = CAPACITY,
    ) -> None:
        self._commit = commit
        self._on_quiet = on_quiet
        self._capacity = capacity
        self._queue: queue.SimpleQueue[WaitingVote | _Change | _Stop] = queue.SimpleQueue()
        self._accepting = True
        self._gate = threading.Lock()
        self._votes = self._commits = 0
        self._busy = 0.0
        self._thread = threading.Thread(target=self._run, name="spectrum-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many votes and changes are queued."""
        return self._queue.qsize()

    @property
    def figures(self) -> WriterFigures:
        """What it has to do and has begun."""
        return WriterFigures(self.waiting, self._votes, self._commits, self._busy)

    @property
    def running(self) -> bool:
        """Whether it takes votes."""
        return self._thread.is_alive() and self._accepting

    def submit(self, ballot: Ballot) -> Future[Receipt]:
        """Queue a vote. Raises QueueFull when too many wait."""
        vote = WaitingVote(ballot)
        self._put(vote)
        return vote.future

    def apply(self, change: Callable[[], Any]) -> Any:
        """Run `change` on the writer's thread, after what is queued, and return its result."""
        job = _Change(change)
        self._put(job)
        return job.future.result()

    def _put(self, job: WaitingVote | _Change) -> None:
        with self._gate:
            if not self.running:
                raise StoreUnavailable("it is shutting down")
            if isinstance(job, WaitingVote) and self._queue.qsize() >= self._capacity:
                raise QueueFull(self._queue.qsize())
            self._queue.put(job)

    def close(self) -> None:
        """Finish what is queued and join the thread."""
        with self._gate:
            if self._accepting:
                self._accepting = False
                self._queue.put(_Stop())
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        idle = True
        while True:
            try:
                job = self._queue.get(timeout=None if idle else QUIET)
            except queue.Empty:
                _safely(self._on_quiet)
                idle = True
                continue
            idle = False
            if self._work(job):
                return

    def _work(self, job: WaitingVote | _Change | _Stop) -> bool:
        """Do one job, and with a vote those that wait behind it; return whether to stop."""
        after: WaitingVote | _Change | _Stop | None = job
        if isinstance(job, WaitingVote):
            batch, after = self._take_votes(job)
            self._settle(batch)
        if isinstance(after, _Change):
            _run_change(after)
        return isinstance(after, _Stop)

    def _take_votes(self, first: WaitingVote) -> tuple[list[WaitingVote], _Change | _Stop | None]:
        batch = [first] if first.future.set_running_or_notify_cancel() else []
        while len(batch) < BATCH:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return batch, None
            if not isinstance(job, WaitingVote):
                return batch, job
            if job.future.set_running_or_notify_cancel():  # else nobody waits for it any more
                batch.append(job)
        return batch, None

    def _settle(self, batch: list[WaitingVote]) -> None:
        if not batch:
            return
        self._commits += 1  # counted before anybody gets a receipt, who may ask for the figures
        self._votes += len(batch)
        began = time.monotonic()
        try:
            self._commit(batch)
        except BaseException as bug:
            for vote in batch:
                if not vote.future.done():
                    vote.future.set_exception(bug)
        self._busy += time.monotonic() - began


def _run_change(change: _Change) -> None:
    try:
        result = change.apply()
    except BaseException as error:
        change.future.set_exception(error)
    else:
        change.future.set_result(result)


def _safely(work: Callable[[], None]) -> None:
    """Housekeeping must never end the thread that saves votes."""
    try:
        work()
    except Exception:
        log.exception("Housekeeping failed")
