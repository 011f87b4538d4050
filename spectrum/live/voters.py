"""Who votes: a cookie, and what a voter chooses to say of themselves."""

from __future__ import annotations

import asyncio

from starlette.responses import JSONResponse, Response

from spectrum.live.admission import LONGEST_CODE, admit, code_fits
from spectrum.live.endpoint import Visit
from spectrum.live.identity import new_voter_id, set_voter_cookie
from spectrum.live.limits import address_in
from spectrum.live.problems import Refused
from spectrum.live.pseudonyms import pseudonym
from spectrum.live.requests import invalid, is_sound, read_object, read_text
from spectrum.model import LONGEST_NAME, Round


async def describe_voter(visit: Visit) -> Response:
    """POST /api/voter: the voter of the cookie, or a new one; a field that is not sent stays as it is."""
    hall = visit.hall
    body = await read_object(visit.request)
    name = read_text(body, "name", LONGEST_NAME)
    branch = read_text(body, "branch", LONGEST_NAME)
    if branch is not None and branch not in hall.rules.branches:
        raise invalid("branch", f"There is no branch {branch!r}. Take one of those offered, or none.")
    board_id = await _board_of(visit, body)
    admitted = await _round_of_code(visit, board_id, read_text(body, "join_code", LONGEST_CODE))
    voter_id = visit.known_voter or _newcomer(visit)
    store = hall.store()
    voter = await asyncio.to_thread(store.voter, board_id, voter_id)
    if "name" in body or "branch" in body:
        wait = hall.votes_of_voter.take(voter_id)
        if wait:
            raise Refused(429, "You change this faster than it is taken. Wait a moment.", retry_after=wait)
        voter = await asyncio.to_thread(
            store.describe_voter,
            board_id,
            voter_id,
            name if "name" in body else voter.name,
            branch if "branch" in body else voter.branch,
        )
    answer = {"voter_id": voter_id, "name": voter.name or pseudonym(voter_id), "branch": voter.branch}
    response = JSONResponse(answer, headers={"Cache-Control": "no-store"})
    set_voter_cookie(response, voter_id, hall.rules.secret, secure=visit.secure)
    if admitted is not None:
        admit(response, voter_id, admitted, hall.rules.secret, secure=visit.secure)
    return response


async def _board_of(visit: Visit, body: dict[str, object]) -> str:
    """The board that the fields are for: the one that is named, else the server's. Raises NoSuchBoard."""
    board_id = body.get("board_id")
    if board_id is None:
        board_id = visit.hall.rules.board
    if not isinstance(board_id, str) or not is_sound(board_id):
        raise invalid("board_id", "board_id must name a board.")
    await visit.hall.look_for(board_id)
    return visit.hall.room(board_id).board_id


def _newcomer(visit: Visit) -> str:
    """A new voter's id. Raises Refused (429) if their address has brought too many."""
    wait = visit.hall.newcomers_of_address.take(address_in(visit.request.scope))
    if wait:
        raise Refused(
            429, "Too many new voters came from this network. Wait a moment, then reload.", retry_after=wait
        )
    return new_voter_id()


async def _round_of_code(visit: Visit, board_id: str, code: str | None) -> Round | None:
    """The open round, if it asks for a code and this is it. Raises Refused (403, 429) for a wrong one."""
    if code is None:
        return None
    state = await visit.hall.room(board_id).state()
    if state.round is None or not state.round.join_code:
        return None
    codes, address = visit.hall.codes_of_address, address_in(visit.request.scope)
    wait = codes.wait(address)
    if wait:  # before looking at the code: else whoever tries them all would find it
        raise Refused(429, "Too many wrong codes came from this network. Wait a moment.", retry_after=wait)
    if code_fits(code, state.round):
        return state.round
    codes.take(address)
    raise Refused(403, "This is not the round's join code. Look at the screen in the room and try again.")
