"""The organiser's form: sign in, sign out."""

from __future__ import annotations

import asyncio
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from spectrum.canvas import read_sign_in_page
from spectrum.live.hall import Hall
from spectrum.live.light_page import SECURITY_HEADERS
from spectrum.live.limits import Limit, address_in
from spectrum.live.organiser import ORGANISER_COOKIE, SESSION_AGE
from spectrum.live.problems import Refused, problem_response
from spectrum.live.requests import check_origin, read_body

AFTER_SIGN_IN = "/organise"
TRIES = Limit(rate=0.1, burst=10)  # sign-ins of an address: ten at once, then six a minute
ALL_TRIES = Limit(rate=1.0, burst=30)  # sign-ins of all addresses together
WRONG = "That is not the password. If none was set, it was printed in the server's terminal at start."
TOO_OFTEN = "Too many attempts. Wait a minute, then try again."


def sign_in_routes(hall: Hall) -> list[BaseRoute]:
    """GET and POST /sign-in, POST /sign-out."""

    async def show(request: Request) -> Response:
        if hall.organiser.is_session(request.cookies.get(ORGANISER_COOKIE)):
            return RedirectResponse(AFTER_SIGN_IN, 303)
        return _form("")

    async def sign_in(request: Request) -> Response:
        try:
            check_origin(request, hall.rules.public_url)
            fields = parse_qs((await read_body(request)).decode("utf-8", "replace"))
        except Refused as refused:
            return problem_response(refused)
        wait = TRIES.take(address_in(request.scope)) or ALL_TRIES.take("")
        if wait:
            return _form(TOO_OFTEN, 429, {"Retry-After": str(int(wait) + 1)})
        if not await asyncio.to_thread(hall.organiser.knows, fields.get("password", [""])[0]):
            return _form(WRONG, 401)
        response = RedirectResponse(AFTER_SIGN_IN, 303)
        response.set_cookie(
            ORGANISER_COOKIE,
            hall.organiser.new_session(),
            max_age=SESSION_AGE,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    async def sign_out(request: Request) -> Response:
        try:
            check_origin(request, hall.rules.public_url)
        except Refused as refused:
            return problem_response(refused)
        response = RedirectResponse("/", 303)
        response.delete_cookie(ORGANISER_COOKIE, httponly=True, samesite="lax")
        return response

    async def form(request: Request) -> Response:
        return await (sign_in(request) if request.method == "POST" else show(request))

    return [
        Route("/sign-in", form, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def _form(message: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    text = read_sign_in_page().replace("{{message}}", escape(message))
    return HTMLResponse(
        text, status, headers={**SECURITY_HEADERS, "Cache-Control": "no-store", **(headers or {})}
    )
