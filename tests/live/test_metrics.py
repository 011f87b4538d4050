"""What a server tells of itself while a round is on."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from spectrum.errors import StoreUnavailable
from tests.live.visiting import BOARD, open_house


def figures(visitor) -> dict[tuple[str, str], float]:
    """Every sample by its name and its first label's value."""
    answer = visitor.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_votes_commits_and_refusals_are_counted(store, ann, onlooker):
    store.open_round(BOARD, "one")
    before = figures(onlooker)
    assert ann.vote("t1", 20, 30).status_code == 201
    assert ann.vote("t2", 20, 30).status_code == 201
    assert ann.vote("t1", 200, 30).status_code == 422
    assert ann.vote("nothing", 20, 30).status_code == 404
    after = figures(onlooker)
    grown = {key: value - before.get(key, 0) for key, value in after.items()}
    assert grown["spectrum_votes_total", ""] == 3  # the writer finds out that there is no such tool
    assert grown["spectrum_commit_seconds_count", ""] == 3
    assert grown["spectrum_commit_seconds_sum", ""] > 0
    assert grown["spectrum_refusals_total", "422"] == 1
    assert grown["spectrum_refusals_total", "404"] == 1
    assert after["spectrum_queue_depth", ""] == 0
    assert after["spectrum_store_up", ""] == 1


def test_streams_and_their_frames_are_counted(store, ann, onlooker):
    store.open_round(BOARD, "one")
    with onlooker.stream() as stream:
        stream.frame()
        assert figures(onlooker)["spectrum_subscribers", BOARD] == 1
        before = figures(onlooker)
        ann.vote("t1", 20, 30)
        stream.until(lambda frame: frame["votes"] == 1)
    after = figures(onlooker)
    assert after["spectrum_subscribers", BOARD] == 0
    for name in ("spectrum_frame_seconds_count", "spectrum_reading_seconds_count"):
        assert after[name, BOARD] > before.get((name, BOARD), 0)


def test_store_that_cannot_be_reached_is_told_and_the_rest_stays():
    def gone():
        raise StoreUnavailable("the disk is gone")

    with open_house(gone) as house:
        found = figures(house.visitor())
    assert found["spectrum_store_up", ""] == 0
    assert ("spectrum_queue_depth", "") not in found
    assert ("spectrum_build", "") in found


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_metrics_are_only_read(onlooker, method):
    assert onlooker.send(method, "/metrics").status_code == 405
