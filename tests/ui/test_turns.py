"""Turns at the crowded pages: few at a time, and nobody left waiting."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack

import pytest

from spectrum.ui import turns
from spectrum.ui.turns import AT_ONCE, turn

PATIENCE = 10.0  # seconds after which a test has failed


class Crowd:
    """Threads that make a page each and stay there until they may go."""

    def __init__(self, path: str, size: int) -> None:
        self.inside = 0
        self._lock = threading.Lock()
        self._go = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._visit, args=(path,), daemon=True) for _ in range(size)]
        for thread in self._threads:
            thread.start()

    def _visit(self, path: str) -> None:
        with turn(path):
            with self._lock:
                self.inside += 1
            self._go.acquire(timeout=PATIENCE)
            with self._lock:
                self.inside -= 1

    def comes_to(self, inside: int) -> bool:
        until = time.monotonic() + PATIENCE
        while self.inside != inside and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(0.05)  # who should not come in would by now
        return self.inside == inside

    def let_go(self, count: int) -> None:
        self._go.release(count)

    def end(self) -> None:
        self.let_go(len(self._threads))
        for thread in self._threads:
            thread.join(PATIENCE)


@pytest.fixture
def crowd():
    with ExitStack() as ending:

        def gather(path: str, size: int) -> Crowd:
            gathered = Crowd(path, size)
            ending.callback(gathered.end)
            return gathered

        yield gather


@pytest.mark.parametrize("path", ["", "vote"])
def test_crowded_page_is_made_a_few_at_a_time(crowd, path):
    visitors = crowd(path, AT_ONCE + 3)
    assert visitors.comes_to(AT_ONCE)
    visitors.let_go(AT_ONCE)
    assert visitors.comes_to(AT_ONCE)
    visitors.let_go(3)
    assert visitors.comes_to(0)


def test_other_pages_wait_for_nobody(crowd):
    assert crowd("", AT_ONCE).comes_to(AT_ONCE)
    assert crowd("compare", AT_ONCE + 3).comes_to(AT_ONCE + 3)


def test_one_crowded_page_does_not_wait_for_the_other(crowd):
    assert crowd("", AT_ONCE).comes_to(AT_ONCE)
    assert crowd("vote", AT_ONCE + 1).comes_to(AT_ONCE)


def test_page_that_fails_gives_its_turn_back(crowd):
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match="a bug"), turn(""):
            raise ValueError("a bug")
    assert crowd("", AT_ONCE).comes_to(AT_ONCE)


def test_who_has_waited_long_enough_goes_ahead(crowd, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    impatient = crowd("", AT_ONCE + 2)
    assert impatient.comes_to(AT_ONCE + 2)
    impatient.let_go(AT_ONCE + 2)
    assert impatient.comes_to(0)
    monkeypatch.undo()
    assert crowd("", AT_ONCE + 2).comes_to(AT_ONCE)  # who had no turn gave none back
