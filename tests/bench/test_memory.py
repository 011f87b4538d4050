"""Growth is what a process holds more than when it was warm, less what its data have grown."""

from __future__ import annotations

import pytest

from bench.memory import Look, growth


def looks(memory, data) -> list[Look]:
    return [Look(at, memory(at), data(at)) for at in range(101)]


def test_steady_memory_does_not_grow():
    assert growth(looks(lambda at: 300.0, lambda at: 5.0), 100) == 0


def test_what_comes_before_it_is_warm_does_not_count():
    assert growth(looks(lambda at: min(at, 45) * 10.0, lambda at: 5.0), 100) == 0


def test_a_leak_is_seen():
    assert growth(looks(lambda at: 300.0 + at, lambda at: 5.0), 100) == pytest.approx(45, abs=1)


def test_the_votes_themselves_are_no_leak():
    assert growth(looks(lambda at: 300.0 + at, lambda at: 5.0 + at), 100) == pytest.approx(0, abs=1)


def test_a_checkpoint_that_shrinks_the_log_hides_no_leak():
    grown = growth(looks(lambda at: 300.0 + at, lambda at: 100.0 - at), 100)
    assert grown == pytest.approx(45, abs=1)
