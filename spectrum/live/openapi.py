"""The description of the API, for clients and for tools that test them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from spectrum import __version__

DESCRIPTION = Path(__file__).resolve().with_name("openapi.json")


def api_description() -> dict[str, Any]:
    """The OpenAPI document of this version."""
    document: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    document["info"]["version"] = __version__
    return document


def openapi_route() -> Route:
    """GET /api/openapi.json"""
    document = api_description()

    async def openapi(_request: Request) -> JSONResponse:
        return JSONResponse(document)

    return Route("/api/openapi.json", openapi)
