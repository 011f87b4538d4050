from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from spectrum.ui import small_groups
from spectrum.ui.distribution.picking import MOST_DRAWN, WHOLE_AXIS, _rows, drawn_of, within

VOTES = pd.DataFrame({"x": [10.0, 20.0, 30.0, 40.0], "y": [5.0, 50.0, np.nan, 95.0]})


def test_ranges_hold_their_ends():
    assert within(VOTES, (10, 30), (5, 50)).tolist() == [0, 1]


def test_vote_without_y_is_within_only_if_y_is_not_limited():
    assert within(VOTES, (30, 30), WHOLE_AXIS).tolist() == [2]
    assert within(VOTES, (30, 30), (0, 99)).tolist() == []


def test_few_votes_are_all_drawn():
    rows = np.array([3, 1])
    assert drawn_of(VOTES, rows).tolist() == [3, 1]


def test_sample_of_a_crowd_is_the_same_each_time_and_spans_it():
    rng = np.random.default_rng(0)
    n = 3 * MOST_DRAWN
    votes = pd.DataFrame({"x": rng.uniform(0, 100, n), "y": rng.uniform(0, 100, n)})
    every = np.arange(n)
    drawn = drawn_of(votes, every)
    assert len(set(drawn.tolist())) == MOST_DRAWN
    assert {votes["x"].idxmin(), votes["x"].idxmax()} <= set(drawn.tolist())
    np.testing.assert_array_equal(drawn, drawn_of(votes, every))
    assert votes["x"].iloc[drawn].mean() == pytest.approx(votes["x"].mean(), abs=0.5)


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        ([{"pointIndex": 2}, {"pointIndex": 0}, {"pointIndex": 2}], [0, 2]),
        (json.dumps([{"pointIndex": 1}]), [1]),
        ([{"pointIndex": 4}, {"pointIndex": -1}, {"pointIndex": 3}], [3]),
        (None, []),
        ("[]", []),
        ("no JSON", []),
        ([{"x": 1}], []),
        ([{"pointIndex": "one"}], []),
        ([3], []),
        (7, []),
    ],
    ids=str,
)
def test_only_rows_that_exist_are_taken_from_the_browser(sent, rows):
    assert _rows(sent, 4) == rows


def test_branch_is_told_from_five_voters_on():
    votes = pd.DataFrame({"branch": ["Sound"] * 5 + ["Story"] * 4 + [None]})
    assert small_groups.shown_branches(votes).tolist() == ["Sound"] * 5 + [None] * 5
    said = small_groups.left_out_words(votes)
    assert "4 votes of 1 branch with fewer than 5 voters" in said
    assert "1 vote of voters who named no branch" in said
    assert small_groups.left_out_words(votes.head(5)) == ""
