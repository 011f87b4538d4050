"""Nothing keeps the event loop from everybody else: not a big board, not a crowd, not the two together."""

from __future__ import annotations

import contextlib
import time

import httpx

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.faults.serving import BOARD, serving
from tests.faults.sockets import STREAM, connected
from tests.faults.voting import Voter, assert_averages_agree, crowd
from tests.faults.watched import BLOCKED
from tests.serving import within

TOOLS, VOTERS, VOTES_EACH = 600, 1_000, 40
STREAMS = 150
SECONDS = 5.0


def test_watchdog_sees_a_loop_that_is_blocked(database):
    with serving(database, watched=True, BLOCK_FOR="2.5") as server:
        within(30, lambda: BLOCKED in server.said, "the watchdog says so")


def test_crowd_on_a_big_board_blocks_the_loop_at_no_time(folder, account):
    database = folder / "votes.duckdb"
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    import_simulation(
        store, BOARD, Simulation(voters=VOTERS, tools=TOOLS, votes_per_voter=VOTES_EACH, seed=3)
    )
    store.open_round(BOARD, "one")
    tools = [tool.tool_id for tool in store.tools(BOARD)]
    store.close()
    with serving(database, watched=True) as server, connected(server, STREAMS, STREAM):
        with crowd(server, account, voters=6, tools=tools):
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:  # those who arrive meanwhile
                for path in (f"/api/boards/{BOARD}", "/join", "/metrics", "/"):
                    assert server.get(path).status_code == 200
            within(60, lambda: len(account.promised) > 50, "votes are taken")
        with contextlib.suppress(httpx.TransportError):
            server.stop()
        assert BLOCKED not in server.said
        assert "Traceback" not in server.said
    assert_averages_agree(database, account)


def test_wrong_passwords_and_downloads_block_the_loop_at_no_time(database, account, join):
    """Hashing a password takes a tenth of a second of a core, which is not the loop's."""
    with serving(database, watched=True) as server:
        voter: Voter = join(server)
        for number in range(12):
            httpx.post(f"{server.url}/sign-in", data={"password": f"wrong {number}"}, trust_env=False)
            assert voter.vote().status_code == 201
        server.stop()
        assert BLOCKED not in server.said
