"""The organiser's form: sign in, sign out."""

from __future__ import annotations

import asyncio
import logging
import math
from html import escape
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from spectrum.canvas import read_sign_in_page
from spectrum.errors import SpectrumError
from spectrum.live.hall import Hall
from spectrum.live.light_page import SECURITY_HEADERS
from spectrum.live.limits import address_in
from spectrum.live.organiser_sign_in import BROWSER_AGE, BROWSER_COOKIE, ORGANISER_COOKIE, SESSION_AGE
from spectrum.live.problems import Refused, problem_response, refusal_for
from spectrum.live.requests import check_origin, is_secure, read_body

log = logging.getLogger(__name__)

AFTER_SIGN_IN = "/organise"
FORM = "/sign-in"  # the one address to which a browser says that it is known
AT_ONCE = 2  # passwords that are looked at together: each takes 64 MB
WRONG = "That is not the password. If none was set, it was printed in the server's terminal at start."
TOO_OFTEN = "Too many attempts. Wait {wait} s, then try again."


def sign_in_routes(hall: Hall) -> list[BaseRoute]:
    """GET and POST /sign-in, POST /sign-out."""
    room_to_check = asyncio.Semaphore(AT_ONCE)
    board_id = hall.rules.board

    async def show(request: Request) -> Response:
        cookie = request.cookies.get(ORGANISER_COOKIE)
        try:
            if await asyncio.to_thread(lambda: hall.sign_in.session_of(cookie, hall.store())):
                return RedirectResponse(AFTER_SIGN_IN, 303)
        except SpectrumError as error:
            return _not_now(error)
        return _form("")

    async def sign_in(request: Request) -> Response:
        try:
            check_origin(request, hall.rules.public_url)
            fields = parse_qs((await read_body(request)).decode("utf-8", "replace"))
        except Refused as refused:
            return problem_response(refused)
        except ClientDisconnect:
            return Response(status_code=400)
        browser = hall.sign_in.browser_of(request.cookies.get(BROWSER_COOKIE))
        wait = math.ceil(hall.attempts.take(address_in(request.scope), browser))
        if wait:
            return _form(TOO_OFTEN.format(wait=wait), 429, {"Retry-After": str(wait)})
        async with room_to_check:
            is_known = await asyncio.to_thread(hall.sign_in.knows, fields.get("password", [""])[0])
        if not is_known:
            log.warning("Somebody tried to sign in with a wrong password.")
            return _form(WRONG, 401)
        try:
            session = await asyncio.to_thread(lambda: hall.sign_in.new_session(hall.store(), board_id))
        except SpectrumError as error:
            return _not_now(error)
        return _signed_in(request, session)

    def _signed_in(request: Request, session: str) -> Response:
        response = RedirectResponse(AFTER_SIGN_IN, 303, headers={"Cache-Control": "no-store"})
        secure = is_secure(request, hall.rules.public_url)
        response.set_cookie(
            ORGANISER_COOKIE, session, max_age=SESSION_AGE, httponly=True, samesite="lax", secure=secure
        )
        response.set_cookie(
            BROWSER_COOKIE,
            hall.sign_in.new_browser(),
            max_age=BROWSER_AGE,
            path=FORM,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return response

    async def sign_out(request: Request) -> Response:
        cookie = request.cookies.get(ORGANISER_COOKIE)
        try:
            check_origin(request, hall.rules.public_url)
            await asyncio.to_thread(lambda: hall.sign_in.end_session(cookie, hall.store(), board_id))
        except Refused as refused:
            return problem_response(refused)
        except SpectrumError as error:
            return problem_response(refusal_for(error))  # the session has not ended, so its cookie stays
        response = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
        response.delete_cookie(ORGANISER_COOKIE, httponly=True, samesite="lax")
        return response

    async def form(request: Request) -> Response:
        return await (sign_in(request) if request.method == "POST" else show(request))

    return [
        Route(FORM, form, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def _not_now(error: SpectrumError) -> HTMLResponse:
    refused = refusal_for(error)
    return _form(refused.detail, refused.status, {"Retry-After": str(math.ceil(refused.retry_after or 1))})


def _form(message: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    text = read_sign_in_page().replace("{{message}}", escape(message))
    return HTMLResponse(
        text, status, headers={**SECURITY_HEADERS, "Cache-Control": "no-store", **(headers or {})}
    )
