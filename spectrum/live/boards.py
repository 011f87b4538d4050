"""A board as a voter sees it: once as a whole, then as a stream of frames."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pandas as pd
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from spectrum.live.admission import admitted_to
from spectrum.live.endpoint import Visit
from spectrum.live.frames import RoomState, round_answer
from spectrum.live.limits import Places, address_in
from spectrum.live.problems import Refused
from spectrum.live.pseudonyms import pseudonym
from spectrum.live.stream import STREAM_HEADERS, FrameStream
from spectrum.model import Board, Tool
from spectrum.store import Store

STREAM_WAIT = 5.0  # seconds after which to try again when no stream more may be opened


async def show_board(visit: Visit) -> Response:
    """GET /api/boards/{board_id}"""
    state = await visit.room.state()
    placed = await visit.room.placed_by(visit.known_voter, state)
    mine, voter = await asyncio.to_thread(_own, visit.hall.store(), visit.board_id, visit.known_voter)
    answer = {
        "version": state.version,
        "board": board_answer(state.board),
        "round": _round(visit, state),
        "voting_open": state.round is not None,
        "adding_open": state.adding_open,
        "last_round": round_answer(state.last_round),
        "voters": state.voters,
        "votes": state.votes,
        "catalogue": state.catalogue,
        "tools": [tool_answer(tool, state, placed) for tool in state.tools],
        "mine": mine,
        "voter": voter,
        "branches": list(visit.hall.rules.branches),
        "demo": visit.hall.rules.demo,
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def stream_frames(visit: Visit) -> Response:
    """GET /api/boards/{board_id}/live"""
    if visit.request.method == "HEAD":
        return Response(headers=STREAM_HEADERS)
    return _Streaming(FrameStream(visit.room, visit.known_voter), _places_of(visit))


class _Streaming(Response):
    """A response that hands over to a stream, which holds some places until its end."""

    def __init__(self, stream: FrameStream, places: Sequence[tuple[Places, str]]) -> None:
        super().__init__()
        self._stream = stream
        self._held = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._stream(scope, receive, send)
        finally:
            _give_back(self._held)


def _places_of(visit: Visit) -> Sequence[tuple[Places, str]]:
    """A place for a stream among those of its address, and of its voter. Raises Refused (429) if one has none."""
    wanted = [(visit.hall.streams_of_address, address_in(visit.request.scope), "this network")]
    if visit.known_voter is not None:
        wanted.append((visit.hall.streams_of_voter, visit.known_voter, "this browser"))
    held: list[tuple[Places, str]] = []
    for places, key, whose in wanted:
        if not places.enter(key):
            _give_back(held)
            raise Refused(
                429,
                f"Too many screens of {whose} are open. Close some, then reload.",
                retry_after=STREAM_WAIT,
            )
        held.append((places, key))
    return held


def _give_back(held: Sequence[tuple[Places, str]]) -> None:
    for places, key in held:
        places.leave(key)


def board_answer(board: Board) -> dict[str, Any]:
    """A board's settings as clients are told of them."""
    return {
        "board_id": board.board_id,
        "title": board.title,
        "axes": {"left": board.left, "right": board.right, "bottom": board.bottom, "top": board.top},
        "anchor_weight": board.anchor_weight,
    }


def tool_answer(tool: Tool, state: RoomState, placed: frozenset[str]) -> dict[str, Any]:
    """A tool as a voter who has placed the tools `placed` may see it. Seeds are shown where positions are."""
    place = state.places[tool.tool_id]
    seen = state.sees(tool.tool_id, placed)
    seeded = seen and tool.seed_x is not None
    return {
        "tool_id": tool.tool_id,
        "number": tool.number,
        "name": tool.name,
        "description": tool.description,
        "branches": list(tool.branches),
        "status": tool.status,
        "n": place.n,
        "x": place.x if seen else None,
        "y": place.y if seen else None,
        "seed": [tool.seed_x, tool.seed_y] if seeded else None,
    }


def _round(visit: Visit, state: RoomState) -> dict[str, Any] | None:
    answer = round_answer(state.round)
    if answer is not None and visit.known_voter is not None:
        admitted = admitted_to(visit.request, visit.known_voter, visit.hall.rules.secret)
        answer["code_accepted"] = not answer["join_code_needed"] or admitted == answer["id"]
    return answer


def _own(
    store: Store, board_id: str, voter_id: str | None
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The voter's own answers, and what they said of themselves."""
    if voter_id is None:
        return [], None
    voter = store.voter(board_id, voter_id)
    told = {
        "voter_id": voter_id, "name": voter.name, "branch": voter.branch, "pseudonym": pseudonym(voter_id),
    }  # fmt: skip
    votes = store.votes_of(board_id, voter_id)
    return [
        {"tool_id": row.tool_id, "kind": row.kind, "x": _number(row.x), "y": _number(row.y)}
        for row in votes.itertuples()
        if row.kind != "withdraw"
    ], told


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
