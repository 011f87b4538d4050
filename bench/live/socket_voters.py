"""A voter of the socket.io server: one websocket for frames, votes and their answers.

Only as much of the protocols as this needs: text frames, unmasked from the
server and masked by the client, and engine.io's pings.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import cast

from bench.live.records import Recorder
from bench.live.voters import Vote

VOTES = re.compile(rb'"votes":(\d+)')
HELLO = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
OPEN, PING, CONNECTED, EVENT, ANSWER = b"0", b"2", b"40", b"42", b"43"


class Socket(asyncio.Protocol):
    """The connection: cuts what comes into messages and hands them on."""

    def __init__(self, voter: SocketVoter, port: int) -> None:
        self._voter = voter
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._upgraded = False

    def send(self, message: bytes) -> None:
        """Send a text message; a mask of zeros leaves it as it is."""
        size = len(message)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        if self._transport is not None:
            self._transport.write(head + bytes(4) + message)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(HELLO.format(port=self._port).encode())

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        data = self._rest + data
        if not self._upgraded:
            head_ends = data.find(b"\r\n\r\n")
            if head_ends < 0:
                self._rest = data
                return
            self._upgraded = True
            data = data[head_ends + 4 :]
        begin = 0
        while (cut := message_bounds(data, begin)) is not None:
            self._voter.heard(data[cut[0] : cut[1]])
            begin = cut[1]
        self._rest = data[begin:]

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._voter.hung_up()


def message_bounds(data: bytes, begin: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `begin` begins and ends; None if it is not all there."""
    if len(data) < begin + 2:
        return None
    size, head = data[begin + 1] & 0x7F, begin + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        size, head = int.from_bytes(data[head : head + width], "big"), head + width
    return (head, head + size) if len(data) >= head + size else None


class SocketVoter:
    """See `voters.Voter`."""

    def __init__(self, number: int, port: int, recorder: Recorder) -> None:
        self._number = number
        self._port = port
        self._recorder = recorder
        self._socket = Socket(self, port)
        self._waiting: asyncio.Future[bytes] | None = None
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leaving = False
        self._turn = asyncio.Lock()
        self.votes = -1

    async def join(self) -> None:
        """Until the first frame is there."""
        await asyncio.get_running_loop().create_connection(lambda: self._socket, "127.0.0.1", self._port)
        await self._joined

    async def cast(self, vote: Vote) -> None:
        """Vote when the vote before is answered."""
        told = {
            "vote_id": vote.vote_id,
            "tool_id": vote.tool_id,
            "voter": self._number,
            "x": vote.x,
            "y": vote.y,
        }
        async with self._turn:
            self._waiting = asyncio.get_running_loop().create_future()
            sent = time.monotonic()
            self._socket.send(EVENT + b"0" + json.dumps(["vote", told]).encode())
            answer = json.loads(await self._waiting)[0]
            acked = time.monotonic()
        self._recorder.vote(answer["vote_id"], answer["seq"], vote.due, sent, acked)

    def heard(self, message: bytes) -> None:
        """A message came."""
        if message.startswith(EVENT):
            found = VOTES.search(message)
            self.votes = int(found[1]) if found else self.votes
            self._recorder.frame(self._number, self.votes, time.monotonic())
            if not self._joined.done():
                self._joined.set_result(None)
        elif message.startswith(ANSWER) and self._waiting is not None:
            self._waiting.set_result(message[message.index(b"[") :])
        elif message == PING:
            self._socket.send(b"3")
        elif message.startswith(OPEN):
            self._socket.send(CONNECTED)

    def hung_up(self) -> None:
        """The connection is gone."""
        if not self._leaving:
            self._recorder.dropped += 1

    def leave(self) -> None:
        """Hang up."""
        self._leaving = True
        self._socket.close()
