"""A crowd at two servers: nothing that was acknowledged is lost or doubled, whoever fails in mid-round."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from tests.servers.conftest import eventually
from tests.servers.stage import BOARD


def answers(crowd) -> Counter:
    return sum((voter.answers for voter in crowd.voters), Counter())


def test_votes_at_either_server_reach_the_screens_of_both(stage, crowd):
    with crowd([server.url for server in stage.servers]) as gathered:
        gathered.goes_on(100)
        gathered.check()
        assert set(answers(gathered)) <= {201, 429}
    boards = [stage.board(server) for server in stage.servers]
    assert boards[0]["tools"] == boards[1]["tools"]


def votes_at(server) -> int:
    """How many votes a server has taken up, as it says itself."""
    figures = httpx.get(f"{server.url}/metrics", trust_env=False, timeout=10).text
    [line] = [line for line in figures.splitlines() if line.startswith("spectrum_votes_total ")]
    return int(float(line.split()[1]))


def test_crowd_behind_the_proxy_is_on_both_servers_and_stays_there(stage, crowd):
    before = [votes_at(server) for server in stage.servers]
    with crowd([stage.url], voters=16, screens=8) as gathered:
        gathered.goes_on(100)
        gathered.check()
        assert [screen.streams for screen in gathered.screens] == [1] * 8
    taken = [votes_at(server) - votes for server, votes in zip(stage.servers, before, strict=True)]
    assert min(taken) > 0
    assert sum(taken) == gathered.acknowledged()


def test_killed_server_loses_and_doubles_nothing_and_its_crowd_moves_to_the_other(stage, crowd):
    killed = stage.servers[0]
    with crowd([stage.url], voters=16, screens=8) as gathered:
        gathered.goes_on(100)
        killed.kill()
        gathered.goes_on(200)
        gathered.check()
        assert sum(screen.streams for screen in gathered.screens) > 8  # some had to come back
        assert set(answers(gathered)) <= {200, 201, 429, 502, 504}
    killed.start()
    killed.wait_until_healthy()
    assert stage.board(killed)["tools"] == stage.board(stage.servers[1])["tools"]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restart_of_the_database_is_answered_with_503_and_all_votes_arrive_once(stage, crowd, mode):
    with crowd([stage.url]) as gathered:
        gathered.goes_on(50)
        stage.postgres.stop(mode)
        before = gathered.acknowledged()
        eventually(lambda: sum(voter.answers[503] for voter in gathered.voters) >= len(gathered.voters))
        for server in stage.servers:
            assert httpx.get(f"{server.url}/healthz", trust_env=False, timeout=20).status_code == 503
        assert gathered.acknowledged() - before <= len(gathered.voters)  # answers that were on their way
        stage.postgres.start()
        gathered.goes_on(100)
        gathered.check()
        assert set(answers(gathered)) <= {200, 201, 429, 503}
        assert set.union(*(voter.waits for voter in gathered.voters)) == {"2"}
    eventually(
        lambda: all(
            httpx.get(f"{server.url}/healthz", trust_env=False, timeout=20).status_code == 200
            for server in stage.servers
        )
    )


def test_round_closed_at_one_server_ends_voting_at_the_other_within_a_tick(stage, crowd):
    store = stage.store()
    try:
        with crowd([server.url for server in stage.servers], voters=0, screens=2) as gathered:
            eventually(lambda: all(screen.version for screen in gathered.screens))
            store.close_round(BOARD)
            eventually(lambda: all(not stage.board(server)["voting_open"] for server in stage.servers))
            store.open_round(BOARD, "Rehearsal again")
            eventually(lambda: all(stage.board(server)["voting_open"] for server in stage.servers))
    finally:
        store.close()


def test_proxy_keeps_the_figures_of_the_servers_to_itself(stage):
    assert httpx.get(f"{stage.url}/metrics", trust_env=False).status_code == 404
    assert httpx.get(f"{stage.servers[0].url}/metrics", trust_env=False).status_code == 200
