"""End the server in the middle of its work, with and without warning: what was promised is there, once."""

from __future__ import annotations

import contextlib
import random
import signal
import threading

import httpx
import pytest

from tests.faults.serving import BOARD, serving
from tests.faults.voting import Voter, assert_kept, crowd
from tests.serving import ENDED_WITHIN, Server, running, within

ENOUGH_WITHIN = 60.0  # seconds, on a busy machine


def test_killed_server_has_every_promised_vote_once(database, account, kills):
    chance = random.Random(7)
    for kill in range(kills):
        with serving(database) as server, crowd(server, account):
            enough = len(account.promised) + chance.randint(5, 60)
            within(ENOUGH_WITHIN, lambda enough=enough: len(account.promised) >= enough, "votes are taken")
            server.kill()
        if kill % 5 == 4 or kill == kills - 1:  # else it starts on what the kill has left
            assert_kept(database, account, f"kill {kill}")
    assert account.refusals == []
    assert [line for line in server.said.splitlines() if "Traceback" in line] == []


def test_restarted_server_says_that_it_took_over_the_log(database, account, join):
    with serving(database) as server:
        join(server).vote()
        server.kill()
    with running(server) as again:
        assert f"The database '{database}' was not closed in order the last time. All " in again.said
        assert again.get(f"/api/boards/{BOARD}").json()["votes"] == 1
        again.stop()
    assert_kept(database, account)


def test_vote_in_doubt_is_sent_again_after_the_restart_and_stored_once(database, account, join):
    with serving(database) as server:
        voter = join(server)
        in_doubt = vote_until_killed(server, voter)
        server.kill()
    with running(server) as again:
        answers = [voter.vote(vote_id=vote_id, again=True) for vote_id in in_doubt]
        assert {answer.status_code for answer in answers} <= {200, 201}
        again.stop()
    assert set(in_doubt) <= set(account.promised)
    assert_kept(database, account)


def vote_until_killed(server: Server, voter: Voter) -> list[str]:
    """Vote until the server is killed in mid-vote; return the votes that had no answer."""
    threading.Timer(0.7, server.process.kill).start()
    with contextlib.suppress(httpx.TransportError):
        while True:
            voter.vote()
    return sorted(voter.account.unanswered)


def test_terminated_server_ends_in_time_with_everything_that_was_promised(database, folder, account):
    with serving(database) as server, crowd(server, account, voters=12):
        with httpx.stream("GET", f"{server.url}/api/boards/{BOARD}/live", trust_env=False) as stream:
            assert next(stream.iter_bytes())
            within(ENOUGH_WITHIN, lambda: len(account.promised) > 5, "votes are taken")
            took = server.stop()
        assert took < ENDED_WITHIN
        assert server.process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert sorted(file.name for file in folder.iterdir()) == [
        "votes.duckdb",
        "votes.printed",
    ]  # no log is left
    assert "Traceback" not in server.said
    assert {answer.status_code for answer in account.refusals} <= {503}
    assert_kept(database, account)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_without_visitors_ends_at_once(database, number):
    with serving(database) as server:
        server.process.send_signal(number)
        server.process.wait(timeout=ENDED_WITHIN)
        assert "Traceback" not in server.said
