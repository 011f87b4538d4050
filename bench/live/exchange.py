"""HTTP in its smallest form: one connection, one request at a time, no library in the way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

ENDED = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """Status, head and body of an answer."""

    status: int
    head: bytes
    body: bytes


class Exchange(asyncio.Protocol):
    """A connection that is kept open between requests; the server may close it when it is idle."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._received = b""

    @property
    def usable(self) -> bool:
        """Whether a request can be sent over it."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its answer. Raises ConnectionError if the server hangs up."""
        if self._transport is None or not self.usable:
            raise ConnectionResetError("the connection is closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._received += data
        head_ends = self._received.find(ENDED)
        if head_ends < 0:
            return
        head, body = self._received[:head_ends], self._received[head_ends + len(ENDED) :]
        if len(body) < content_length(head):
            return
        self._received = b""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError("the server hung up"))


def content_length(head: bytes) -> int:
    """The length that a head announces."""
    begin = head.lower().find(b"content-length:")
    return int(head[begin + 15 :].split(b"\r\n", 1)[0]) if begin >= 0 else 0


def request_bytes(
    method: str, path: str, port: int, *, cookie: str = "", header: str = "", body: bytes = b""
) -> bytes:
    """A request, ready to be sent."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if header:
        lines.append(header)
    if method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
