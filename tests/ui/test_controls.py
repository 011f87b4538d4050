"""What the controls do to the frame of positions, and how rounds are told apart."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from spectrum.model import Round
from spectrum.ui.controls import ALL_ROUNDS, SORTS, matching_tools, sorted_tools, unique_name, unique_names

NAN = float("nan")


@pytest.fixture
def positions() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("t1", 1, "Denoise", "Cleans up a plate", "Sound; Editing", 12, 20.0, 80.0),
            ("t2", 2, "Text to film (beta)", "", "Directors", 3, 95.0, 10.0),
            ("t3", 3, "Storyboard", None, None, 0, NAN, NAN),
            ("t4", 4, "animatic", "Storyboards that move", "Sound Design", 12, 20.0, NAN),
        ],
        columns=["tool_id", "number", "name", "description", "branches", "n", "x", "y"],
    )


def found(frame: pd.DataFrame) -> list[str]:
    return frame["tool_id"].tolist()


def test_without_a_search_all_tools_are_there(positions):
    assert found(matching_tools(positions)) == ["t1", "t2", "t3", "t4"]


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("DENOISE", ["t1"]),
        ("storyboard", ["t3", "t4"]),  # in a name, in a description
        ("  plate ", ["t1"]),
        ("   ", ["t1", "t2", "t3", "t4"]),
        ("(beta", ["t2"]),  # no regular expression
        (".*", []),
        ("none", []),  # a description that is missing says nothing
    ],
)
def test_search_reads_names_and_descriptions_as_plain_text(positions, text, tools):
    assert found(matching_tools(positions, text=text)) == tools


def test_branch_matches_whole_names_only(positions):
    assert found(matching_tools(positions, branch="Sound")) == ["t1"]
    assert found(matching_tools(positions, branch="Editing")) == ["t1"]
    assert found(matching_tools(positions, branch="Sound Design")) == ["t4"]


def test_fewest_votes_keeps_tools_that_have_as_many(positions):
    assert found(matching_tools(positions, fewest_votes=3)) == ["t1", "t2", "t4"]
    assert found(matching_tools(positions, fewest_votes=4)) == ["t1", "t4"]


def test_filters_add_up_and_rows_are_numbered_anew(positions):
    kept = matching_tools(positions, text="s", branch="Sound Design", fewest_votes=1)
    assert found(kept) == ["t4"]
    assert kept.index.tolist() == [0]


def test_matching_and_sorting_leave_the_frame_alone(positions):
    before = positions.copy()
    matching_tools(positions, text="a", branch="Sound", fewest_votes=1)
    sorted_tools(positions, "by name")
    pd.testing.assert_frame_equal(positions, before)


@pytest.mark.parametrize(
    ("order", "tools"),
    [
        ("by number", ["t1", "t2", "t3", "t4"]),
        ("most votes first", ["t1", "t4", "t2", "t3"]),  # equal ones by number
        ("furthest right first", ["t2", "t1", "t4", "t3"]),  # no position: last
        ("highest first", ["t1", "t2", "t3", "t4"]),
    ],
)
def test_tools_are_sorted(positions, order, tools):
    ordered = sorted_tools(positions.iloc[::-1], order)
    assert found(ordered) == tools
    assert ordered.index.tolist() == [0, 1, 2, 3]


def test_names_are_sorted_as_people_sort_them(positions):
    assert sorted_tools(positions, "by name")["name"].tolist() == [
        "animatic", "Denoise", "Storyboard", "Text to film (beta)",
    ]  # fmt: skip


@pytest.mark.parametrize("order", SORTS)
def test_every_order_takes_an_empty_board(positions, order):
    assert sorted_tools(matching_tools(positions, text="nothing"), order).empty


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
