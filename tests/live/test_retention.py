"""A running server forgets old names by itself, at its start and from day to day."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from spectrum.errors import StoreUnavailable
from spectrum.live import retention
from spectrum.live.retention import forget_everywhere
from spectrum.model import Board
from spectrum.store.sql_store import utc_now
from tests.live.visiting import BOARD, PATIENCE, open_house


def wait_for_end_of(store, voter):
    deadline = time.monotonic() + PATIENCE
    while store.voter(BOARD, voter).name is not None:
        assert time.monotonic() < deadline, "the name was not forgotten"
        time.sleep(0.01)


def named(store, days):
    store.save_board(replace(store.board(BOARD), names_kept_days=days))
    store.describe_voter(BOARD, "ann", "Ann", None)


def test_old_names_are_forgotten_at_the_start(store, monkeypatch):
    named(store, 1)
    monkeypatch.setattr(store, "_now", lambda: utc_now() + timedelta(days=2))
    with open_house(store):
        wait_for_end_of(store, "ann")


def test_names_are_forgotten_while_the_server_runs(store, monkeypatch):
    monkeypatch.setattr(retention, "EVERY", 0.02)
    named(store, 1)
    with open_house(store):
        time.sleep(0.2)
        assert store.voter(BOARD, "ann").name == "Ann"
        monkeypatch.setattr(store, "_now", lambda: utc_now() + timedelta(days=2))
        wait_for_end_of(store, "ann")


def test_database_that_is_away_is_asked_again(store, monkeypatch):
    monkeypatch.setattr(retention, "AGAIN_AFTER", 0.02)
    named(store, 1)
    monkeypatch.setattr(store, "_now", lambda: utc_now() + timedelta(days=2))
    asked = []

    def find():
        asked.append(1)
        if len(asked) < 5:
            raise StoreUnavailable("it is being opened again")
        return store

    with open_house(find):
        wait_for_end_of(store, "ann")


def test_every_board_is_looked_at(store, monkeypatch):
    store.save_board(Board("other", names_kept_days=1))
    named(store, 1)
    store.describe_voter("other", "bob", "Bob", None)
    monkeypatch.setattr(store, "_now", lambda: utc_now() + timedelta(days=2))
    assert forget_everywhere(store) == 2
    assert forget_everywhere(store) == 0
