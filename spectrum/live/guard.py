"""What holds for every request, also for Streamlit's: so many an address, and headers that fence pages in.

The room's own pages bring a stricter policy. Streamlit's need inline scripts and `eval`
(Vega compiles its charts), so theirs keeps other hosts out: nothing is loaded from
elsewhere, sent elsewhere or shown in another site's frame.
"""

from __future__ import annotations

import math

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spectrum.live.limits import Limit, address_in

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "media-src 'self' data: blob:; frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
POLICIES = {"text/html": PAGE_POLICY, "image/svg+xml": PICTURE_POLICY}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
API = "/api/"
METRICS = "/metrics"
STREAM = "/live"
TOO_OFTEN = "Too many requests come from this network. Try again shortly."


class Guard:
    """Middleware around everything else.

    Calls of the API and of the metrics count themselves, as they answer with a problem document; streams
    bring their headers themselves, as a layer more would cost each of their frames.
    """

    def __init__(self, app: ASGIApp, requests_of_address: Limit) -> None:
        self._app = app
        self._requests = requests_of_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse who asks too often; add the headers that an answer does not bring itself."""
        if scope["type"] == "lifespan" or _is_stream(scope["path"]):
            await self._app(scope, receive, send)
        elif wait := self._wait(scope):
            retry = {"Retry-After": str(math.ceil(wait))}
            await PlainTextResponse(TOO_OFTEN, 429, headers=retry)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _wait(self, scope: Scope) -> float:
        """Seconds until the address may ask again."""
        if scope["path"].startswith(API) or scope["path"] == METRICS:
            return 0.0
        return self._requests.take(address_in(scope))


GONE = "the handler is closed"
"""How uvloop says that a client has left in the moment of being written to, which is nobody's fault."""


def _is_stream(path: str) -> bool:
    return path.startswith(API) and path.endswith(STREAM)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            policy = POLICIES.get(headers.get("content-type", "").split(";")[0])
            if policy is not None:
                headers.setdefault("Content-Security-Policy", policy)
        try:
            await send(message)
        except RuntimeError as error:
            if GONE not in str(error):
                raise

    return send_with_headers
