"""A call of the API: checks that all calls share, then the call itself, then its answer or refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from spectrum.errors import ReadingBroken, SpectrumError
from spectrum.live.hall import Hall
from spectrum.live.identity import read_voter_cookie
from spectrum.live.limits import address_in
from spectrum.live.problems import Refused, problem_response, refusal_for
from spectrum.live.refused_votes import reason_for
from spectrum.live.requests import check_origin, is_secure
from spectrum.live.room import Room

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # which a route may answer or refuse

Call = Callable[["Visit"], Awaitable[Response]]


class Visit:
    """One request to the API, and who makes it."""

    def __init__(self, request: Request, hall: Hall) -> None:
        self.request = request
        self.hall = hall
        self.known_voter = read_voter_cookie(request, hall.rules.secret)

    @property
    def room(self) -> Room:
        """The room of the board that the path names. Raises NoSuchBoard."""
        return self.hall.room(self.board_id)

    @property
    def board_id(self) -> str:
        """The board that the path names."""
        return str(self.request.path_params["board_id"])

    @property
    def secure(self) -> bool:
        """Whether the visitor's connection is encrypted."""
        return is_secure(self.request, self.hall.rules.public_url)

    def voter(self) -> str:
        """The voter's id. Raises Refused (401) without a valid cookie."""
        if self.known_voter is None:
            raise Refused(
                401,
                "Your browser sent no valid voter cookie. Allow cookies for this site and reload the page.",
            )
        return self.known_voter


def endpoint(
    path: str, call: Call, hall: Hall, *, method: str | None = "GET", takes_votes: bool = False
) -> Route:
    """The route of a call, by one method or by any. `takes_votes`: its refusals are counted for the organiser."""
    return Route(path, _Endpoint(call, hall, method, takes_votes), methods=METHODS, name=call.__name__)


class _Endpoint:
    """A call as a bare ASGI application, as each layer that Starlette puts around a function costs every frame.

    Whatever goes wrong that a client can understand is told as a problem document.
    """

    def __init__(self, call: Call, hall: Hall, method: str | None, takes_votes: bool) -> None:
        self._call = call
        self._hall = hall
        self._method = method
        self._takes_votes = takes_votes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Request(scope, receive, send))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            wait = self._hall.requests_of_address.take(address_in(request.scope))
            if wait:
                raise Refused(
                    429, "Too many requests come from this network. Try again shortly.", retry_after=wait
                )
            if self._method is not None:
                _check_method(request.method, self._method)
            if self._method == "POST":
                check_origin(request, self._hall.rules.public_url)
            try:
                return await self._called(request)
            except ReadingBroken:
                if request.method == "POST":
                    raise  # part of it may be done
                return await self._called(request)
        except Refused as refused:
            return self._refusal(request, refused, reason_for(refused))
        except SpectrumError as error:
            return self._refusal(request, refusal_for(error), reason_for(error))
        except ClientDisconnect:
            return Response(status_code=400)

    async def _called(self, request: Request) -> Response:
        if "board_id" in request.path_params:
            await self._hall.look_for(request.path_params["board_id"])
        return await self._call(Visit(request, self._hall))

    def _refusal(self, request: Request, refused: Refused, reason: str) -> Response:
        self._hall.refusals[refused.status] += 1
        room = self._hall.rooms.get(request.path_params["board_id"]) if self._takes_votes else None
        if room is not None:
            self._hall.refused_votes.add(room.board_id, room.round_id, reason)
        return problem_response(refused)


def _check_method(used: str, meant: str) -> None:
    """Raise Refused (405) for another method than the one that is meant."""
    allowed = ("GET", "HEAD") if meant == "GET" else (meant,)
    if used not in allowed:
        raise Refused(
            405, f"{used} is not possible here. Use {meant}.", headers={"Allow": ", ".join(allowed)}
        )
