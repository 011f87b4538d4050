"""The light voting page and the canvas's files: small, compressed once, and fenced in by a strict policy."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from spectrum.canvas import read_canvas_files, read_light_page
from spectrum.errors import SpectrumError
from spectrum.live.hall import Hall
from spectrum.live.problems import refusal_for

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class StaticFile:
    """A file ready to be sent, plain and compressed."""

    plain: bytes
    zipped: bytes
    tag: str
    media_type: str

    @classmethod
    def of(cls, name: str, content: bytes) -> StaticFile:
        """Prepare a file; its type follows from its name."""
        suffix = name[name.rindex(".") :]
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        return cls(content, gzip.compress(content, 9, mtime=0), tag, TYPES[suffix])

    def response(self, request: Request) -> Response:
        """The file, or word that the browser's copy is still right."""
        headers = {
            "ETag": self.tag,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(self.zipped if zipped else self.plain, headers=headers, media_type=self.media_type)


def light_page_routes(hall: Hall) -> list[BaseRoute]:
    """/join, /join/{board_id} and /canvas/{file}."""
    files = {name: StaticFile.of(name, content) for name, content in read_canvas_files().items()}

    async def canvas_file(request: Request) -> Response:
        file = files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("There is no such file.", 404)
        return file.response(request)

    async def join(request: Request) -> Response:
        board_id = request.path_params.get("board_id", hall.rules.board)
        try:
            board = (
                await hall.room(board_id).latest_state()
            ).board  # from memory: a flood must not read the store
        except SpectrumError as error:
            return PlainTextResponse(str(error), refusal_for(error).status, headers=SECURITY_HEADERS)
        return _page(request, {"title": board.title, "board_id": board.board_id})

    return [
        Route("/canvas/{file}", canvas_file),
        Route("/join", join),
        Route("/join/{board_id}", join),
    ]


def _page(request: Request, values: dict[str, str]) -> Response:
    text = read_light_page()
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", escape(value))
    content = text.encode()
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type="text/html")
