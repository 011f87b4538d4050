from __future__ import annotations

import re
from uuid import UUID

from spectrum.exchange.pseudonyms import draw_pseudonyms, draw_uuids


def test_pseudonyms_are_twelve_hex_digits_that_no_spreadsheet_takes_for_a_number() -> None:
    drawn = draw_pseudonyms(f"voter{number}" for number in range(2_000))
    assert all(re.fullmatch(r"[a-f][0-9a-f]{11}", pseudonym) for pseudonym in drawn.values())
    assert len(set(drawn.values())) == 2_000


def test_each_voter_has_one_pseudonym_and_another_the_next_time() -> None:
    once, again = draw_pseudonyms(["ann", "bob", "ann"]), draw_pseudonyms(["ann", "bob"])
    assert list(once) == ["ann", "bob"]
    assert set(once.values()).isdisjoint(again.values())


def test_uuids_are_random_ones_of_version_4() -> None:
    drawn = draw_uuids(500)
    assert drawn.nunique() == 500
    assert all(UUID(text).version == 4 and str(UUID(text)) == text for text in drawn)
    assert draw_uuids(0).empty
