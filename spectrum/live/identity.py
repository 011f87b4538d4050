"""Who a browser is: a signed cookie with a random voter id, given with the first page.

It holds nothing else and is read by this server only. It lasts a year, so that
a voter's vote of one round is known as theirs in the next.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from itsdangerous import BadSignature, Signer
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spectrum.live.limits import Limit, address_in
from spectrum.live.requests import is_secure

VOTER_COOKIE = "spectrum_voter"
NOT_MODIFIED = 304
OK = 200
KEPT_COOKIES = 16_384  # cookies whose signature is known to be genuine or forged
COOKIE_AGE = 365 * 24 * 3600  # seconds


def new_voter_id() -> str:
    """A random id of 24 hexadecimal digits."""
    return secrets.token_hex(12)


def sign_voter(voter_id: str, secret: str) -> str:
    """The cookie's value."""
    return _signer(secret).sign(voter_id).decode("ascii")


@lru_cache(maxsize=KEPT_COOKIES)
def read_voter(value: str | None, secret: str) -> str | None:
    """The voter id in a cookie's value, or None if it is missing or was tampered with."""
    if not value:
        return None
    try:
        return _signer(secret).unsign(value).decode("ascii")
    except (BadSignature, UnicodeDecodeError):
        return None


def read_voter_cookie(request: Request, secret: str) -> str | None:
    """The voter that a request's cookie names, if it is genuine."""
    return read_voter(request.cookies.get(VOTER_COOKIE), secret)


def set_voter_cookie(response: Response, voter_id: str, secret: str, *, secure: bool) -> None:
    """Let the browser keep who it is."""
    response.set_cookie(
        VOTER_COOKIE,
        sign_voter(voter_id, secret),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="spectrum.voter")


class VoterCookie:
    """Middleware that gives every browser a voter cookie with the first page it loads."""

    def __init__(
        self,
        app: ASGIApp,
        secret: str,
        public_url: str | None = None,
        newcomers_of_address: Limit | None = None,
    ) -> None:
        """Beyond the limit of an address, pages come without a cookie; asking for one then says why."""
        self._app = app
        self._secret = secret
        self._public_url = public_url
        self._newcomers = newcomers_of_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the cookie to an HTML answer if there is none yet."""
        if scope["type"] != "http" or scope["method"] != "GET" or self._is_known(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if _is_page(scope["path"], message["status"], headers) and self._may_come(scope):
                    headers["cache-control"] = (
                        "private, no-cache"  # no proxy may keep one voter's cookie for others
                    )
                    secure = is_secure(Request(scope), self._public_url)
                    headers.append("set-cookie", self._cookie(secure=secure))
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _is_known(self, scope: Scope) -> bool:
        return read_voter_cookie(Request(scope), self._secret) is not None

    def _may_come(self, scope: Scope) -> bool:
        return self._newcomers is None or not self._newcomers.take(address_in(scope))

    def _cookie(self, *, secure: bool) -> str:
        value = sign_voter(new_voter_id(), self._secret)
        attributes = f"Path=/; Max-Age={COOKIE_AGE}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
        return f"{VOTER_COOKIE}={value}; {attributes}"


def _is_page(path: str, status: int, headers: MutableHeaders) -> bool:
    """Whether an answer is a page, be it one that the browser has already (304 names no type); no refusal is."""
    if status == NOT_MODIFIED:
        return "." not in path.rsplit("/", 1)[-1]
    return status == OK and headers.get("content-type", "").startswith("text/html")
