"""Passwords are tried slowly, and strangers who try do not keep the organiser out."""

from __future__ import annotations

import pytest

from spectrum.live.attempts import BURST, BURST_OF_ALL, RATE, Attempts, network_of


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def attempts(clock):
    return Attempts(clock)


def use_up(attempts, *key):
    return sum(attempts.take(*key) == 0 for _ in range(100))


def test_network_has_some_tries_at_once_and_then_a_few_a_minute(attempts, clock):
    assert use_up(attempts, "10.0.0.1", None) == BURST
    assert attempts.take("10.0.0.1", None) == pytest.approx(1 / RATE)
    clock.now += 1 / RATE
    assert use_up(attempts, "10.0.0.1", None) == 1


def test_strangers_share_what_the_server_takes(attempts):
    taken = sum(attempts.take(f"10.0.{n // 250}.{n % 250}", None) == 0 for n in range(1_000))
    assert taken == BURST_OF_ALL
    assert attempts.take("192.0.2.1", None) > 0


def test_strangers_cannot_use_up_the_tries_of_a_known_browser(attempts):
    for n in range(1_000):
        attempts.take(f"10.0.{n // 250}.{n % 250}", None)
    use_up(attempts, "192.0.2.1", None)
    assert use_up(attempts, "192.0.2.1", "the organiser's") == BURST
    assert attempts.take("192.0.2.1", "another of the organiser's") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "10.0.0.1", False),
        ("unix", "unix", True),
    ],
)
def test_who_holds_many_addresses_is_one_network(one, other, same):
    assert (network_of(one) == network_of(other)) is same
