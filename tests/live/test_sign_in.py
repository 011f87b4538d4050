"""The organiser's form: in with the password, out with one click, and nobody else in."""

from __future__ import annotations

from http.cookies import SimpleCookie
from itertools import count

import pytest

from spectrum.errors import StoreUnavailable
from spectrum.live import ORGANISER_COOKIE
from spectrum.live.attempts import Attempts
from spectrum.live.organiser_sign_in import BROWSER_COOKIE
from tests.live.visiting import BOARD, ORGANISER, PASSWORD, open_house, problem


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(house):
    clock = Clock()
    house.hall.attempts = Attempts(clock)
    return clock


@pytest.fixture
def organiser(house):
    return house.visitor()


def attempt(visitor, password=PASSWORD, **headers):
    return visitor.send("POST", "/sign-in", data={"password": password}, headers=headers)


def is_in(visitor) -> bool:
    return visitor.get("/sign-in").status_code == 303


def cookies_of(answer):
    """The cookies that an answer sets, by name."""
    return {
        name: morsel
        for header in answer.headers.get_list("set-cookie")
        for name, morsel in SimpleCookie(header).items()
    }


def test_form_is_fenced_in_and_never_kept(organiser):
    answer = organiser.get("/sign-in")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert 'name="password"' in answer.text


def test_password_begins_a_session(organiser, store):
    answer = attempt(organiser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise")
    cookie = cookies_of(answer)[ORGANISER_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "lax", "")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", str(12 * 3600))
    assert ORGANISER.session_of(organiser.cookies[ORGANISER_COOKIE], store)
    assert organiser.get("/sign-in").headers["location"] == "/organise"
    assert [entry.action for entry in store.organise(BOARD, "x").audit()] == ["sign_in"]


def test_browser_is_known_from_then_on_to_the_form_alone(organiser):
    cookie = cookies_of(attempt(organiser))[BROWSER_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/sign-in")


@pytest.mark.parametrize(
    ("base", "public_url", "secure"),
    [
        ("http://hall.example", None, False),
        ("https://hall.example", None, True),
        ("http://hall.example", "https://hall.example", True),
        ("http://hall.example:443", "https://hall.example", True),
        ("http://10.0.0.7:8501", "https://hall.example", False),
        ("http://hall.example", "http://hall.example", False),
    ],
)
def test_cookies_are_secure_where_the_visitor_came_by_tls(store, base, public_url, secure):
    with open_house(store, public_url=public_url) as house:
        found = cookies_of(attempt(house.visitor(base=base)))
        voter = cookies_of(house.visitor(base=base).describe())
    for cookie in (found[ORGANISER_COOKIE], found[BROWSER_COOKIE], *voter.values()):
        assert bool(cookie["secure"]) is secure


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"pass": PASSWORD}, {"password": PASSWORD + " "}])
def test_without_the_password_there_is_no_session(organiser, body):
    answer = organiser.send("POST", "/sign-in", data=body)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "not the password" in answer.text
    assert not is_in(organiser)


def test_twenty_wrong_passwords_are_stopped_and_the_right_one_works_later(house, clock, store):
    answers = [attempt(house.visitor(), f"wrong {n}") for n in range(20)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 10
    assert all("set-cookie" not in answer.headers for answer in answers)
    refused = attempt(house.visitor())
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert f"Wait {wait} s" in refused.text
    clock.now += wait
    assert attempt(house.visitor()).status_code == 303
    assert len(store.organise(BOARD, "x").audit()) == 1


def test_other_networks_may_try_meanwhile(house, clock):
    for _ in range(11):
        attempt(house.visitor(), "wrong")
    assert attempt(house.visitor(address="10.0.0.2")).status_code == 303


def test_passwords_cannot_be_tried_from_many_networks_either(house, clock):
    numbers = count(1)
    answers = [attempt(house.visitor(address=f"10.0.1.{next(numbers)}"), "no").status_code for _ in range(40)]
    assert answers.count(401) == 30
    assert answers[-1] == 429


def test_strangers_do_not_keep_the_organiser_out(house, clock, organiser):
    """Nor do those who share the hall's one address with the organiser."""
    attempt(organiser)
    organiser.send("POST", "/sign-out")
    for n in range(40):
        attempt(house.visitor(address=f"10.0.1.{n}"), "no")
        attempt(house.visitor(), "no")
    assert attempt(house.visitor()).status_code == 429
    assert attempt(organiser).status_code == 303


def test_known_browser_has_few_tries_too(clock, organiser):
    attempt(organiser)
    organiser.cookies.delete(ORGANISER_COOKIE)
    answers = [attempt(organiser, "no").status_code for _ in range(20)]
    assert answers.count(401) == 10
    assert answers[-1] == 429


@pytest.mark.parametrize("value", ["", "x", "0123456789abcdef.c2ln"])
def test_forged_mark_of_a_known_browser_gives_no_tries(house, clock, value):
    for _ in range(11):
        attempt(house.visitor(), "no")
    stranger = house.visitor()
    stranger.cookies.set(BROWSER_COOKIE, value)
    assert attempt(stranger).status_code == 429


def test_signing_out_ends_the_session_wherever_its_cookie_is(house, organiser, store):
    attempt(organiser)
    copied = organiser.cookies[ORGANISER_COOKIE]
    answer = organiser.send("POST", "/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert ORGANISER_COOKIE not in organiser.cookies
    assert not is_in(organiser)
    thief = house.visitor()
    thief.cookies.set(ORGANISER_COOKIE, copied)
    assert not is_in(thief)
    assert ORGANISER.session_of(copied, store) is None
    with open_house(store) as restarted:
        again = restarted.visitor()
        again.cookies.set(ORGANISER_COOKIE, copied)
        assert not is_in(again)
    assert [entry.action for entry in store.organise(BOARD, "x").audit()] == ["sign_out", "sign_in"]


def test_signing_out_of_one_browser_leaves_the_other(house, organiser):
    other = house.visitor()
    attempt(organiser)
    attempt(other)
    organiser.send("POST", "/sign-out")
    assert is_in(other)


def test_signing_out_without_a_session_does_nothing(organiser, store):
    assert organiser.send("POST", "/sign-out").status_code == 303
    assert store.organise(BOARD, "x").audit() == []


SAME = "http://hall.example"
FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://hall.example.evil.example"},
    {"origin": "http://hall.example:8080"},
    {"origin": "http://hall.example@evil.example"},
    {"origin": "hall.example"},
    {"sec-fetch-site": "cross-site"},
    {"origin": "http://evil.example", "host": "evil.example.hall.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_page_of_another_site_can_neither_sign_in_nor_out(organiser, headers):
    problem(attempt(organiser, **headers), 403)
    assert not is_in(organiser)
    attempt(organiser)
    problem(organiser.send("POST", "/sign-out", headers=headers), 403)
    assert is_in(organiser)


@pytest.mark.parametrize(
    "headers", [{}, {"origin": SAME}, {"origin": "http://HALL.example:80"}, {"sec-fetch-site": "same-origin"}]
)
def test_own_page_can(organiser, headers):
    assert attempt(organiser, **headers).status_code == 303


def test_large_form_is_refused(organiser):
    problem(attempt(organiser, "x" * 20_000), 413)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?next=//evil.example", "/sign-in?next=%0d%0aX-Evil:1"])
def test_way_on_is_fixed_whatever_is_asked_for(organiser, path):
    body = {"password": PASSWORD, "next": "https://evil.example", "location": "\r\nX-Evil: 1"}
    answer = organiser.send("POST", path, data=body, headers={"x-forwarded-host": "evil.example"})
    assert answer.headers["location"] == "/organise"
    assert "x-evil" not in answer.headers
    out = organiser.send("POST", "/sign-out?next=//evil.example", headers={"referer": "//evil.example"})
    assert out.headers["location"] == "/"


def test_signing_in_and_out_by_link_is_not_possible(organiser):
    assert organiser.get("/sign-out").status_code == 405
    assert organiser.get(f"/sign-in?password={PASSWORD}").status_code == 200
    assert not is_in(organiser)


def test_database_that_is_away_signs_nobody_in_and_says_so(store):
    failing = []

    def find():
        if failing:
            raise StoreUnavailable("it is being opened again")
        return store

    with open_house(find) as house:
        organiser = house.visitor()
        attempt(organiser)
        failing.append(True)
        for answer in (organiser.get("/sign-in"), attempt(house.visitor())):
            assert answer.status_code == 503
            assert "being opened again" in answer.text
            assert int(answer.headers["retry-after"]) >= 1
            assert "set-cookie" not in answer.headers
        problem(organiser.send("POST", "/sign-out"), 503)
        assert ORGANISER_COOKIE in organiser.cookies
        failing.clear()
        assert is_in(organiser)
