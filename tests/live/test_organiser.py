"""The organiser's password and sessions."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from spectrum.live import Organiser
from spectrum.live import organiser as module

SECRET = "a secret of the tests"


def test_password_is_known_plain_or_hashed():
    for given in ("open sesame", PasswordHasher(time_cost=1, memory_cost=64).hash("open sesame")):
        organiser = Organiser(given, SECRET)
        assert organiser.one_time is None
        assert organiser.knows("open sesame")
        assert not organiser.knows("")
        assert not organiser.knows("open Sesame")
        assert not organiser.knows(given + "x")


def test_hash_itself_is_not_the_password():
    hashed = PasswordHasher(time_cost=1, memory_cost=64).hash("open sesame")
    assert not Organiser(hashed, SECRET).knows(hashed)


def test_hash_that_is_none_lets_nobody_in():
    assert not Organiser("$argon2id$broken", SECRET).knows("$argon2id$broken")


def test_password_is_made_where_none_is_set():
    first, second = Organiser(None, SECRET), Organiser("", SECRET)
    assert first.one_time != second.one_time
    assert len(first.one_time) >= 12
    assert first.knows(first.one_time)
    assert not first.knows("")


def test_session_is_of_this_secret_and_this_password():
    organiser = Organiser("open sesame", SECRET)
    session = organiser.new_session()
    assert organiser.is_session(session)
    assert not Organiser("another", SECRET).is_session(session)
    assert not Organiser("open sesame", "another secret").is_session(session)


@pytest.mark.parametrize("cookie", [None, "", "x", "a.b.c", "é" * 40])
def test_forged_session_is_none(cookie):
    assert not Organiser("open sesame", SECRET).is_session(cookie)


def test_session_ends_by_itself(monkeypatch):
    organiser = Organiser("open sesame", SECRET)
    session = organiser.new_session()
    monkeypatch.setattr(module, "SESSION_AGE", -1)
    assert not organiser.is_session(session)
