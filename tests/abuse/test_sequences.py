"""Whatever voters, strangers, an organiser and the clock do one after the other: the board keeps its promises."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from spectrum.exchange.catalogue import starter_tools
from spectrum.model import REVEALS, ROUND_STARTS
from spectrum.store import open_store
from tests.abuse.door import DOOR, Door
from tests.abuse.known import Visitor
from tests.abuse.organisers_turns import OrganisersTurns
from tests.abuse.playing import CALLS, Play
from tests.abuse.turns import CODE, TURNS, arguments_of, is_possible
from tests.abuse.voters_turns import VotersTurns
from tests.faults.serving import BOARD, opened, serving
from tests.serving import Server

PLAYS, STEPS = 8, 30
TOOLS = starter_tools()[:6]

quick = settings(
    max_examples=PLAYS,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Session(OrganisersTurns, VotersTurns, RuleBasedStateMachine):
    """Everything that can be done to a board, in any order."""

    def __init__(self, server: Server, door: Door) -> None:
        super().__init__()
        self.play = Play(server, door)
        self.known = self.play.known
        self.visitors = [self.play.visitor() for _ in range(3)]
        self.tools = [tool.tool_id for tool in TOOLS[:4]]
        self.sent: list[dict[str, Any]] = []
        self.suggestions: list[tuple[str, dict[str, Any]]] = []
        self.who: Visitor | None = None
        self.named = 0

    def teardown(self) -> None:
        self.play.close()

    @initialize(
        is_open=st.sampled_from([True, True, True, False]),
        reveal=st.sampled_from(REVEALS),
        start=st.sampled_from(ROUND_STARTS),
        code=st.sampled_from([None, CODE]),
        adding=st.booleans(),
        blocked=st.booleans(),
    )
    def begin(
        self, *, is_open: bool, reveal: str, start: str, code: str | None, adding: bool, blocked: bool
    ) -> None:
        """Most plays begin in a round, with a vote, or little would happen in them."""
        self.change_the_board("organiser", adding, False, 2.5)
        if is_open:
            self.open_a_round("organiser", reveal, start, code)
        first = self.visitors[0]
        self.vote(first, self.tools[0], "place", (10.0, 20.0))
        if blocked:
            self.give_a_name(first, "Ann")  # or nobody knows them
            self.give_a_code(first, CODE)
            self.block("organiser", first, True)

    @rule(data=st.data())
    def next_turn(self, data: st.DataObject) -> None:
        """One of all turns, the frequent ones more often: rules of their own would be left out of most plays."""
        taken = data.draw(st.sampled_from(TURNS))
        drawn = {name: data.draw(what) for name, what in arguments_of(self, taken).items()}
        if is_possible(self, taken):
            with self.said_at_once(taken):
                getattr(self, taken)(**drawn)

    @invariant()
    def nothing_is_lost_doubled_moved_or_shown(self) -> None:
        with self.said_at_once("at any time"):
            self.play.look_at_everything(self.who)

    @contextmanager
    def said_at_once(self, when: str) -> Iterator[None]:
        """Print what was broken: a server that is broken goes another way when the play is repeated."""
        try:
            yield
        except Exception as error:
            print(f"Play {self.play.number}, {when}: {error!r}"[:2_000])
            raise


@pytest.fixture(scope="module")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Door]]:
    database = tmp_path_factory.mktemp("played") / "votes.duckdb"
    open_store(str(database), BOARD, starter_tools=lambda: TOOLS).close()
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may not be long
        path = os.path.join(folder, "door")
        with (
            serving(
                database, program="tests.abuse.commanded", SPECTRUM_TICK="0.05", **{DOOR: path}
            ) as server,
            closing(Door(path)) as door,
        ):
            yield server, door
    assert "Traceback" not in server.said, server.said[-5000:]
    with opened(database) as store:
        assert store.verify(BOARD).agrees


@pytest.mark.slow
def test_any_sequence_of_calls_keeps_every_promise(commanded: tuple[Server, Door]) -> None:
    run_state_machine_as_test(lambda: Session(*commanded), settings=quick)
    votes = {status for call, status in Play.answered if call == f"{CALLS}/votes"}
    assert votes >= {200, 201, 403, 404, 409}  # or they were played on a board where nothing happens
    assert Play.kept_out.keys() == {"blocked", "join code"}
