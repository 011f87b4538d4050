"""Organisers' sessions: they end by signing out and by themselves, on every server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from spectrum.errors import ActionRefused, StoreUnavailable
from spectrum.store.sessions import KEPT, LONGEST, LONGEST_IDLE, NOTED_EVERY
from spectrum.store.sql_store import utc_now
from tests.store.standing import BOARD, latest

MOMENT = timedelta(seconds=1)


class Clock:
    def __init__(self):
        self.now = utc_now()

    def __call__(self):
        return self.now


@pytest.fixture
def clock(store, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(store, "_now", clock)
    return clock


def test_session_is_open_from_signing_in_to_signing_out(store, organiser):
    assert not store.session_is_open("s1")
    store.begin_session(BOARD, "s1")
    store.begin_session(BOARD, "s2")
    assert store.session_is_open("s1")
    store.end_session(BOARD, "s1")
    assert not store.session_is_open("s1")
    assert store.session_is_open("s2")
    done = [(entry.who, entry.action, entry.target) for entry in organiser.audit()]
    assert done == [("s1", "sign_out", "s1"), ("s2", "sign_in", "s2"), ("s1", "sign_in", "s1")]


def test_session_that_has_ended_cannot_end_again(store, organiser):
    store.begin_session(BOARD, "s1")
    store.end_session(BOARD, "s1")
    with pytest.raises(ActionRefused, match="ended already"):
        store.end_session(BOARD, "s1")
    assert latest(organiser).seq == 2


def test_sessions_are_known_after_a_restart(home, store):
    store.begin_session(BOARD, "s1")
    store.begin_session(BOARD, "s2")
    store.end_session(BOARD, "s1")
    store.close()
    again = home.open()
    assert [again.session_is_open(name) for name in ("s1", "s2")] == [False, True]
    again.close()


def test_session_that_is_ended_on_one_server_is_ended_on_the_other(new_home):
    home = new_home("postgres")
    here, there = home.open(), home.open()
    from tests.store.conftest import furnish

    furnish(here)
    here.begin_session(BOARD, "s1")
    assert there.session_is_open("s1")
    there.end_session(BOARD, "s1")
    assert not here.session_is_open("s1")
    here.close()
    there.close()


def test_session_ends_by_itself_however_much_it_is_used(store, clock):
    store.begin_session(BOARD, "s1")
    end = clock.now + LONGEST
    while clock.now < end - MOMENT:
        clock.now = min(clock.now + LONGEST_IDLE - MOMENT, end - MOMENT)
        assert store.session_is_open("s1")
    clock.now = end
    assert not store.session_is_open("s1")


def test_session_that_nobody_uses_ends_earlier(store, clock):
    store.begin_session(BOARD, "s1")
    clock.now += LONGEST_IDLE - MOMENT
    assert store.session_is_open("s1")
    clock.now += LONGEST_IDLE - MOMENT
    assert store.session_is_open("s1")
    clock.now += LONGEST_IDLE
    assert not store.session_is_open("s1")


def test_page_that_is_left_open_keeps_no_session(store, clock):
    """It asks every second, and it is nobody who asks."""
    store.begin_session(BOARD, "s1")
    end = clock.now + LONGEST_IDLE
    while clock.now < end - NOTED_EVERY:
        clock.now += NOTED_EVERY
        assert store.session_is_open("s1", is_use=False)
    clock.now = end
    assert not store.session_is_open("s1", is_use=False)


def test_asking_writes_seldom(store, clock, monkeypatch):
    store.begin_session(BOARD, "s1")
    written = []
    write = store._write
    monkeypatch.setattr(store, "_write", lambda change: written.append(1) or write(change))
    clock.now += NOTED_EVERY
    for _ in range(3):
        assert store.session_is_open("s1")
    assert written == []
    clock.now += MOMENT
    for _ in range(3):
        assert store.session_is_open("s1")
    assert written == [1]


def test_store_that_cannot_write_signs_nobody_out(store, clock, monkeypatch):
    store.begin_session(BOARD, "s1")
    clock.now += NOTED_EVERY + MOMENT

    def full(_change):
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(store, "_write", full)
    assert store.session_is_open("s1")


def test_sessions_of_long_ago_are_dropped(store, clock):
    store.begin_session(BOARD, "s1")
    store.begin_session(BOARD, "s2")
    clock.now += KEPT + MOMENT
    store.begin_session(BOARD, "s3")
    with store._engine.read() as session:
        assert session.fetch("SELECT session_id FROM sessions") == [("s3",)]
