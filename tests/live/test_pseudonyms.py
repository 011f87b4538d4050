"""Names for voters who give none."""

from __future__ import annotations

from spectrum.live import new_voter_id
from spectrum.live.pseudonyms import BIRDS, COLOURS, pseudonym


def test_voter_has_the_same_name_whenever_they_come():
    voter = new_voter_id()
    assert pseudonym(voter) == pseudonym(voter)
    colour, bird = pseudonym(voter).split(" ")
    assert colour in COLOURS
    assert bird in BIRDS


def test_names_are_many():
    assert len({pseudonym(f"voter {i}") for i in range(2_000)}) > 900
    assert len(set(COLOURS)) == len(COLOURS)
    assert len(set(BIRDS)) == len(BIRDS)
