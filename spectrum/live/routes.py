"""The voting room's addresses."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from spectrum.live.boards import show_board, stream_frames
from spectrum.live.endpoint import Visit, endpoint
from spectrum.live.hall import Hall
from spectrum.live.health import health_route
from spectrum.live.light_page import light_page_routes
from spectrum.live.metrics import show_metrics
from spectrum.live.openapi import describe_api
from spectrum.live.own_votes import download_own, forget_me, show_own
from spectrum.live.problems import Refused
from spectrum.live.sign_in import sign_in_routes
from spectrum.live.suggestions import suggest
from spectrum.live.tools import add_tool
from spectrum.live.voters import describe_voter
from spectrum.live.votes import cast_vote


async def nothing_here(visit: Visit) -> Response:
    """Any other address below /api."""
    raise Refused(
        404, f"There is nothing at {visit.request.url.path!r}. /api/openapi.json lists what there is."
    )


def voting_routes(hall: Hall) -> list[BaseRoute]:
    """Every route of the voting room."""
    return [
        health_route(hall.store),
        endpoint("/metrics", show_metrics, hall),
        endpoint("/api/voter", describe_voter, hall, method="POST"),
        endpoint("/api/voter/forget", forget_me, hall, method="POST"),
        endpoint("/api/boards/{board_id}", show_board, hall),
        endpoint("/api/boards/{board_id}/mine", show_own, hall),
        endpoint("/api/boards/{board_id}/mine.csv", download_own, hall),
        endpoint("/api/boards/{board_id}/live", stream_frames, hall),
        endpoint("/api/boards/{board_id}/votes", cast_vote, hall, method="POST", takes_votes=True),
        endpoint("/api/boards/{board_id}/tools", add_tool, hall, method="POST"),
        endpoint("/api/boards/{board_id}/suggestions", suggest, hall, method="POST"),
        endpoint("/api/openapi.json", describe_api, hall),
        endpoint("/api/{rest:path}", nothing_here, hall, method=None),
        *light_page_routes(hall),
        *sign_in_routes(hall),
    ]
