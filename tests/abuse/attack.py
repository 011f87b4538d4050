"""What an attacker has at hand: plain HTTP with any header, cookies of any making, bare sockets."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from spectrum.live import VOTER_COOKIE
from spectrum.live.identity import new_voter_id, sign_voter
from tests.browser.looking import BOARD

SECRET = "a secret that no log may hold"
VOTES = f"/api/boards/{BOARD}/votes"
TOOLS = f"/api/boards/{BOARD}/tools"
TOOL = "d01"


@dataclass(frozen=True)
class Target:
    """A server under attack."""

    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request on a connection of its own."""
        return httpx.request(method, self.url + path, trust_env=False, timeout=30, **options)

    def vote(self, cookie: str | None, **headers: str) -> httpx.Response:
        """A fair vote with any cookie and headers."""
        body = {"vote_id": str(uuid4()), "tool_id": TOOL, "x": 20, "y": 30}
        if cookie is not None:
            headers["cookie"] = f"{VOTER_COOKIE}={cookie}"
        return self.send("POST", VOTES, json=body, headers=headers)


def genuine_cookie(voter_id: str | None = None, secret: str = SECRET) -> str:
    """The cookie that the server would give a voter."""
    return sign_voter(voter_id or new_voter_id(), secret)


def exchange(connection: socket.socket, request: bytes, patience: float = 5.0) -> bytes:
    """Send bytes as they are; return all that comes back until the server hangs up or nothing more comes."""
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(request)
    return everything(connection, patience)


def everything(connection: socket.socket, patience: float) -> bytes:
    """What comes until the server hangs up, or is silent for a while after its last word."""
    found = b""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        connection.settimeout(0.5 if found else max(0.01, ends - time.monotonic()))
        try:
            chunk = connection.recv(65536)
        except (TimeoutError, ConnectionResetError):
            break
        if not chunk:
            break
        found += chunk
    return found


def statuses(answer: bytes) -> list[int]:
    """The statuses of the answers that a connection gave, one after the other."""
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
