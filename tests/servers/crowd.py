"""Voters who do as the canvas does: a vote that may not be stored is sent again, under the same id."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

import httpx

from tests.servers.stage import BOARD

AGAIN = (408, 429, 502, 503, 504)  # answers after which the canvas sends the same vote again
PAUSE = 0.05  # seconds between a voter's votes
PATIENCE = 60.0  # seconds in which a vote should arrive


class Voter(threading.Thread):
    """Votes, one after the other, until told to stop, and then until the last one is in."""

    def __init__(self, url: str, tools: Sequence[str], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=10)
        self._tools = tools
        self._ended = stop
        self.sent: list[str] = []
        self.acknowledged: dict[str, int] = {}  # vote_id → seq
        self.answers: Counter[int] = Counter()  # by status; 0: none
        self.waits: set[str] = set()  # what Retry-After said
        self.failure: str | None = None

    def join_board(self) -> None:
        """Become a voter."""
        self._client.post("/api/voter", json={}).raise_for_status()

    def run(self) -> None:
        """See the class."""
        turn = 0
        while not self._ended.is_set() and self.failure is None:
            self._cast(self._tools[turn % len(self._tools)])
            turn += 1
            time.sleep(PAUSE)
        self._client.close()

    def _cast(self, tool_id: str) -> None:
        vote_id = str(uuid4())
        self.sent.append(vote_id)
        place = {"x": round(random.uniform(0, 100), 1), "y": round(random.uniform(0, 100), 1)}
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            try:
                answer = self._client.post(
                    f"/api/boards/{BOARD}/votes", json={"vote_id": vote_id, "tool_id": tool_id, **place}
                )
            except httpx.TransportError:
                self.answers[0] += 1
                time.sleep(0.2)
                continue
            self.answers[answer.status_code] += 1
            if answer.status_code in (200, 201):
                self.acknowledged[vote_id] = answer.json()["seq"]
                return
            if answer.status_code not in AGAIN:
                self.failure = f"{answer.status_code} {answer.text}"
                return
            if answer.status_code == 503:
                self.waits.add(answer.headers.get("retry-after", "none"))
            time.sleep(0.2)
        self.failure = f"vote {vote_id} did not arrive: {self.answers}"


class Screen(threading.Thread):
    """Follows the stream of frames, and comes back when it ends."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=httpx.Timeout(5, read=30))
        self._left = threading.Event()
        self.version = 0
        self.streams = 0

    def join_board(self) -> None:
        """Take a cookie, by which the proxy knows one browser from another."""
        self._client.post("/api/voter", json={}).raise_for_status()

    def run(self) -> None:
        """See the class."""
        while not self._left.is_set():
            try:
                with self._client.stream("GET", f"/api/boards/{BOARD}/live") as answer:
                    if answer.status_code == 200:
                        self.streams += 1
                        self._follow(answer)
            except httpx.TransportError:
                pass
            self._left.wait(0.2)
        self._client.close()

    def _follow(self, answer: httpx.Response) -> None:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                self.version = json.loads(line.removeprefix("data: "))["version"]
            if self._left.is_set():
                return

    def leave(self) -> None:
        """Hang up with the next frame or comment."""
        self._left.set()
