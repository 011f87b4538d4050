"""The timeline in words and tables."""

from __future__ import annotations

import pandas as pd
import pytest

from spectrum.model import Board, Round, Selection, Tool
from spectrum.ui.reads import View
from spectrum.ui.timeline.figures import NO_ROUND, ROUND_COLUMNS, Recorded, summed_up
from spectrum.ui.timeline.player import timeline_sentence

VIEW = View(Selection("board"))
START = pd.Timestamp(2026, 1, 1, 14, 2)
ROUND = Round("r1", "Noon", opened_at=START.to_pydatetime())


def found(*votes: tuple[str, str, int | None], round_id: str | None = "r1") -> Recorded:
    """What was cast: (tool, voter, minutes after the start or None)."""
    frame = pd.DataFrame(
        [
            {
                "seq": seq,
                "tool_id": tool,
                "voter_id": voter,
                "round_id": round_id,
                "kind": "place",
                "x": 10.0 * seq,
                "y": 50.0,
                "cast_at": pd.NaT if minute is None else START + pd.Timedelta(minutes=minute),
            }
            for seq, (tool, voter, minute) in enumerate(votes, 1)
        ],
        columns=["seq", "tool_id", "voter_id", "round_id", "kind", "x", "y", "cast_at"],
    ).astype({"cast_at": "datetime64[us]"})
    tools = [Tool("t1", "Denoise", 1, seed_x=0.0, seed_y=50.0)]
    return summed_up(frame, tools, [ROUND], Board("board"), anchor_weight=VIEW.anchor_weight)


def said(votes: Recorded) -> str:
    return timeline_sentence(votes, VIEW)


def test_sentence_counts_votes_and_voters_and_says_when():
    text = said(found(("t1", "ann", 0), ("t1", "ben", 68)))
    assert "2 votes by 2 voters, 1 Jan 2026, 14:02 to 15:10 UTC." in text
    assert "recorded time" not in text


def test_both_days_are_named_where_they_differ():
    assert "1 Jan 2026, 14:02 to 2 Jan 2026, 14:02 UTC" in said(found(("t1", "ann", 0), ("t1", "ben", 1440)))


def test_votes_without_a_time_are_counted_and_placed():
    text = said(found(("t1", "ann", None), ("t1", "ben", None), ("t1", "cat", 0)))
    assert "2 of 3 votes have no recorded time. They are in the starting positions and do not move." in text


def test_one_vote_without_a_time_is_told_in_the_singular():
    text = said(found(("t1", "ann", None), ("t1", "ben", 0)))
    assert "1 of 2 votes has no recorded time. It is in the starting positions and does not move." in text


@pytest.mark.parametrize(("votes", "subject"), [(1, "The one vote"), (2, "None of the 2 votes")])
def test_board_without_any_time_has_nothing_to_replay(votes, subject):
    text = said(found(*[("t1", f"v{i}", None) for i in range(votes)]))
    assert text.startswith(f"{subject} has")
    assert "nothing to replay" in text


def test_board_without_votes_says_so():
    assert said(found()).startswith("No votes yet.")


def test_changes_of_mind_are_said_to_be_among_the_votes():
    assert "changes of mind" in said(found(("t1", "ann", 0), ("t1", "ann", 1)))
    assert "changes of mind" not in said(found(("t1", "ann", 0), ("t1", "ben", 1)))


def test_table_of_tools_says_how_far_each_has_moved():
    table = found(("t1", "ann", None), ("t1", "ben", 1)).moved
    assert table.loc[0, ["name", "n_start", "n_end", "start_x", "end_x", "moved"]].tolist() == [
        "Denoise", 1, 2, 10.0, 15.0, 5.0,
    ]  # fmt: skip


def test_table_of_rounds_counts_votes_and_voters_and_has_the_times():
    table = found(("t1", "ann", 0), ("t1", "ann", 4), ("t1", "ben", None)).rounds
    assert table.loc[0].tolist() == ["Noon", 3, 1, 2, START, START + pd.Timedelta(minutes=4)]


def test_votes_cast_in_no_round_have_a_row_of_their_own():
    table = found(("t1", "ann", None), round_id=None).rounds
    assert table["round"].tolist() == [NO_ROUND]
    assert table["first_vote"].isna().all()


def test_rounds_without_votes_give_an_empty_table():
    assert list(found().rounds.columns) == list(ROUND_COLUMNS)
