"""Visitors of a voting room: the real routes over a real store, on an event loop of their own thread.

Tests say what a visitor does, one line after the other; a stream is read frame by frame.
"""

from __future__ import annotations

import asyncio
import json
import queue
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette

from spectrum.live import ORGANISER_COOKIE, VOTER_COOKIE, Hall, HallRules, OrganiserSignIn, voting_routes
from spectrum.live.identity import sign_voter

BOARD = "board"
SECRET = "a secret of the tests"
PASSWORD = "open sesame"
ORGANISER = OrganiserSignIn(PASSWORD, SECRET)
BRANCHES = ("Sound", "Editing")
TICK = 0.02  # seconds
PATIENCE = 20.0  # seconds: a test that waits as long has failed


class House:
    """A hall that is open, and the app that leads there."""

    def __init__(self, hall: Hall, portal: BlockingPortal) -> None:
        self.hall = hall
        self.app = Starlette(routes=voting_routes(hall))
        self.portal = portal

    def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Run a function, plain or async, on the hall's event loop."""
        return self.portal.call(function, *arguments)

    def visitor(self, name: str | None = None, **more: Any) -> Visitor:
        """Someone with a cookie, or without a name someone who has none yet."""
        visitor = Visitor(self, **more)
        if name is not None:
            visitor.cookies.set(VOTER_COOKIE, sign_voter(name, SECRET))
        return visitor


@contextmanager
def open_house(store: Any, *, tick: float = TICK, **rules: Any) -> Iterator[House]:
    """A hall over a store, or over what a function returns."""
    find = store if callable(store) else lambda: store
    hall = Hall(find, HallRules(BOARD, SECRET, tick=tick, branches=BRANCHES, **rules), ORGANISER)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(hall.open()):
        yield House(hall, portal)


class Visitor:
    """A browser: its cookies, its address, and what it asks for."""

    def __init__(self, house: House, *, address: str = "10.0.0.1", base: str = "http://hall.example") -> None:
        self.house = house
        self.cookies = httpx.Cookies()
        self.address = address
        self.base = base

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.house.call(self._send, method, path, options)

    async def _send(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.house.app, client=(self.address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
            answer = await asyncio.wait_for(client.request(method, path, **options), PATIENCE)
            self.cookies = client.cookies
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a JSON body, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, content=content, headers=headers)

    def board(self) -> dict[str, Any]:
        answer = self.get(f"/api/boards/{BOARD}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def describe(self, **fields: object) -> httpx.Response:
        return self.post("/api/voter", fields)

    def vote(self, tool: object, x: object = None, y: object = None, **more: Any) -> httpx.Response:
        """A placement, or with `kind` another answer."""
        body = {"vote_id": str(uuid4()), "tool_id": tool} | more
        if "kind" not in more:
            body |= {"x": x, "y": y}
        return self.post(f"/api/boards/{BOARD}/votes", body)

    def add_tool(self, name: object, **more: object) -> httpx.Response:
        return self.post(f"/api/boards/{BOARD}/tools", {"name": name, **more})

    def suggest(self, **fields: object) -> httpx.Response:
        return self.post(f"/api/boards/{BOARD}/suggestions", fields)

    def own(self) -> dict[str, Any]:
        answer = self.get(f"/api/boards/{BOARD}/mine")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def forget_me(self, **fields: object) -> httpx.Response:
        return self.post("/api/voter/forget", fields or {"sure": True})

    def become_organiser(self) -> None:
        self.cookies.set(ORGANISER_COOKIE, ORGANISER.new_session(self.house.hall.store(), BOARD))

    @contextmanager
    def stream(self) -> Iterator[Stream]:
        """The board's live stream, until the end of the block."""
        stream = Stream(self)
        try:
            yield stream
        finally:
            stream.leave()


class Stream:
    """An open stream, driven as a server does it."""

    def __init__(self, visitor: Visitor, method: str = "GET") -> None:
        self._house = visitor.house
        self._visitor = visitor
        self._method = method
        self._arrived: queue.Queue[bytes | None] = queue.Queue()
        self._rest = b""
        self._gone = asyncio.Event()
        self._reads = asyncio.Event()
        self._reads.set()
        self.start: dict[str, Any] = {}
        self.bytes = b""
        self.ending = self._house.portal.start_task_soon(self._run)

    async def _run(self) -> None:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._visitor.cookies.jar)
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": self._method,
            "scheme": "http", "path": f"/api/boards/{BOARD}/live", "raw_path": b"", "query_string": b"",
            "headers": [(b"host", b"hall.example"), (b"cookie", cookies.encode())],
            "client": (self._visitor.address, 50_000), "server": ("hall.example", 80), "root_path": "",
        }  # fmt: skip
        try:
            await self._house.app(scope, self._receive, self._send)
        finally:
            self._arrived.put(None)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self._reads.wait()
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self._arrived.put(message.get("body", b""))

    def pause(self) -> None:
        """Read nothing for a while, so that the server's `send` waits."""
        self._house.call(self._reads.clear)

    def resume(self) -> None:
        self._house.call(self._reads.set)

    def leave(self) -> None:
        """Go away, and wait until the server is done with this stream."""
        self._house.call(self._gone.set)
        self.ending.result(PATIENCE)

    def event(self) -> str | None:
        """The next event or comment; None when the stream has ended."""
        while b"\n\n" not in self._rest:
            chunk = self._arrived.get(timeout=PATIENCE)
            if chunk is None:
                self._arrived.put(None)
                return None
            self._rest += chunk
            self.bytes += chunk
        event, self._rest = self._rest.split(b"\n\n", 1)
        return event.decode()

    def frame(self) -> dict[str, Any]:
        """The next frame."""
        while True:
            event = self.event()
            assert event is not None, "the stream has ended"
            if event.startswith("event: frame\ndata: "):
                return json.loads(event.removeprefix("event: frame\ndata: "))

    def until(self, holds: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The first frame from here on for which something holds."""
        while not holds(frame := self.frame()):
            pass
        return frame

    def to_the_end(self) -> None:
        while self.event() is not None:
            pass


def tools_of(frame: dict[str, Any]) -> dict[str, list[Any]]:
    """What a frame says of each tool, by tool_id."""
    return {tool_id: rest for tool_id, *rest in frame["tools"]}


def told(answer: httpx.Response | bytes, *numbers: str) -> list[str]:
    """Which of these numbers stand in the bytes of an answer, as numbers of their own."""
    content = answer if isinstance(answer, bytes) else answer.content
    return [n for n in numbers if re.search(rb"(?<!\d)" + re.escape(n.encode()) + rb"(?!\d)", content)]


def problem(answer: httpx.Response, status: int, field: str | None = None) -> str:
    """Check that an answer is a problem document of this status; return its detail."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body.get("field") == field
    if status in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    assert isinstance(body["detail"], str)
    assert len(body["detail"]) > 10
    return body["detail"]
