"""Refusals as RFC 9457 problem documents: what went wrong, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Mapping

from starlette.responses import JSONResponse

from spectrum.errors import (
    AddingClosed,
    DatabaseError,
    InvalidVote,
    JoinCodeNeeded,
    NotFound,
    QueueFull,
    SpectrumError,
    SuggestionsClosed,
    SuggestionsFull,
    ToolNameTaken,
    VoteIdTaken,
    VoterBlocked,
    VotingClosed,
)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Not JSON",
    401: "No voter",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Not possible now",
    413: "Too large",
    422: "Not valid",
    429: "Too many requests",
    503: "Not ready",
}
STATUSES: tuple[tuple[type[SpectrumError], int], ...] = (
    (InvalidVote, 422),
    (VotingClosed, 409),
    (AddingClosed, 409),
    (ToolNameTaken, 409),
    (VoteIdTaken, 409),
    (SuggestionsClosed, 409),
    (SuggestionsFull, 409),
    (VoterBlocked, 403),
    (JoinCodeNeeded, 403),
    (NotFound, 404),
    (QueueFull, 503),
    (DatabaseError, 503),
)
WAIT = 2.0  # seconds after which to try again when the store is not ready


class Refused(Exception):
    """A request that is not carried out. `field` names what is wrong in its body."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        field: str | None = None,
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.retry_after = retry_after
        self.headers = headers or {}


def refusal_for(error: SpectrumError) -> Refused:
    """What an error of the library means in HTTP."""
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 422)
    return Refused(
        status,
        str(error),
        field=error.field if isinstance(error, InvalidVote) else None,
        retry_after=WAIT if status == 503 else None,
    )


def problem_response(refused: Refused) -> JSONResponse:
    """The answer that tells a client of a refusal."""
    title = TITLES.get(refused.status, "Refused")
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": refused.status,
        "detail": refused.detail,
    }
    if refused.field is not None:
        problem["field"] = refused.field
    headers = {"Cache-Control": "no-store", **refused.headers}
    if refused.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(refused.retry_after)))
    return JSONResponse(problem, refused.status, headers=headers, media_type=MEDIA_TYPE)
