"""How rounds are told apart."""

from __future__ import annotations

from datetime import datetime

from spectrum.model import Round
from spectrum.ui.controls import ALL_ROUNDS, unique_name, unique_names


def round_(number: int, name: str) -> Round:
    return Round(f"r{number}", name, opened_at=datetime(2026, 3, number, 14, 5, number))


def test_rounds_are_named_newest_first():
    assert unique_names([round_(1, "Monday"), round_(2, "Tuesday")]) == ["Tuesday", "Monday"]
    assert unique_names([]) == []


def test_rounds_of_the_same_name_are_told_apart_by_their_opening():
    rounds = [round_(1, "Talk"), round_(2, "Other"), round_(3, "Talk")]
    assert unique_names(rounds) == ["Talk (2026-03-03 14:05:03)", "Other", "Talk (2026-03-01 14:05:01)"]
    assert unique_name(rounds[0], rounds) == "Talk (2026-03-01 14:05:01)"


def test_round_called_like_the_choice_of_all_rounds_is_told_apart_from_it():
    shadow = Round("r", ALL_ROUNDS, opened_at=datetime(2026, 1, 1))
    assert ALL_ROUNDS not in unique_names([shadow])
