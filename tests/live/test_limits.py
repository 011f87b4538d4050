"""How often something may be done, by a clock that tests move on."""

from __future__ import annotations

import pytest

from spectrum.live import limits
from spectrum.live.limits import Limit
from tests.live.visiting import BOARD, open_house, problem


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_burst_is_let_through_and_then_the_rate(clock):
    limit = Limit(rate=5, burst=20, clock=clock)
    assert [limit.take("ann") for _ in range(20)] == [0.0] * 20
    assert limit.take("ann") == pytest.approx(0.2)
    clock.now += 0.15
    assert limit.take("ann") == pytest.approx(0.05)
    clock.now += 0.06
    assert limit.take("ann") == 0.0
    assert limit.take("ann") > 0


def test_asking_too_often_makes_nobody_wait_longer(clock):
    limit = Limit(rate=1, burst=1, clock=clock)
    limit.take("ann")
    assert {limit.take("ann") for _ in range(10)} == {1.0}
    clock.now += 1
    assert limit.take("ann") == 0.0


def test_rest_fills_the_bucket_and_no_more(clock):
    limit = Limit(rate=5, burst=3, clock=clock)
    limit.take("ann")
    clock.now += 1e6
    assert [limit.take("ann") > 0 for _ in range(4)] == [False, False, False, True]


def test_each_key_has_its_own_bucket(clock):
    limit = Limit(rate=1, burst=1, clock=clock)
    assert limit.take("ann") == limit.take("bob") == 0.0
    assert limit.take("ann") > 0


def test_waiting_time_can_be_asked_for_without_taking_anything(clock):
    limit = Limit(rate=2, burst=1, clock=clock)
    assert [limit.wait("ann"), limit.wait("ann"), limit.take("ann")] == [0.0] * 3
    assert limit.wait("ann") == pytest.approx(0.5)
    clock.now += 0.5
    assert limit.wait("ann") == 0.0


def test_full_buckets_are_forgotten_and_the_others_kept(clock, monkeypatch):
    monkeypatch.setattr(limits, "SWEEP_EVERY", 100)
    limit = Limit(rate=1, burst=2, clock=clock)
    for number in range(100):
        limit.take(f"early {number}")
    clock.now += 10
    limit.take("ann"), limit.take("ann")
    assert set(limit._buckets) == {"ann"}
    assert limit.take("ann") > 0


def test_limits_follow_the_settings(store):
    with open_house(store, voter_rate=0.1, voter_burst=2.0) as house:
        store.open_round(BOARD, "one")
        ann = house.visitor("ann")
        answers = [ann.vote("t1", 1, 2) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        problem(answers[2], 429)
        assert 1 <= int(answers[2].headers["retry-after"]) <= 10
    assert len(store.extract(BOARD).votes) == 2


def test_address_has_a_limit_of_its_own(store):
    with open_house(store, address_rate=1.0) as house:
        path = f"/api/boards/{BOARD}"
        answers = [house.visitor(f"v{i}").get(path) for i in range(20)]
        problem(next(answer for answer in answers if answer.status_code == 429), 429)
        assert house.visitor(address="10.0.0.2").get(path).status_code == 200
