"""The organiser's form: in with the password, out with one click."""

from __future__ import annotations

from itertools import count

import pytest

from spectrum.live import ORGANISER_COOKIE, sign_in
from spectrum.live.limits import Limit
from tests.live.visiting import ORGANISER, PASSWORD, problem


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Attempts of other tests do not count."""
    monkeypatch.setattr(sign_in, "TRIES", Limit(rate=0.1, burst=3))
    monkeypatch.setattr(sign_in, "ALL_TRIES", Limit(rate=0.1, burst=6))


@pytest.fixture
def organiser(house):
    return house.visitor()


def attempt(visitor, password=PASSWORD, **headers):
    return visitor.send("POST", "/sign-in", data={"password": password}, headers=headers)


def test_form_is_fenced_in_and_never_kept(organiser):
    answer = organiser.get("/sign-in")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert 'name="password"' in answer.text


def test_password_begins_a_session(organiser):
    answer = attempt(organiser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert ORGANISER.is_session(organiser.cookies[ORGANISER_COOKIE])
    assert organiser.get("/sign-in").headers["location"] == "/organise"


def test_cookie_is_secure_behind_tls(house):
    assert "Secure" in attempt(house.visitor(base="https://hall.example")).headers["set-cookie"]


def test_wrong_password_begins_none(organiser):
    for password in ("wrong", "", PASSWORD + " "):
        answer = attempt(organiser, password)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    assert "not the password" in answer.text


def test_passwords_cannot_be_tried_one_after_the_other(house):
    answers = [attempt(house.visitor(), "wrong").status_code for _ in range(4)]
    assert answers == [401, 401, 401, 429]
    answer = attempt(house.visitor())
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert attempt(house.visitor(address="10.0.0.2")).status_code == 303


def test_passwords_cannot_be_tried_from_many_addresses_either(house):
    numbers = count(1)
    answers = [attempt(house.visitor(address=f"10.0.1.{next(numbers)}"), "no").status_code for _ in range(8)]
    assert answers[-1] == 429


def test_signing_out_ends_the_session_in_this_browser(organiser):
    attempt(organiser)
    answer = organiser.send("POST", "/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert ORGANISER_COOKIE not in organiser.cookies
    assert organiser.get("/sign-in").status_code == 200


def test_form_of_another_site_is_refused(organiser):
    problem(attempt(organiser, origin="http://evil.example"), 403)
    problem(organiser.send("POST", "/sign-out", headers={"origin": "http://evil.example"}), 403)
    problem(attempt(organiser, "x" * 20_000), 413)


def test_signing_in_and_out_by_link_is_not_possible(organiser):
    assert organiser.get("/sign-out").status_code == 405
