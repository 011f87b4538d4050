"""Which tools the search finds, and how they are sorted."""

from __future__ import annotations

import pandas as pd
import pytest

from spectrum.ui.average.search import SORTS, matching_tools, sorted_tools

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
