"""The description of the API, for clients and for tools that test them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse, Response

from spectrum import __version__
from spectrum.live.endpoint import Visit

DESCRIPTION = Path(__file__).resolve().with_name("openapi.json")


@cache
def api_description() -> dict[str, Any]:
    """The OpenAPI document of this version."""
    document: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    document["info"]["version"] = __version__
    return document


async def describe_api(_visit: Visit) -> Response:
    """GET /api/openapi.json"""
    return JSONResponse(api_description())
