"""Who pretends to be someone else, or comes from elsewhere: refused, and nothing is stored."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest
from itsdangerous import Signer, TimestampSigner

from spectrum.live import ORGANISER_COOKIE, VOTER_COOKIE
from spectrum.live.admission import ADMISSION_COOKIE
from spectrum.live.identity import new_voter_id
from tests.abuse.attack import BOARD, SECRET, TOOL, VOTES, Target, genuine_cookie
from tests.browser.conftest import serving
from tests.serving import PASSWORD

VOTER = "0123456789abcdef01234567"


def signed_session(password: str = PASSWORD) -> str:
    """A session that never began, signed as the server signs those that did under a password."""
    bound = hashlib.sha256(password.encode()).hexdigest()[:16]
    return TimestampSigner(SECRET, salt=f"spectrum.organiser.{bound}").sign("0123456789abcdef").decode()


FORGED = {
    "no signature": VOTER,
    "another server's": genuine_cookie(VOTER, "a secret of another server"),
    "another voter's signature": f"{VOTER}.{genuine_cookie().split('.')[1]}",
    "a letter changed": genuine_cookie(VOTER).replace("0123", "0124", 1),
    "signature cut off": genuine_cookie(VOTER)[:-3],
    "empty signature": f"{VOTER}.",
    "the organiser's": signed_session(),
    "an admission": Signer(SECRET, salt="spectrum.admission").sign(f"{VOTER}/round").decode(),
    "signed without a purpose": Signer(SECRET).sign(VOTER).decode(),
    "signed with a time": TimestampSigner(SECRET, salt="spectrum.voter").sign(VOTER).decode(),
    "very long": "a" * 6000,
    "SQL": "' OR 1=1 --",
}


def votes(target: Target) -> int:
    return target.send("GET", f"/api/boards/{BOARD}").json()["votes"]


@pytest.mark.parametrize("forged", [name for name in FORGED if "time" not in name])
def test_forged_cookie_votes_for_nobody(target: Target, forged: str) -> None:
    before = votes(target)
    answer = target.vote(FORGED[forged])
    assert answer.status_code in (400, 401)
    assert votes(target) == before


def test_cookie_with_more_in_it_is_another_voter_and_not_the_one_it_names(target: Target) -> None:
    """Whoever could make one knows the secret; even so it does not stand for the voter whose id it begins with."""
    headers = {"cookie": f"{VOTER_COOKIE}={FORGED['signed with a time']}"}
    answer = target.send("GET", f"/api/boards/{BOARD}", headers=headers).json()
    assert (answer["voter"] or {}).get("voter_id") != VOTER


def test_voters_cookie_opens_nothing_of_the_organisers(target: Target) -> None:
    for value in (
        genuine_cookie(),
        genuine_cookie(VOTER),
        "",
        "x.y.z",
        signed_session()[:-1],
        signed_session(),
    ):
        answer = target.send("GET", "/sign-in", headers={"cookie": f"{ORGANISER_COOKIE}={value}"})
        assert answer.status_code == 200  # the form, not the way on
    signed_in = target.send("POST", "/sign-in", data={"password": PASSWORD})
    genuine = {"cookie": f"{ORGANISER_COOKIE}={signed_in.cookies[ORGANISER_COOKIE]}"}
    assert target.send("GET", "/sign-in", headers=genuine).status_code == 303


def test_session_of_an_old_password_has_ended(target: Target) -> None:
    old = signed_session("the password of yesterday")
    answer = target.send("GET", "/sign-in", headers={"cookie": f"{ORGANISER_COOKIE}={old}"})
    assert answer.status_code == 200


def test_copied_cookie_is_one_voter_however_often_it_votes(target: Target) -> None:
    cookie, before = genuine_cookie(), votes(target)
    assert [target.vote(cookie).status_code for _ in range(6)] == [201] * 6
    assert votes(target) == before + 1


def test_vote_that_is_played_back_is_stored_once_and_for_its_voter_alone(target: Target) -> None:
    body = {"vote_id": str(uuid4()), "tool_id": TOOL, "x": 1, "y": 2}
    own, other = ({"cookie": f"{VOTER_COOKIE}={genuine_cookie()}"} for _ in range(2))
    answers = [target.send("POST", VOTES, json=body, headers=headers) for headers in (own, own, other)]
    assert [answer.status_code for answer in answers] == [201, 200, 409]


def test_admission_is_no_identity(target: Target) -> None:
    note = Signer(SECRET, salt="spectrum.admission").sign(f"{VOTER}/round").decode()
    headers = {"cookie": f"{ADMISSION_COOKIE}={note}"}
    body = {"vote_id": str(uuid4()), "tool_id": TOOL, "x": 1, "y": 2}
    assert target.send("POST", VOTES, json=body, headers=headers).status_code == 401


# --- from elsewhere ---------------------------------------------------------------------------

FOREIGN = [
    "null", "http://evil.example", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost",
    "file://", "http://[", "http://127.0.0.1.evil.example", "http://evil.example@127.0.0.1:99", "javascript:alert(1)",
    "chrome-extension://abc", "",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", [VOTES, "/api/voter", f"/api/boards/{BOARD}/tools", "/sign-in", "/sign-out"])
def test_other_sites_pages_change_nothing(target: Target, origin: str, path: str) -> None:
    headers = {"origin": origin, "cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    answer = target.send("POST", path, json={"name": "Evil"}, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in answer.headers


def test_other_sites_pages_may_not_read(target: Target) -> None:
    headers = {"origin": "http://evil.example", "cookie": f"{VOTER_COOKIE}={genuine_cookie()}"}
    for path in (f"/api/boards/{BOARD}", "/api/openapi.json", "/join", "/"):
        answer = target.send("GET", path, headers=headers)
        assert "access-control-allow-origin" not in answer.headers
        asked = headers | {"access-control-request-method": "POST"}
        assert "access-control-allow-origin" not in target.send("OPTIONS", path, headers=asked).headers


def test_dashboards_own_connection_is_closed_to_other_sites(target: Target) -> None:
    handshake = {
        "upgrade": "websocket", "connection": "upgrade", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    for path in ("/_stcore/stream", f"/api/boards/{BOARD}/live"):
        answer = target.send("GET", path, headers={**handshake, "origin": "http://evil.example"})
        assert answer.status_code == 403


def test_words_of_strangers_on_where_a_request_comes_from_are_not_believed(target: Target) -> None:
    claims = {
        "x-forwarded-proto": "https", "x-forwarded-for": "10.9.8.7", "forwarded": "for=10.9.8.7;proto=https",
        "x-forwarded-host": "evil.example", "x-real-ip": "10.9.8.7",
    }  # fmt: skip
    for path in ("/", "/join"):
        page = target.send("GET", path, headers=claims)
        assert "secure" not in page.headers["set-cookie"].lower()
    voter = target.send("POST", "/api/voter", json={}, headers=claims)
    assert "secure" not in voter.headers["set-cookie"].lower()
    foreign = target.vote(genuine_cookie(), **claims, origin="http://evil.example")
    assert foreign.status_code == 403


def test_word_of_a_trusted_proxy_is_believed(tmp_path: Path) -> None:
    database = tmp_path / "votes.duckdb"
    with serving(database, SPECTRUM_SECRET=SECRET, SPECTRUM_TRUSTED_PROXIES="127.0.0.1") as site:
        claims = {"x-forwarded-proto": "https", "x-forwarded-for": "10.9.8.7"}
        page = Target(site.url).send("GET", "/join", headers=claims)
        assert "secure" in page.headers["set-cookie"].lower()


# --- lines of their own -----------------------------------------------------------------------

BREAKS = [
    "a\r\nSet-Cookie: spectrum_voter=evil",
    "a\nX-Evil: 1",
    "a\r\n\r\n<script>",
    "\u2028X-Evil: 1",
    "a\x00b",
]


@pytest.mark.parametrize("text", BREAKS)
def test_texts_make_no_headers(target: Target, text: str) -> None:
    cookie = {"cookie": f"{VOTER_COOKIE}={genuine_cookie(new_voter_id())}"}
    answers = [
        target.send("POST", "/api/voter", json={"name": text}, headers=cookie),
        target.send("POST", f"/api/boards/{BOARD}/tools", json={"name": text + str(uuid4())}, headers=cookie),
        target.send("POST", "/sign-in", data={"password": text}),
        target.send("GET", "/join/" + "".join(f"%{byte:02x}" for byte in text.encode())),
        target.send("GET", f"/api/boards/{BOARD}?next=" + "".join(f"%{byte:02x}" for byte in text.encode())),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert "x-evil" not in answer.headers
        assert "evil" not in answer.headers.get("set-cookie", "")
