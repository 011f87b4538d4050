from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.analysis.replay import PLAY_COLUMNS, in_order_of_play, running_sums, travel
from spectrum.model import Tool

NAN = float("nan")


def log(*rows: tuple) -> pd.DataFrame:
    """(tool, voter, minute or None, x, y, kind, round) in the order of the log; what is left out is a placement."""
    full = [(*row, *("place", "r1")[len(row) - 5 :]) for row in rows]
    return pd.DataFrame(
        [
            {
                "seq": seq,
                "tool_id": tool,
                "voter_id": voter,
                "round_id": round_id,
                "kind": kind,
                "x": x,
                "y": y,
                "cast_at": pd.NaT if minute is None else pd.Timestamp(2026, 1, 1, 10, minute),
            }
            for seq, (tool, voter, minute, x, y, kind, round_id) in enumerate(full, 1)
        ]
    ).astype({"x": "float64", "y": "float64", "cast_at": "datetime64[us]"})


def xs(votes: pd.DataFrame) -> list[float]:
    return votes["x"].tolist()


def minutes(votes: pd.DataFrame) -> list[float]:
    return votes["at"].dt.minute.tolist()


def test_votes_without_a_time_are_there_from_the_start():
    votes = in_order_of_play(log(("a", "ann", 5, 1, 1), ("a", "ben", None, 2, 2), ("a", "cat", 3, 3, 3)))
    assert xs(votes) == [2, 3, 1]
    assert votes["at"].isna().tolist() == [True, False, False]


def test_equal_times_keep_the_order_of_the_log():
    assert xs(in_order_of_play(log(("a", "ann", 1, 1, 1), ("a", "ben", 1, 2, 2)))) == [1, 2]


def test_vote_whose_clock_steps_back_still_follows_the_one_it_replaces():
    votes = in_order_of_play(log(("a", "ann", 9, 1, 1), ("a", "ann", 4, 2, 2), ("a", "ben", 6, 3, 3)))
    assert xs(votes) == [3, 1, 2]
    assert minutes(votes) == [6, 9, 9]
    assert votes["replaces"].tolist() == [-1, -1, 1]


def test_vote_without_a_time_after_one_with_a_time_does_not_come_before_it():
    votes = in_order_of_play(log(("a", "ann", 9, 1, 1), ("a", "ann", None, 2, 2)))
    assert (xs(votes), minutes(votes)) == ([1, 2], [9, 9])


def test_vote_replaces_the_voters_own_on_that_tool_only():
    votes = in_order_of_play(
        log(("a", "ann", 1, 1, 1), ("b", "ann", 2, 2, 2), ("a", "ben", 3, 3, 3), ("a", "ann", 4, 4, 4))
    )
    assert votes["replaces"].tolist() == [-1, -1, -1, 0]


def test_vote_on_one_axis_keeps_the_voters_earlier_y():
    votes = in_order_of_play(log(("a", "ann", 1, 10, 70), ("a", "ann", 2, 20, NAN), ("a", "ben", 3, 5, NAN)))
    np.testing.assert_array_equal(votes["y"], [70, 70, NAN])


@pytest.mark.parametrize("kind", ["withdraw", "unsure", "unknown_tool"])
def test_vote_that_is_no_placement_takes_it_back_and_its_y_with_it(kind):
    votes = in_order_of_play(
        log(("a", "ann", 1, 10, 70), ("a", "ann", 2, NAN, NAN, kind), ("a", "ann", 3, 30, NAN))
    )
    np.testing.assert_array_equal(votes["x"], [10, NAN, 30])
    np.testing.assert_array_equal(votes["y"], [70, NAN, NAN])
    assert running_sums(votes)["n"].tolist() == [1, 0, 1]


@pytest.mark.parametrize(("fresh", "kept"), [(set(), 70), ({"r2"}, NAN)])
def test_round_that_starts_fresh_forgets_the_earlier_y(fresh, kept):
    rows = log(("a", "ann", 1, 10, 70), ("a", "ann", 2, 20, NAN, "place", "r2"))
    np.testing.assert_array_equal(in_order_of_play(rows, fresh)["y"], [70, kept])


def test_sums_hold_the_latest_of_each_voter():
    votes = in_order_of_play(
        log(("a", "ann", 1, 10, 70), ("a", "ben", 2, 30, NAN), ("b", "ann", 3, 1, 2), ("a", "ann", 4, 50, 90))
    )
    assert running_sums(votes).values.tolist() == [
        [1, 10, 1, 70],
        [2, 40, 1, 70],
        [1, 1, 1, 2],
        [2, 80, 1, 90],
    ]


def test_tools_travel_from_their_untimed_votes_to_their_last():
    votes = in_order_of_play(log(("a", "ann", None, 10, 20), ("a", "ben", 1, 30, 20), ("b", "ann", 2, 0, 0)))
    tools = [Tool("b", "B", 2, seed_x=30.0, seed_y=40.0), Tool("a", "A", 1), Tool("c", "C", 3)]
    found = travel(votes, tools, anchor_weight=1.0).set_index("tool_id")
    assert found.index.tolist() == ["a", "b", "c"]
    assert found.loc["a", ["n_start", "n_end", "start_x", "end_x", "end_y", "moved"]].tolist() == [
        1,
        2,
        10,
        20,
        20,
        10,
    ]
    assert found.loc["b", ["start_x", "start_y", "end_x", "end_y", "moved"]].tolist() == [30, 40, 15, 20, 25]
    assert found.loc["c", ["start_x", "end_x", "moved"]].isna().all()


def test_empty_log_leaves_tools_at_their_seeds():
    votes = in_order_of_play(log(("a", "ann", 1, 1, 1)).iloc[:0])
    assert list(votes.columns) == list(PLAY_COLUMNS)
    found = travel(votes, [Tool("a", "A", 1, seed_x=3.0, seed_y=4.0)], anchor_weight=10.0)
    assert found.loc[0, ["n_end", "end_x", "end_y", "moved"]].tolist() == [0, 3, 4, 0]


def test_who_voted_is_not_handed_on():
    assert "voter_id" not in in_order_of_play(log(("a", "ann", 1, 1, 1))).columns


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="cast_at"):
        in_order_of_play(log(("a", "ann", 1, 1, 1)).drop(columns="cast_at"))
