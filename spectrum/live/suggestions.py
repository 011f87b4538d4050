"""What visitors propose while voting is off, for the organiser to accept or decline."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from starlette.responses import JSONResponse, Response

from spectrum.errors import InvalidVote
from spectrum.live.endpoint import Visit
from spectrum.live.limits import address_in
from spectrum.live.problems import Refused
from spectrum.live.requests import invalid, read_object, read_text, read_tool_id
from spectrum.model import (
    LONGEST_NAME,
    LONGEST_TEXT,
    SUGGESTION_KINDS,
    Suggestion,
    SuggestionKind,
    check_axis_value,
)


async def suggest(visit: Visit) -> Response:
    """POST /api/boards/{board_id}/suggestions: a tool, or another place for one that is there."""
    hall, voter_id = visit.hall, visit.voter()
    suggestion = _suggestion(await read_object(visit.request), voter_id)
    address = address_in(visit.request.scope)
    wait = hall.suggestions_of_voter.take(voter_id) or hall.suggestions_of_address.take(address)
    if wait:
        raise Refused(429, "Suggestions come faster than they are taken. Wait a moment.", retry_after=wait)
    taken = await asyncio.to_thread(hall.store().suggest, visit.board_id, suggestion)
    answer = {
        "suggestion_id": taken.suggestion_id, "kind": taken.kind, "tool_id": taken.tool_id,
        "name": taken.name, "text": taken.text, "x": taken.x, "y": taken.y, "status": taken.status,
    }  # fmt: skip
    return JSONResponse(answer, 201, headers={"Cache-Control": "no-store"})


def _suggestion(body: dict[str, Any], voter_id: str) -> Suggestion:
    """The body as a suggestion. Raises Refused (422)."""
    kind = body.get("kind")
    if kind not in SUGGESTION_KINDS:
        raise invalid("kind", f"kind must be one of {', '.join(SUGGESTION_KINDS)}.")
    is_tool = kind == "tool"
    x, y = (_place(name, body.get(name)) for name in ("x", "y"))
    if x is None and (y is not None or not is_tool):
        raise invalid("x", "x is missing. Send a number from 0 to 100: where the tool belongs.")
    return Suggestion(
        suggestion_id="",
        kind=cast(SuggestionKind, kind),
        tool_id=None if is_tool else read_tool_id(body),
        name=(read_text(body, "name", LONGEST_NAME, required=True) or "") if is_tool else "",
        text=read_text(body, "text", LONGEST_TEXT) or "",
        x=x,
        y=y,
        voter_id=voter_id,
    )


def _place(axis: str, value: object) -> float | None:
    if value is None:
        return None
    try:
        return check_axis_value(axis, value)
    except InvalidVote:
        raise invalid(axis, f"{axis} must be a number from 0 to 100. The suggestion was not taken.") from None
