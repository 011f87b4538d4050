"""Tools that attendees add."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from spectrum.errors import InvalidVote, JoinCodeNeeded
from spectrum.live.admission import admitted_to
from spectrum.live.boards import tool_answer
from spectrum.live.endpoint import Visit
from spectrum.live.problems import Refused
from spectrum.live.requests import invalid, read_object, read_text
from spectrum.model import BRANCH_SEPARATOR, LONGEST_NAME, LONGEST_TEXT, Tool, check_axis_value

MOST_BRANCHES = 12


async def add_tool(visit: Visit) -> Response:
    """POST /api/boards/{board_id}/tools: live at once, or proposed where the organiser looks first."""
    room, voter_id = visit.room, visit.voter()
    wait = visit.hall.tools_of_voter.take(voter_id)
    if wait:
        raise Refused(429, "You add tools faster than they are taken. Wait a moment.", retry_after=wait)
    tool = _tool(await read_object(visit.request), voter_id)
    await _check_admission(visit, voter_id)
    added = await asyncio.to_thread(visit.hall.store().add_tool, visit.board_id, tool)
    state = await room.state_after(visit.hall.store().version(visit.board_id))
    placed = await room.placed_by(voter_id, state)
    if added.status == "live" and added.tool_id in state.places:
        answer = tool_answer(added, state, placed)
    else:
        answer = {
            "tool_id": added.tool_id, "number": added.number, "name": added.name,
            "description": added.description, "branches": list(added.branches), "status": added.status,
            "n": 0, "x": None, "y": None, "seed": None,
        }  # fmt: skip
    return JSONResponse(answer, 201, headers={"Cache-Control": "no-store"})


async def _check_admission(visit: Visit, voter_id: str) -> None:
    """Raise JoinCodeNeeded if the open round asks for a code that this voter has not given."""
    state = await visit.room.state()
    admitted = admitted_to(visit.request, voter_id, visit.hall.rules.secret)
    if state.round is not None and state.round.join_code and admitted != state.round.round_id:
        raise JoinCodeNeeded
    voter = await asyncio.to_thread(visit.hall.store().voter, visit.board_id, voter_id)
    if voter.blocked_at is not None:
        raise Refused(
            403, "The organiser has paused your votes, so the tool was not added. Please speak to them."
        )


def _tool(body: dict[str, Any], voter_id: str) -> Tool:
    """The body as a tool. Raises Refused (422)."""
    name = read_text(body, "name", LONGEST_NAME, required=True)
    seed_x, seed_y = _seed(body)
    return Tool(
        tool_id=f"added_{uuid4().hex[:12]}",
        name=name or "",
        description=read_text(body, "description", LONGEST_TEXT) or "",
        branches=_branches(body),
        seed_x=seed_x,
        seed_y=seed_y,
        created_by=voter_id,
    )


def _seed(body: dict[str, Any]) -> tuple[float | None, float | None]:
    """A position that comes with a tool: on both axes, on x alone, or none."""
    x, y = body.get("x"), body.get("y")
    if x is None and y is None:
        return None, None
    try:
        return check_axis_value("x", x), None if y is None else check_axis_value("y", y)
    except InvalidVote as error:
        raise invalid(
            error.field, f"{error.field} must be a number from 0 to 100. The tool was not added."
        ) from None


def _branches(body: dict[str, Any]) -> tuple[str, ...]:
    value = body.get("branches")
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_BRANCHES:
        raise invalid("branches", f"branches must be a list of {MOST_BRANCHES} names at most.")
    if not all(isinstance(branch, str) for branch in value):
        raise invalid("branches", "branches must be a list of names: each must be text.")
    named = [read_text({"branches": branch}, "branches", LONGEST_NAME) for branch in value]
    if any(branch is not None and BRANCH_SEPARATOR.strip() in branch for branch in named):
        raise invalid("branches", "A branch may not hold a semicolon.")
    return tuple(dict.fromkeys(branch for branch in named if branch))
