"""One small crowd at a real server: every vote is answered, shown and in the log, or refused by name."""

from __future__ import annotations

import pytest

from bench.live.arrivals import _storm
from bench.live.plan import NO_LIMITS, Crowd
from bench.live.runs import run_ours

pytestmark = pytest.mark.slow


def test_a_small_crowd_votes(tmp_path):
    run = run_ours(Crowd(6, 20, 1, processes=1), tmp_path)
    assert len(run.records.seqs) == 20
    assert run.screens.never == 0
    ledger = run.ledger
    assert ledger is not None
    assert (ledger.lost, ledger.doubled, ledger.unanswered, ledger.verified) == (0, 0, 0, True)


def test_beyond_a_short_queue_votes_are_refused_and_none_is_lost(tmp_path):
    crowd = Crowd(200, 3_000, 1, processes=1)
    run = run_ours(crowd, tmp_path, settings=NO_LIMITS, limits={"queue": 2})
    assert run.refusals["503"] > 0
    assert len(run.records.seqs) + run.refusals["503"] == crowd.votes
    ledger = run.ledger
    assert ledger is not None
    assert (ledger.lost, ledger.doubled, ledger.unanswered, ledger.verified) == (0, 0, 0, True)


@pytest.mark.parametrize("way", ["page", "light"])
def test_arrivals_see_the_room(tmp_path, way):
    storm = _storm(way, Crowd(3, 0, 0, processes=1, joins=10), tmp_path)
    assert len(storm.waits) == 3
    assert storm.wait(50) > 0
