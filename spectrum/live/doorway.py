"""The voting room's way in, before the layers that the dashboard's pages need.

A vote and a stream's every frame would pass through sessions, compression and path
checks that are not meant for them; a crowd feels that.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

WORTH_COMPRESSING = 1_000  # bytes


class Doorway:
    """Middleware that serves `routes` itself and hands everything else on.

    The routes are known by the first part of their paths.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = Router(routes)
        self._compressed = GZipMiddleware(self._routes, minimum_size=WORTH_COMPRESSING, compresslevel=6)
        self._first_parts = {_first_part(getattr(route, "path", "")) for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or pass it on."""
        if scope["type"] != "http" or _first_part(scope["path"]) not in self._first_parts:
            await self._app(scope, receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        except HTTPException as refused:  # no route takes it
            answer = PlainTextResponse(refused.detail, refused.status_code, headers=refused.headers)
            await answer(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET" and not scope["path"].endswith("/live"):
            await self._compressed(scope, receive, send)
        else:
            await self._routes(scope, receive, send)


def _first_part(path: str) -> str:
    return path.removeprefix("/").split("/", 1)[0]
