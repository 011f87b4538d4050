"""What a voter may ask for: their own votes, to see and to take away, and to be unknown from now on."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from typing import Any

import pandas as pd
from starlette.responses import JSONResponse, Response

from spectrum.errors import NotFound
from spectrum.live.admission import ADMISSION_COOKIE
from spectrum.live.endpoint import Visit
from spectrum.live.identity import new_voter_id, set_voter_cookie
from spectrum.live.problems import Refused
from spectrum.live.pseudonyms import pseudonym
from spectrum.live.requests import invalid, read_object
from spectrum.model import FORMULA_STARTS
from spectrum.store import Store

BY = "voter"  # who forgets a voter, for the audit: the voter
COLUMNS = (
    "cast_at", "tool_id", "tool", "round", "kind", "x", "y", "shown_x", "shown_y", "source", "is_current",
)  # fmt: skip
PRIVATE = {"Cache-Control": "no-store"}
_FORMULA = re.compile(f"'*[{FORMULA_STARTS}]")


async def show_own(visit: Visit) -> Response:
    """GET /api/boards/{board_id}/mine: a voter's name, branch and votes."""
    voter_id = _asking(visit)
    votes = await asyncio.to_thread(_own_votes, visit.hall.store(), visit.board_id, voter_id)
    voter = await asyncio.to_thread(visit.hall.store().voter, visit.board_id, voter_id)
    answer = {
        "board_id": visit.board_id,
        "voter": {"voter_id": voter_id, "name": voter.name, "branch": voter.branch, "pseudonym": pseudonym(voter_id)},
        "branches": list(visit.hall.rules.branches),
        "votes": votes,
    }  # fmt: skip
    return JSONResponse(answer, headers=PRIVATE)


async def download_own(visit: Visit) -> Response:
    """GET /api/boards/{board_id}/mine.csv: the votes as a table."""
    voter_id = _asking(visit)
    votes = await asyncio.to_thread(_own_votes, visit.hall.store(), visit.board_id, voter_id)
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="my-votes.csv"'}
    return Response(as_csv(votes), headers=headers, media_type="text/csv")


async def forget_me(visit: Visit) -> Response:
    """POST /api/voter/forget: all votes of a voter become anonymous, and the browser somebody new."""
    voter_id, hall = _asking(visit), visit.hall
    body = await read_object(visit.request)
    if body.get("sure") is not True:
        raise invalid("sure", "sure must be true, as this cannot be undone. Nothing was changed.")
    if not await asyncio.to_thread(_forget_everywhere, hall.store(), voter_id):
        raise Refused(404, "Nothing is stored of you here, so there is nothing to make anonymous.")
    fresh = new_voter_id()
    answer = {"voter_id": fresh, "name": pseudonym(fresh), "branch": None}
    response = JSONResponse(answer, headers=PRIVATE)
    set_voter_cookie(response, fresh, hall.rules.secret, secure=visit.secure)
    response.delete_cookie(ADMISSION_COOKIE, httponly=True, samesite="lax")
    return response


def as_csv(votes: list[dict[str, Any]]) -> str:
    """The votes as CSV (RFC 4180), with an apostrophe before text that a spreadsheet would run."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows([_cell(vote[name]) for name in COLUMNS] for vote in votes)
    return target.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _asking(visit: Visit) -> str:
    """The voter. Raises Refused (401, 429)."""
    voter_id = visit.voter()
    wait = visit.hall.own_of_voter.take(voter_id)
    if wait:
        raise Refused(429, "You ask for this more often than it changes. Wait a moment.", retry_after=wait)
    return voter_id


def _own_votes(store: Store, board_id: str, voter_id: str) -> list[dict[str, Any]]:
    """A voter's votes (COLUMNS), newest first. Raises NoSuchBoard."""
    store.board(board_id)
    found = store.export_own(board_id, voter_id).iloc[::-1]
    times = found["cast_at"].map(lambda time: None if pd.isna(time) else f"{time.isoformat()}Z")
    plain = found.assign(cast_at=times).astype(object)
    rows = plain.where(plain.notna(), None)[list(COLUMNS)].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _forget_everywhere(store: Store, voter_id: str) -> bool:
    """Make a voter anonymous on every board, as the cookie is the same for all; whether there was anything."""
    found = False
    for board in store.boards():
        try:
            store.forget_voter(board.board_id, voter_id, who=BY)
        except NotFound:
            continue
        found = True
    return found
