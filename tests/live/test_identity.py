"""Who a browser is, as HTTP clients see it."""

from __future__ import annotations

import asyncio
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from spectrum.live import VOTER_COOKIE, VoterCookie, new_voter_id, read_voter
from spectrum.live.identity import sign_voter

SECRET = "a secret of the tests"
VOTER = "0123456789abcdef01234567"


async def page(_request):
    return HTMLResponse("<p>A page</p>", headers={"set-cookie": "theme=dark"})


async def data(_request):
    return JSONResponse({})


async def unchanged(_request):
    return Response(status_code=304)


async def refused(_request):
    return HTMLResponse("<h1>There is no such board</h1>", 404)


async def elsewhere(_request):
    return RedirectResponse("/page")


ROUTES = [
    Route("/page", page, methods=["GET", "POST"]),
    Route("/data", data),
    Route("/elsewhere", elsewhere),
    Route("/cached", unchanged),
    Route("/refused", refused),
    Route("/static/app.js", unchanged),
]


@pytest.fixture
def ask():
    """Sends a request to an app behind the middleware: `ask("/page", cookie="a=b")`."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(VoterCookie, secret=SECRET)])

    def send(path, *, method="GET", cookie=None, base="http://hall.example"):
        async def exchange():
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                cookies = [cookie] if isinstance(cookie, str | bytes) else cookie or []
                headers = [("cookie", given) for given in cookies]
                return await client.request(method, path, headers=headers)

        return asyncio.run(exchange())

    return send


def given(response) -> Morsel[str] | None:
    """The voter cookie that an answer sets."""
    for header in response.headers.get_list("set-cookie"):
        if morsel := SimpleCookie(header).get(VOTER_COOKIE):
            return morsel
    return None


def cookie_of(voter: str, secret: str = SECRET) -> str:
    return f"{VOTER_COOKIE}={sign_voter(voter, secret)}"


def test_first_page_gives_a_cookie_that_only_this_server_reads(ask):
    cookie = given(ask("/page"))
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert not cookie["secure"]
    assert len(read_voter(cookie.value, SECRET)) == 24


def test_cookie_is_secure_behind_tls(ask):
    assert given(ask("/page", base="https://hall.example"))["secure"]


def test_every_browser_is_another_voter(ask):
    assert len({read_voter(given(ask("/page")).value, SECRET) for _ in range(20)}) == 20
    assert len({new_voter_id() for _ in range(1000)}) == 1000


def test_known_voter_keeps_their_cookie(ask):
    assert given(ask("/page", cookie=cookie_of(VOTER))) is None
    assert given(ask("/page", cookie=f"theme=dark; {cookie_of(VOTER)}; lang=en")) is None


def test_known_voter_keeps_their_cookie_if_cookies_come_in_several_headers(ask):
    assert given(ask("/page", cookie=["theme=dark", cookie_of(VOTER)])) is None
    assert given(ask("/page", cookie=[cookie_of(VOTER), "theme=dark"])) is None


@pytest.mark.parametrize("other", ['prefs={"a": 1}', "list[0]=x", "flag", "a@b=1", ""])
def test_known_voter_keeps_their_cookie_whatever_other_cookies_look_like(ask, other):
    assert given(ask("/page", cookie=f"{other}; {cookie_of(VOTER)}")) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        VOTER,
        sign_voter(VOTER, "another secret").replace('"', ""),
        sign_voter(VOTER, SECRET).replace("0123", "0124", 1),
        sign_voter(VOTER, SECRET)[:-1],
        "é" + sign_voter(VOTER, SECRET),
    ],
)
def test_tampered_cookie_is_replaced_by_a_new_voter(ask, value):
    assert read_voter(value, SECRET) is None
    cookie = given(ask("/page", cookie=f"{VOTER_COOKIE}={value}".encode("latin-1")))
    assert read_voter(cookie.value, SECRET) not in (None, VOTER)


def test_signed_cookie_reads_back_with_its_own_secret_only():
    assert read_voter(sign_voter(VOTER, SECRET), SECRET) == VOTER
    assert read_voter(sign_voter(VOTER, SECRET), "another secret") is None
    assert read_voter(None, SECRET) is None


def test_page_that_the_browser_has_already_gives_a_cookie_too(ask):
    assert read_voter(given(ask("/cached")).value, SECRET)
    assert given(ask("/cached", cookie=cookie_of(VOTER))) is None


@pytest.mark.parametrize("path", ["/data", "/elsewhere", "/not-there", "/refused", "/static/app.js"])
def test_answer_that_is_no_page_gets_no_cookie(ask, path):
    assert given(ask(path)) is None


def test_only_loading_a_page_makes_a_voter(ask):
    assert given(ask("/page", method="POST")) is None
    assert given(ask("/page", method="HEAD")) is None


def test_cookies_of_the_page_itself_stay(ask):
    assert "theme=dark" in ask("/page").headers.get_list("set-cookie")


def test_what_is_not_http_passes_through():
    seen = []

    async def inner(scope, receive, send):
        seen.append((scope, receive, send))

    for kind in ("websocket", "lifespan"):
        scope, receive, send = {"type": kind}, object(), object()
        asyncio.run(VoterCookie(inner, SECRET)(scope, receive, send))
        assert seen.pop() == (scope, receive, send)
