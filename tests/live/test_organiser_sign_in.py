"""The organiser's password and sessions."""

from __future__ import annotations

import base64

import pytest
from argon2 import PasswordHasher
from itsdangerous import Signer, TimestampSigner

from spectrum.errors import InvalidSetting
from spectrum.live import OrganiserSignIn
from spectrum.live import organiser_sign_in as module
from spectrum.live.admission import _signer as admission_signer
from spectrum.live.identity import sign_voter
from tests.live.visiting import BOARD

SECRET = "a secret of the tests"
PASSWORD = "open sesame"


@pytest.fixture
def organiser():
    return OrganiserSignIn(PASSWORD, SECRET)


def test_password_is_known_plain_or_hashed():
    for given in (PASSWORD, PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)):
        organiser = OrganiserSignIn(given, SECRET)
        assert organiser.one_time is None
        assert organiser.knows(PASSWORD)
        assert not organiser.knows("")
        assert not organiser.knows("open Sesame")
        assert not organiser.knows(given + "x")


def test_hash_itself_is_not_the_password():
    hashed = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    assert not OrganiserSignIn(hashed, SECRET).knows(hashed)


@pytest.mark.parametrize("cut", ["$argon2id$broken", "$argon2id$v=19$m=65536"])
def test_hash_that_is_not_whole_is_refused_at_the_start(cut):
    with pytest.raises(InvalidSetting, match=r"SPECTRUM_ORGANISER_PASSWORD.*whole Argon2 hash") as refused:
        OrganiserSignIn(cut, SECRET)
    assert cut not in str(refused.value)


def test_password_is_made_where_none_is_set():
    first, second = OrganiserSignIn(None, SECRET), OrganiserSignIn("", SECRET)
    assert first.one_time != second.one_time
    assert len(first.one_time) >= 12
    assert first.knows(first.one_time)
    assert not first.knows("")


@pytest.mark.parametrize("password", ["", "o", PASSWORD[:-1], PASSWORD + "x", "x" * 10_000, "\0", "é" * 40])
def test_whatever_is_wrong_the_whole_hash_is_computed(organiser, monkeypatch, password):
    """No shortcut by length or first letters, so the time tells nothing of the password."""
    computed = []
    verify = PasswordHasher.verify

    def watched(self, hashed, given):
        computed.append(given)
        return verify(self, hashed, given)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    assert not organiser.knows(password)
    assert computed == [password]


def test_session_is_of_this_secret_and_this_password(organiser, store):
    session = organiser.new_session(store, BOARD)
    assert organiser.session_of(session, store)
    assert OrganiserSignIn(PASSWORD, SECRET).session_of(session, store)
    assert not OrganiserSignIn("another", SECRET).session_of(session, store)
    assert not OrganiserSignIn(PASSWORD, "another secret").session_of(session, store)


@pytest.mark.parametrize("cookie", [None, "", "x", "a.b.c", "é" * 40, "." * 3, "a" * 100_000])
def test_forged_session_is_none(organiser, store, cookie):
    assert not organiser.session_of(cookie, store)


def forgeries(organiser, genuine):
    """Values that look like a session's, by those who know all but the secret."""
    session_id, stamp, signature = genuine.split(".")
    later = base64.urlsafe_b64encode((2_000_000_000).to_bytes(4, "big")).decode().rstrip("=")
    return {
        "another id": f"{'0' * len(session_id)}.{stamp}.{signature}",
        "another time": f"{session_id}.{later}.{signature}",
        "no signature": f"{session_id}.{stamp}.",
        "no time": f"{session_id}.{signature}",
        "id alone": session_id,
        "half a signature": genuine[:-4],
        "one letter changed": genuine[:-6] + ("A" if genuine[-6] != "A" else "B") + genuine[-5:],
        "another secret": TimestampSigner("another", salt="spectrum.organiser").sign(session_id).decode(),
        "no salt": TimestampSigner(SECRET).sign(session_id).decode(),
        "salt without the password": TimestampSigner(SECRET, salt="spectrum.organiser")
        .sign(session_id)
        .decode(),
        "voter's cookie": sign_voter(session_id, SECRET),
        "admission": admission_signer(SECRET).sign(f"ann/{session_id}").decode(),
        "known browser": organiser.new_browser(),
        "unsigned salt": Signer(SECRET, salt="spectrum.organiser").sign(session_id).decode(),
    }


@pytest.mark.parametrize("what", forgeries(OrganiserSignIn(PASSWORD, SECRET), "a.b.abcdefghijklmnop"))
def test_forgery_of_an_open_session_is_none(organiser, store, what):
    genuine = organiser.new_session(store, BOARD)
    assert not organiser.session_of(forgeries(organiser, genuine)[what], store)
    assert organiser.session_of(genuine, store)


def test_signed_cookie_of_a_session_that_never_began_is_none(organiser, store):
    """Whoever learns the secret alone has no session either."""
    genuine = organiser.new_session(store, BOARD)
    invented = organiser._sessions.sign("0123456789abcdef").decode()
    assert organiser._read(invented)
    assert not organiser.session_of(invented, store)
    assert organiser.session_of(genuine, store)


def test_session_ends_by_itself(organiser, store, monkeypatch):
    session = organiser.new_session(store, BOARD)
    monkeypatch.setattr(module, "SESSION_AGE", -1)
    assert not organiser.session_of(session, store)


def test_ended_session_is_none_for_whoever_has_its_cookie(organiser, store):
    session = organiser.new_session(store, BOARD)
    organiser.end_session(session, store, BOARD)
    assert not organiser.session_of(session, store)
    organiser.end_session(session, store, BOARD)
    organiser.end_session("x", store, BOARD)
    audit = store.organise(BOARD, "test").audit()
    assert [entry.action for entry in audit] == ["sign_out", "sign_in"]


def test_browser_is_known_by_its_cookie_which_is_no_session(organiser, store):
    first, second = organiser.new_browser(), organiser.new_browser()
    assert organiser.browser_of(first) != organiser.browser_of(second)
    assert not organiser.session_of(first, store)
    for cookie in (None, "", "x", first[:-1], sign_voter("ann", SECRET), organiser.new_session(store, BOARD)):
        assert organiser.browser_of(cookie) is None
    assert OrganiserSignIn("another", SECRET).browser_of(first) is None


def test_session_outlives_a_clock_that_is_set_back_and_ends_in_time(store, monkeypatch):
    organiser = OrganiserSignIn(PASSWORD, SECRET)
    cookie = organiser.new_session(store, BOARD)
    begun_at = organiser._sessions.get_timestamp()
    for seconds, lasts in ((-7200, True), (module.SESSION_AGE - 60, True), (module.SESSION_AGE + 60, False)):
        monkeypatch.setattr(organiser._sessions, "get_timestamp", lambda now=begun_at + seconds: now)
        assert (organiser.session_of(cookie, store) is not None) is lasts, seconds
