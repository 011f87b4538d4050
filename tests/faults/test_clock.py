"""A clock that is set back, and forward, under the server: the order of votes is that in which they were taken."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.faults.serving import BOARD, opened, serving
from tests.faults.voting import TOOLS, assert_kept
from tests.serving import PASSWORD, Server, within

HOUR = 3_600  # seconds
STEADY = 5  # seconds that a server's clock may be off what it was set to
HOW_TO_GET_IT = "libfaketime sets the clock of a process. On Debian: apt-get install faketime"


class Clock:
    """What a server takes for the time, by libfaketime: the real one and an offset, to be changed while it runs."""

    def __init__(self, file: Path, library: Path) -> None:
        self._file = file
        self._library = library
        self.set(0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as the kernel's clock, which is never set
        }

    def set(self, seconds: int) -> None:
        whole = self._file.with_suffix(".next")
        whole.write_text(f"{seconds:+d}")
        whole.replace(self._file)  # at no moment is it empty, which would be no offset

    def step(self, server: Server, seconds: int) -> None:
        """Set it under a running server, and wait until that tells the new time."""
        self.set(seconds)
        within(30, lambda: abs(_told(server) - time.time() - seconds) < STEADY, f"clock at {seconds:+d} s")


def _told(server: Server) -> float:
    """The time by the server's clock, in seconds since 1970."""
    return parsedate_to_datetime(server.get("/healthz").headers["date"]).timestamp()


@pytest.fixture
def clock(tmp_path) -> Clock:
    library = next(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"), None)
    if library is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET_IT)
        pytest.skip(HOW_TO_GET_IT)
    return Clock(tmp_path / "clock", library)


@pytest.fixture
def server(clock, database) -> Iterator[Server]:
    with serving(database, **clock.environment) as running:
        yield running


def time_of(answer: httpx.Response) -> datetime:
    return datetime.fromisoformat(answer.json()["cast_at"])


def test_latest_vote_is_the_one_that_was_taken_last_whatever_the_clock_says(server, clock, account, join):
    voter = join(server)
    tool = TOOLS[0]
    before = voter.vote(tool)
    clock.step(server, -2 * HOUR)
    back = voter.vote(tool)
    clock.step(server, HOUR)
    voter.vote(TOOLS[1])
    clock.step(server, -2 * HOUR)
    last = voter.vote(tool)
    assert time_of(back) < time_of(before) - timedelta(hours=1)  # the clock was set indeed
    assert [answer.json()["seq"] for answer in (before, back, last)] == [1, 2, 4]
    position = account.sent[last.json()["vote_id"]]
    assert last.json()["tool"] == [tool, 1, position[1], position[2]]
    again = voter.vote(vote_id=back.json()["vote_id"], again=True)  # sent twice is stored once
    assert (again.status_code, again.json()["seq"]) == (200, 2)
    assert server.get(f"/api/boards/{BOARD}").json()["votes"] == 2
    server.stop()
    assert "Traceback" not in server.said
    assert_kept(server.database, account)


def test_cookies_sessions_and_rates_outlive_a_clock_that_is_set_back(server, clock, account, join):
    voter = join(server)
    with httpx.Client(base_url=server.url, trust_env=False) as organiser:
        assert organiser.post("/sign-in", data={"password": PASSWORD}).status_code == 303
        assert organiser.get("/sign-in").status_code == 303  # who is signed in is sent on
        for seconds in (-2 * HOUR, 0, -20 * HOUR):
            clock.step(server, seconds)
            assert voter.vote().status_code == 201
            assert organiser.get("/sign-in").status_code == 303, seconds
    mine = httpx.get(f"{server.url}/api/boards/{BOARD}", cookies=voter.cookies, trust_env=False).json()[
        "mine"
    ]
    assert len(mine) == 3
    server.stop()
    assert_kept(server.database, account)


def test_voters_rate_is_no_matter_of_the_clock(clock, database, account, join):
    rates = {"SPECTRUM_VOTER_RATE": "0.5", "SPECTRUM_VOTER_BURST": "2"}
    with serving(database, **clock.environment, **rates) as server:
        voter = join(server)
        while voter.vote().status_code == 201:
            pass
        clock.set(24 * HOUR)
        wait = float(account.refusals[-1].headers["retry-after"])
        assert (account.refusals[-1].status_code, wait <= 2) == (429, True)
        clock.set(-24 * HOUR)
        within(30, lambda: voter.vote().status_code == 201, "the voter may vote again")
        server.stop()
    assert_kept(database, account)


def test_round_closes_when_the_clock_says_so(clock, tmp_path, folder, account, join):
    """A clock that is set back keeps it open for longer, one that is set forward closes it; it opens never again."""
    database = folder / "votes.duckdb"
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    closes_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)
    store.open_round(BOARD, "timed", closes_at=closes_at)
    store.close()
    with serving(database, **clock.environment) as server:
        voter = join(server)
        assert voter.vote().status_code == 201
        clock.step(server, -2 * HOUR)
        assert voter.vote().status_code == 201
        clock.set(2 * HOUR)
        within(30, lambda: server.get(f"/api/boards/{BOARD}").json()["round"] is None, "the round closes")
        refused = voter.vote()
        assert refused.status_code == 409
        assert "Round 'timed' is closed" in refused.json()["detail"]
        clock.step(server, -2 * HOUR)
        assert voter.vote().status_code == 409
        assert server.get(f"/api/boards/{BOARD}").json()["round"] is None
        server.stop()
        assert "Traceback" not in server.said
    assert_kept(database, account)
    with opened(database) as again:
        assert [round_.is_open for round_ in again.rounds(BOARD)] == [False]
