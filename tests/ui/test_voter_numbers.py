"""Numbers that stand in for voters."""

from __future__ import annotations

from spectrum.ui.voters.numbers import numbered

VOTERS = [f"voter-{number:02}" for number in range(50)]


def test_numbers_are_the_same_whatever_the_order_of_the_voters():
    there, back = (numbered(voters, "secret").to_dict() for voters in (VOTERS, [*VOTERS[::-1], *VOTERS]))
    assert there == back
    assert sorted(there.values()) == list(range(1, 51))


def test_numbers_follow_from_the_key_and_not_from_the_ids_alone():
    one, other = (numbered(VOTERS, key).to_dict() for key in ("secret", "another secret"))
    assert sum(one[voter] == other[voter] for voter in VOTERS) < 10
    assert sorted(VOTERS, key=one.get) != VOTERS
