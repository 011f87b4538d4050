"""The frames of a board, and its measures: those that `analysis` gives for the same votes."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from datetime import datetime

import pandas as pd
import pytest

from spectrum import analysis
from spectrum.errors import NoSuchRound, NotFound
from spectrum.exchange import TABLES
from spectrum.model import Board, Tool
from spectrum.notebook import OpenBoard, OpenedApart

BOARD = "board"
FRAMES = ("current_votes", "placements", "log", "voters", "tools", "rounds")
MEASURED = ("habits", "residuals", "camps", "compare", "convergence")


def of(votes, tool):
    return votes[votes["tool_id"] == tool]


# --- frames -----------------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
def test_every_column_is_documented(board, frame):
    words = re.findall(r"\w+", getattr(OpenBoard, frame).__doc__)
    assert [column for column in getattr(board, frame).columns if column not in words] == []


@pytest.mark.parametrize("frame", ["tools", "rounds", "positions"])
def test_frames_have_the_columns_of_the_data_dictionary(board, frame):
    table = next(table for table in TABLES if table.name == frame)
    assert getattr(board, frame).columns.tolist() == table.column_names


def test_current_votes_are_the_latest_and_the_log_has_all(board):
    assert (len(board.log), len(board.current_votes), len(board.placements)) == (18, 13, 12)
    assert of(board.current_votes, "t2")["kind"].value_counts().to_dict() == {"place": 5, "withdraw": 1}
    assert sorted(of(board.placements, "t1")["x"]) == [30.0, 35.0, 40.0, 60.0, 60.0, 90.0]
    assert of(board.current_votes, "t3")[["x", "y"]].isna().to_numpy().tolist() == [[False, True]]


def test_placements_say_what_was_shown(board):
    assert of(board.placements, "t1")["shown_y"].dropna().tolist() == [90.0, 90.0]
    assert board.log["shown_x"].notna().sum() == 6


def test_voters_are_counted(board):
    voters = board.voters
    assert voters["n_cast"].sum() == 18
    assert (voters["n"].sum(), voters["n_y"].sum()) == (12, 11)
    assert voters["branch"].dropna().tolist() == ["Sound"]
    assert (voters["first_at"] < voters["last_at"]).all()


def test_tools_are_all_tools(voted, database, open_board):
    voted.save_tools(BOARD, [Tool("t4", "Hidden", number=4, status="hidden")])
    voted.close()
    board = open_board(database)
    assert board.tools["status"].tolist() == ["live", "live", "live", "hidden"]
    assert board.tools.loc[0, ["number", "branches", "seed_y"]].tolist() == [1, "Sound", 90.0]
    assert board.positions["tool_id"].tolist() == ["t1", "t2", "t3"]


def test_what_is_done_to_a_frame_changes_no_figure(board):
    before = board.positions, board.alpha()
    for frame in (*FRAMES, "positions", "statistics"):
        handed_out = getattr(board, frame)
        handed_out.loc[:, handed_out.select_dtypes("number").columns] = 0
    pd.testing.assert_frame_equal(board.positions, before[0])
    assert board.alpha() == before[1]


# --- views --------------------------------------------------------------------------------


def test_a_view_has_the_votes_that_were_selected(board):
    sizes = {
        "First": len(board.select("First").placements),
        "Second": len(board.select("Second").placements),
        "both": len(board.select("First", "Second").placements),
        "branch": len(board.select(branch="Sound").placements),
        "none": len(board.select(cast_until=datetime(2020, 1, 1)).placements),
    }
    assert sizes == {"First": 12, "Second": 5, "both": 12, "branch": 2, "none": 0}


def test_a_view_of_a_view_keeps_what_is_not_given_anew(board):
    view = board.select("First", anchor_weight=2).select(branch="Sound")
    assert len(view.placements) == 2
    assert view.counts.anchor_weight == 2
    assert view.select(anchor_weight=0).counts.anchor_weight == 0
    assert view.select("Second").placements["x"].tolist() == [30.0]


def test_votes_near_what_was_shown_can_be_left_out(board):
    away = board.select("First").select(beyond_shown=60)
    assert sorted(of(away.placements, "t1")["x"]) == [10.0, 35.0, 40.0, 70.0]


def test_an_unknown_round_is_refused_by_name(board):
    with pytest.raises(NoSuchRound, match="'Frist' on this board. Rounds that are there: 'First', 'Second'"):
        board.select("First", "Frist")


def test_a_board_says_what_it_is(board):
    assert repr(board) == "Test board ('board'): 12 votes by 6 voters on 3 tools, anchor weight 10"
    view = board.select(
        "First", branch="Sound", cast_from=datetime(2020, 1, 2, 3, 4), cast_until=datetime(2099, 1, 1)
    )
    assert repr(view.select(beyond_shown=2.5, chosen_y_only=True)) == (
        "Test board ('board'): 2 votes by 1 voters on 3 tools, anchor weight 10, round 'First', branch 'Sound', "
        "cast from 2020-01-02 03:04 UTC on, cast before 2099-01-01 00:00 UTC, over 2.5 points from what was shown, "
        "without a y that repeats the seed's"
    )


def test_titles_are_text_and_not_markup(voted, database, open_board):
    voted.save_board(Board(BOARD, title="<img src=x onerror=alert(1)>\x1b[31m"))
    voted.close()
    board = open_board(database)
    assert "<img" not in board._repr_html_()
    assert board._repr_html_().startswith("<strong>&lt;img src=x")
    assert "\x1b" not in repr(board)


# --- measures -------------------------------------------------------------------------------


def test_measures_are_those_of_the_selected_votes(board):
    for view in (board, board.select("First")):
        votes = view.placements
        assert view.alpha("y") == analysis.alpha(votes, "y")
        assert view.alpha() == analysis.alpha(votes, "xy")
        assert view.components("x") == analysis.components(votes, "x")
        pd.testing.assert_frame_equal(view.camps(), analysis.camps(votes))
        pd.testing.assert_frame_equal(
            view.habits("x").sort_values("voter_id", ignore_index=True),
            analysis.voter_habits(votes, analysis.components(votes, "x")).sort_values(
                "voter_id", ignore_index=True
            ),
        )
        pd.testing.assert_frame_equal(view.residuals("x"), analysis.residual_matrix(votes, "x"))
        assert view.mean_ellipses() == analysis.mean_ellipses(view.statistics)


def test_two_rounds_compare_by_the_voters_in_both(board):
    first, second = board.select("First"), board.select("Second")
    found = first.compare(second, permutations=99).set_index("tool_id")
    assert found.loc["t1", ["n_a", "n_b", "n_both"]].tolist() == [6, 4, 4]
    assert found.loc["t1", "difference_x"] == pytest.approx((30 + 40 + 60 + 90) / 4 - 235 / 6)
    assert found.loc["t3", "n_a"] == 0
    swapped = second.compare(first, permutations=99).set_index("tool_id")
    assert swapped.loc["t1", "difference_x"] == -found.loc["t1", "difference_x"]


def test_boards_that_were_opened_apart_are_not_compared(file, open_board):
    first, second = open_board(file), open_board(file)
    with pytest.raises(OpenedApart, match="Open the board once, and select both sets of votes from it"):
        first.compare(second)


def test_anchoring_counts_votes_near_what_was_shown(board):
    found = board.select("First").anchoring(within=60)
    assert (found.n, found.n_shown, found.n_near) == (12, 6, 2)
    assert board.select("First").anchoring(within=0).share == 0


def test_convergence_follows_the_votes_on_one_tool(board):
    running = board.convergence("t1")
    assert len(running) == 10
    assert running["mean_x"].iloc[-1] == pytest.approx(of(board.placements, "t1")["x"].mean())
    pd.testing.assert_frame_equal(board.convergence("Denoise"), running)
    assert board.select("First").drift("t1").x.n == 6


def test_an_unknown_tool_is_refused_with_those_that_are_there(board):
    with pytest.raises(NotFound, match="no live tool 'Denoisse' .* 'Denoise', 'Text to film', 'Storyboard'"):
        board.drift("Denoisse")
    assert board.tool("Storyboard").tool_id == "t3"


# --- nothing there -----------------------------------------------------------------------------


def test_a_board_without_votes_has_empty_frames_and_no_figures(empty):
    assert [len(getattr(empty, frame)) for frame in FRAMES] == [0, 0, 0, 0, 3, 0]
    assert empty.positions[["n", "mean_x"]].isna().sum().tolist() == [0, 3]
    assert empty.alpha().value is None
    assert empty.components("x").why
    assert [len(empty.habits("y")), len(empty.residuals("y")), len(empty.camps())] == [0, 0, 0]
    assert len(empty.compare(empty.select(branch="Sound"))) == 0
    assert math.isnan(empty.anchoring(within=5).share)
    assert empty.drift("t1").x.reason
    assert asdict(empty.counts) == {"n_tools": 3, "n_voters": 0, "n_votes": 0, "anchor_weight": 0.0}


def test_frames_have_the_same_types_with_and_without_votes(board, empty):
    for frame in ("tools", "rounds", "positions"):
        assert getattr(board, frame).dtypes.equals(getattr(empty, frame).dtypes), frame


def test_a_board_without_tools_has_columns_too(voted, file, open_board):
    voted.save_board(Board("bare"))
    voted.close()
    bare = open_board(file, board_id="bare")
    assert bare.positions.columns.tolist()[:3] == ["tool_id", "number", "name"]
    assert len(bare.positions) == len(bare.tools) == 0
