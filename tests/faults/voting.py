"""Voters who keep account: what they sent, and what they were told was saved."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pandas as pd

from spectrum.exchange.catalogue import starter_tools
from tests.faults.serving import BOARD, opened
from tests.serving import Server

TOOLS = [tool.tool_id for tool in starter_tools()]
PATIENCE = 20.0  # seconds for an answer


@dataclass
class Account:
    """Votes by id: all that were `sent`, those that were `promised` to be saved, and every refusal."""

    sent: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)
    refusals: list[httpx.Response] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)

    def note(self, vote_id: str, answer: httpx.Response) -> None:
        if answer.status_code in (200, 201):
            self.promised[vote_id] = answer.json()["seq"]
        else:
            self.refusals.append(answer)


class Voter:
    """One browser: a cookie, a connection that is kept, votes one after the other."""

    def __init__(self, server: Server, account: Account, tools: Sequence[str] = TOOLS) -> None:
        self._tools = tools
        self._client = httpx.Client(base_url=server.url, timeout=PATIENCE, trust_env=False)
        self.account = account
        self._turn = 0
        answer = self._client.post("/api/voter", json={})
        answer.raise_for_status()
        self.voter_id = answer.json()["voter_id"]

    def vote(
        self, tool_id: str | None = None, *, vote_id: str | None = None, again: bool = False
    ) -> httpx.Response:
        """Cast a vote, or the one of that id `again`; the account hears before and after.

        Raises httpx.TransportError, which leaves the vote in doubt.
        """
        if not again:
            self._turn += 1
            vote_id = vote_id or str(uuid4())
            tool_id = tool_id or self._tools[self._turn * 7 % len(self._tools)]
            self.account.sent[vote_id] = (tool_id, float(self._turn % 101), float((self._turn * 7) % 101))
        assert vote_id is not None
        tool_id, x, y = self.account.sent[vote_id]
        self.account.unanswered.add(vote_id)
        body = {"vote_id": vote_id, "tool_id": tool_id, "x": x, "y": y}
        answer = self._client.post(f"/api/boards/{BOARD}/votes", json=body)
        self.account.unanswered.discard(vote_id)
        self.account.note(vote_id, answer)
        return answer

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def close(self) -> None:
        self._client.close()


@contextlib.contextmanager
def crowd(
    server: Server, account: Account, *, voters: int = 8, tools: Sequence[str] = TOOLS
) -> Iterator[threading.Event]:
    """So many voters who vote as fast as they are answered, to the end of the block or of the server."""
    ended = threading.Event()

    def vote_on() -> None:
        with contextlib.suppress(httpx.TransportError, httpx.HTTPStatusError):
            voter = Voter(server, account, tools)
            with contextlib.closing(voter):
                while not ended.is_set():
                    if voter.vote().status_code >= 400:
                        ended.wait(0.05)

    threads = [threading.Thread(target=vote_on) for _ in range(voters)]
    for thread in threads:
        thread.start()
    try:
        yield ended
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def assert_kept(database: Path, account: Account, what: str = "") -> None:
    """Every promised vote is in the log, once and as it was cast; none is there that nobody sent.

    The figures that everyone sees are those that come out of the log, computed here anew.
    """
    with opened(database) as store:
        extract = store.extract(BOARD)
        verification = store.verify(BOARD)
    log, positions = extract.votes, extract.positions
    assert verification.agrees, (what, verification.differences)
    ids = log["vote_id"].astype(str)
    assert ids.is_unique, what
    stored = dict(zip(ids, zip(log["tool_id"], log["x"], log["y"], strict=True), strict=True))
    lost = set(account.promised) - set(stored)
    assert lost == set(), f"{what}: {len(lost)} of {len(account.promised)} promised votes are lost"
    assert stored.items() <= account.sent.items(), f"{what}: votes that nobody cast"
    assert dict(zip(ids, log["seq"].astype(int), strict=True)).items() >= account.promised.items(), what
    assert_averages(log, positions, what)


def assert_averages_agree(database: Path, account: Account) -> None:
    """On a board that had votes before: the promised ones are there, and the figures are those of the log."""
    with opened(database) as store:
        extract = store.extract(BOARD)
        assert store.verify(BOARD).agrees
    assert set(account.promised) <= set(extract.votes["vote_id"].astype(str))
    assert extract.votes["vote_id"].is_unique
    assert_averages(extract.votes, extract.positions, "big board")


def stored_votes(database: Path) -> dict[str, int]:
    """The votes that are in the log, by id, with their seq."""
    with opened(database) as store:
        log = store.extract(BOARD).votes
    return dict(zip(log["vote_id"].astype(str), log["seq"].astype(int), strict=True))


def assert_averages(log: pd.DataFrame, positions: pd.DataFrame, what: str) -> None:
    latest = log.sort_values("seq").drop_duplicates(["tool_id", "voter_id"], keep="last")
    means = latest.groupby("tool_id")[["x", "y"]].agg(["mean", "count"])
    shown = positions[positions["n"] > 0].set_index("tool_id")
    assert set(shown.index) == set(means.index), what
    for tool_id, row in shown.iterrows():
        assert row["n"] == means.loc[tool_id, ("x", "count")], (what, tool_id)
        assert abs(row["mean_x"] - means.loc[tool_id, ("x", "mean")]) < 1e-9, (what, tool_id)
        assert abs(row["mean_y"] - means.loc[tool_id, ("y", "mean")]) < 1e-9, (what, tool_id)
