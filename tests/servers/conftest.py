"""One stage for all tests here; what a test ends, it starts again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.servers.crowd import PATIENCE, Screen, Voter
from tests.servers.stage import BOARD, Stage, stage_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/servers/" in item.nodeid:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_in(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


def eventually(holds: Callable[[], bool], within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Crowd:
    """Voters and screens, and what came of their votes."""

    def __init__(self, stage: Stage, urls: list[str], *, voters: int, screens: int) -> None:
        self._stage = stage
        self._stop = threading.Event()
        tools = [tool["tool_id"] for tool in stage.board(stage.servers[0])["tools"]]
        self.voters = [Voter(urls[i % len(urls)], tools, self._stop) for i in range(voters)]
        self.screens = [Screen(urls[i % len(urls)]) for i in range(screens)]

    def begin(self) -> None:
        for member in (*self.voters, *self.screens):
            member.join_board()
            member.start()

    def acknowledged(self) -> int:
        return sum(len(voter.acknowledged) for voter in self.voters)

    def goes_on(self, votes: int) -> None:
        """Wait until so many more votes are in."""
        reached = self.acknowledged() + votes
        eventually(lambda: self.acknowledged() >= reached or any(voter.failure for voter in self.voters))
        assert [voter.failure for voter in self.voters if voter.failure] == []

    def end(self) -> None:
        self._stop.set()
        for voter in self.voters:
            voter.join(PATIENCE)
        for screen in self.screens:
            screen.leave()

    def check(self) -> None:
        """Every vote that was sent is in the log once, under the seq that its voter was told, and on every screen."""
        self._stop.set()
        for voter in self.voters:
            voter.join(PATIENCE)
        assert [voter.failure for voter in self.voters if voter.failure] == []
        store = self._stage.store()
        try:
            log = store.extract(BOARD).votes
            logged = dict(zip(log["vote_id"], log["seq"], strict=True))
            assert len(logged) == len(log)
            for voter in self.voters:
                assert set(voter.sent) == set(voter.acknowledged)
                assert {vote_id: logged[vote_id] for vote_id in voter.sent} == voter.acknowledged
            assert store.verify(BOARD).agrees
            version = store.version(BOARD)
        finally:
            store.close()
        eventually(lambda: all(screen.version >= version for screen in self.screens))


@pytest.fixture
def crowd(stage: Stage) -> Callable[..., object]:
    @contextmanager
    def gathered(urls: list[str], *, voters: int = 10, screens: int = 6) -> Iterator[Crowd]:
        crowd = Crowd(stage, urls, voters=voters, screens=screens)
        crowd.begin()
        try:
            yield crowd
        finally:
            crowd.end()

    return gathered
