"""The light pages (to vote, one's own votes, privacy) and the canvas's files: small, and under a strict policy."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from spectrum.canvas import read_canvas_files, read_page, read_privacy
from spectrum.errors import SpectrumError
from spectrum.live.hall import Hall
from spectrum.live.problems import refusal_for
from spectrum.model import FEWEST_OF_GROUP, Board, safe_link

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
NOT_FOUND = 404
RELOADED_AFTER = 5  # seconds
PAGES = ("join", "my-votes", "privacy")
_PLACES = re.compile(
    r"\{{3}paragraphs\}{3}|\{\{(?:title|board_id|why)\}\}"
)  # all at once: a title may name another
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
    """/join, /my-votes and /privacy, each also of a board by its id, and /canvas/{file}."""
    files = {name: StaticFile.of(name, content) for name, content in read_canvas_files().items()}

    async def canvas_file(request: Request) -> Response:
        file = files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("There is no such file.", 404)
        return file.response(request)

    def page(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def show(request: Request) -> Response:
            board_id = request.path_params.get("board_id", hall.rules.board)
            try:
                await hall.look_for(board_id)
                state = await hall.room(
                    board_id
                ).latest_state()  # from memory: a flood must not read the store
            except SpectrumError as error:
                return _refusal(request, error)
            return _page(request, name, state.board)

        return show

    shown = {name: page(name) for name in PAGES}
    return [
        Route("/canvas/{file}", canvas_file),
        *(Route(f"/{name}", show) for name, show in shown.items()),
        *(Route(f"/{name}/{{board_id}}", show) for name, show in shown.items()),
    ]


def _privacy(board: Board) -> str:
    """What is kept of visitors, as HTML."""
    told = read_privacy(fewest_of_branch=FEWEST_OF_GROUP, names_kept_days=board.names_kept_days)
    parts = [f"<h2>{escape(part.heading)}</h2>\n<p>{escape(part.text)}</p>" for part in told]
    if contact := safe_link(board.contact):
        link = escape(contact)
        parts.append(
            f'<h2>Questions</h2>\n<p>Write to <a href="{link}">{link.removeprefix("mailto:")}</a>.</p>'
        )
    return "\n".join(parts)


def _page(request: Request, name: str, board: Board) -> Response:
    values = {
        "{{title}}": escape(board.title),
        "{{board_id}}": escape(board.board_id),
        "{{{paragraphs}}}": _privacy(board),
    }
    return _filled(request, name, values)


def _refusal(request: Request, error: SpectrumError) -> Response:
    """Why there is no page, in the looks of one; where the store cannot be read now, it loads itself again."""
    refused = refusal_for(error)
    title, why = "There is no such board", str(error)
    if refused.status != NOT_FOUND:
        title, why = "The board cannot be shown now", f"{why} This page tries it again by itself."
    answer = _filled(request, "refused", {"{{title}}": title, "{{why}}": escape(why)})
    answer.status_code = refused.status
    if refused.status != NOT_FOUND:
        answer.headers["Retry-After"] = answer.headers["Refresh"] = str(RELOADED_AFTER)
    return answer


def _filled(request: Request, name: str, values: Mapping[str, str]) -> Response:
    content = _PLACES.sub(lambda place: values[place[0]], read_page(name)).encode()
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type="text/html")
