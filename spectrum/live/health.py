"""Whether the server takes votes, for load balancers and for whoever watches the stage."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from spectrum import __version__
from spectrum.errors import SpectrumError
from spectrum.store import Store


def health_route(store: Callable[[], Store]) -> Route:
    """GET /healthz: 200 when the store takes writes, else 503 with the reason."""

    async def healthz(_request: Request) -> JSONResponse:
        try:
            await run_in_threadpool(lambda: store().check_ready())
        except SpectrumError as error:
            problem = {"type": "about:blank", "title": "Not ready", "status": 503, "detail": str(error)}
            return JSONResponse(
                problem, status_code=503, headers={"Retry-After": "2"}, media_type="application/problem+json"
            )
        return JSONResponse({"status": "ok", "version": __version__})

    return Route("/healthz", healthz)
