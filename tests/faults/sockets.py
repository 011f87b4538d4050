"""Clients that behave badly, on bare sockets."""

from __future__ import annotations

import contextlib
import math
import socket
import time
from collections.abc import Iterator

from tests.faults.serving import BOARD
from tests.serving import HOST, Server

HALF_A_HEADER = f"POST /api/boards/{BOARD}/votes HTTP/1.1\r\nHost: {HOST}\r\nContent-Le".encode()
NO_BODY = (
    f"POST /api/boards/{BOARD}/votes HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    "Content-Length: 200\r\n\r\n{"
).encode()
STREAM = f"GET /api/boards/{BOARD}/live HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


@contextlib.contextmanager
def connected(
    server: Server, number: int, sent: bytes, *, narrow: bool = False
) -> Iterator[list[socket.socket]]:
    """So many connections on which so much was sent, and from which nothing is read.

    `narrow`: the system takes some 15 kB on their way, instead of 3 MB, before the server has to wait.
    """
    sockets: list[socket.socket] = []
    try:
        for _ in range(number):
            client = socket.socket()
            sockets.append(client)
            if narrow:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 88)
            client.settimeout(5)
            with contextlib.suppress(OSError):  # refused, as it may be
                client.connect((HOST, server.port))
                if sent:
                    client.sendall(sent)
        yield sockets
    finally:
        for client in sockets:
            client.close()


class Stream:
    """Someone who watches the board, and reads what comes."""

    def __init__(self, server: Server) -> None:
        self._socket = socket.create_connection((HOST, server.port), timeout=10)
        self._socket.sendall(STREAM)

    def sees_a_frame(self, within: float = 30.0) -> bool:
        """Whether a frame comes within so many seconds."""
        until = time.monotonic() + within
        got = b""
        while b"event: frame" not in got and time.monotonic() < until:
            got += self.read(0.2)
        return b"event: frame" in got

    def read(self, seconds: float, enough: float = math.inf) -> bytes:
        """What comes within a time, until it is enough bytes."""
        self._socket.settimeout(0.2)
        got = b""
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(got) < enough:
            with contextlib.suppress(TimeoutError):
                part = self._socket.recv(65_536)
                if not part:
                    raise ConnectionError("the stream has ended")
                got += part
        return got

    def close(self) -> None:
        self._socket.close()
