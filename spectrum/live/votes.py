"""A vote: checked, stored, and answered once it is durable."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from starlette.responses import JSONResponse, Response

from spectrum.errors import InvalidVote
from spectrum.live.admission import admitted_to
from spectrum.live.endpoint import Visit
from spectrum.live.frames import RoomState, utc_text
from spectrum.live.problems import Refused
from spectrum.live.requests import invalid, read_object, read_tool_id
from spectrum.model import Ballot, Receipt, VoteKind, check_axis_value


async def cast_vote(visit: Visit) -> Response:
    """POST /api/boards/{board_id}/votes"""
    room, voter_id = visit.room, visit.voter()
    wait = visit.hall.votes_of_voter.take(voter_id)
    if wait:
        raise Refused(429, "You vote faster than votes are taken. Wait a moment.", retry_after=wait)
    ballot = await _ballot(visit, voter_id)
    receipt = await visit.hall.receipts.of(visit.hall.store().submit(ballot))
    room.answered(receipt, placed=ballot.kind == "place")
    state = await _state_for(receipt, visit)
    answer = {
        "vote_id": str(receipt.vote_id),
        "seq": receipt.seq,
        "cast_at": utc_text(receipt.cast_at),
    }
    if receipt.tool_id in state.places:  # it may have been hidden meanwhile
        answer["tool"] = state.entry(receipt.tool_id, await room.placed_by(voter_id, state), receipt.tally)
    return JSONResponse(answer, 200 if receipt.repeated else 201, headers={"Cache-Control": "no-store"})


async def _state_for(receipt: Receipt, visit: Visit) -> RoomState:
    """The room as far as the answer to a vote depends on it.

    The receipt itself tells where the tool stands now, so a state of the same round will
    do; a crowd's votes need not wait for a reading each.
    """
    state = await visit.room.latest_state()
    same_round = state.round is not None and state.round.round_id == receipt.round_id
    if receipt.tally is not None and same_round and receipt.tool_id in state.places:
        return state
    return await visit.room.state_after(visit.hall.store().version(visit.board_id))


async def _ballot(visit: Visit, voter_id: str) -> Ballot:
    """The body as a ballot. Raises Refused (400, 413, 422) or InvalidVote."""
    body = await read_object(visit.request)
    kind = body.get("kind", "place")
    if kind == "place" and "y" not in body:
        raise invalid(
            "y", "y is missing. Send a number from 0 to 100, or null for a vote on the x axis alone."
        )
    shown_x, shown_y, shown_in = await _shown(visit, voter_id, body)
    try:
        return Ballot(
            vote_id=_vote_id(body),
            board_id=visit.board_id,
            tool_id=read_tool_id(body),
            voter_id=voter_id,
            x=body.get("x"),
            y=body.get("y"),
            kind=cast(VoteKind, kind if isinstance(kind, str) else repr(kind)),
            shown_x=shown_x,
            shown_y=shown_y,
            shown_in=shown_in,
            admitted_to=admitted_to(visit.request, voter_id, visit.hall.rules.secret),
        )
    except InvalidVote as error:
        raise invalid(error.field, str(error)) from None


async def _shown(
    visit: Visit, voter_id: str, body: dict[str, Any]
) -> tuple[float | None, float | None, str | None]:
    """What the voter was shown, and in which round: as the client says, or in a blind one as we know."""
    state = await visit.room.latest_state()
    if state.round is None or not state.round.is_blind:
        x, y = (
            None if body.get(name) is None else check_axis_value(name, body[name])
            for name in ("shown_x", "shown_y")
        )
        return x, y, None if state.round is None else state.round.round_id
    tool_id = body.get("tool_id")
    placed = await visit.room.placed_by(voter_id, state)
    if not isinstance(tool_id, str) or tool_id not in state.places or not state.sees(tool_id, placed):
        return None, None, state.round.round_id
    place = state.place(tool_id, visit.room.told(voter_id, tool_id))
    return place.x, place.y, state.round.round_id


def _vote_id(body: dict[str, Any]) -> UUID:
    value = body.get("vote_id")
    try:
        if not isinstance(value, str):
            raise ValueError
        return UUID(value)
    except ValueError:
        raise invalid("vote_id", "vote_id must be a UUID that the client makes anew for each vote.") from None
