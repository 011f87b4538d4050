"""The measures as a document and as a table."""

from __future__ import annotations

import json

import pytest

from spectrum.analysis import alpha, components, geometric_median
from spectrum.errors import InvalidSetting, NoSuchRound
from spectrum.exchange import stats, stats_document, stats_text
from spectrum.model import Board, Selection, Tool, Voter

BOARD = "board"
BOARD_KEYS = {
    "board_id", "n_tools", "n_voters", "n_votes", "anchor_weight", "alpha_x", "alpha_y", "alpha_xy",
    "components_x", "components_y",
}  # fmt: skip
TOOL_KEYS = {
    "tool_id", "name", "n", "n_y", "mean_x", "mean_y", "anchored_x", "anchored_y", "seed_share", "sd_x", "sd_y",
    "cov_xy", "standard_distance", "disagreement", "disagreement_low", "disagreement_high", "median_x", "median_y",
    "geometric_median_x", "geometric_median_y", "mean_ellipse", "dip_p_x", "dip_p_y",
}  # fmt: skip
EVERY_VOTE = {"alpha_x", "alpha_y", "alpha_xy", "components_x", "components_y"}


@pytest.fixture
def voted(store, vote):
    store.save_board(Board(BOARD, anchor_weight=10.0))
    store.open_round(BOARD, "First")
    store.append(
        [vote("t1", v, x, y) for v, x, y in [("a", 10, 20), ("b", 20, 50), ("c", 40, 10), ("d", 70, 30)]]
    )
    store.append([vote("t1", "e", 60, 90), vote("t2", "a", 50)])
    return store


def tool(document, tool_id):
    return next(record for record in document["tools"] if record["tool_id"] == tool_id)


def test_every_key_of_the_contract_is_there(voted):
    document = stats_document(voted, BOARD)
    assert set(document["board"]) >= BOARD_KEYS
    assert all(set(record) >= TOOL_KEYS for record in document["tools"])
    assert set(tool(document, "t1")["mean_ellipse"]) == {
        "half_major",
        "half_minor",
        "angle_degrees",
        "pooled",
    }


def test_figures_are_those_of_the_votes(voted):
    document = stats_document(voted, BOARD)
    board, first = document["board"], tool(document, "t1")
    assert (board["n_tools"], board["n_voters"], board["n_votes"], board["anchor_weight"]) == (3, 5, 6, 10.0)
    assert (first["n"], first["n_y"], first["mean_x"], first["median_y"]) == (5, 5, 40.0, 30.0)
    assert first["anchored_x"] == (10 * 10 + 200) / 15
    assert first["seed_share"] == pytest.approx(10 / 15)
    assert first["sd_x"] == pytest.approx(25.495097567963924)


@pytest.fixture
def placed_by_many(voted, vote):
    for tool, shift in (("t2", 25), ("t3", 5)):
        voted.append(
            [vote(tool, v, 10.0 + shift + i * i, 30.0 + shift - 3 * i) for i, v in enumerate("abcde")]
        )
    return voted


def test_board_measures_are_those_of_the_votes(placed_by_many):
    board = stats_document(placed_by_many, BOARD)["board"]
    votes = placed_by_many.current_votes(Selection(BOARD))
    for axis in ("x", "y", "xy"):
        expected = alpha(votes, axis)
        found = board[f"alpha_{axis}"]
        assert [found[end] for end in ("value", "low", "high")] == pytest.approx(
            [expected.value, expected.low, expected.high]
        )
    for axis in ("x", "y"):
        shares = board[f"components_{axis}"]
        expected = components(votes, axis)
        assert shares["tool"] == pytest.approx(expected.tool.value, abs=1e-6)
        assert shares["voter_low"] == pytest.approx(expected.voter.low, abs=1e-6)
        assert shares["tool"] + shares["voter"] + shares["residual"] == pytest.approx(1, abs=1e-5)


def test_a_tool_has_the_figures_that_need_every_vote(placed_by_many):
    first = tool(stats_document(placed_by_many, BOARD), "t1")
    votes = placed_by_many.current_votes(Selection(BOARD), "t1")
    middle = geometric_median(votes["x"], votes["y"])
    assert (first["geometric_median_x"], first["geometric_median_y"]) == pytest.approx(
        (middle.x, middle.y), abs=1e-6
    )
    assert first["dip_p_x"] is None  # from 30 votes
    assert first["mean_x_low"] < first["mean_x"] < first["mean_x_high"]
    assert first["iqr_x"] == pytest.approx(votes["x"].quantile(0.75) - votes["x"].quantile(0.25))


def test_a_round_has_measures_of_its_own_votes_only(placed_by_many, vote):
    placed_by_many.close_round(BOARD)
    placed_by_many.open_round(BOARD, "Second")
    placed_by_many.append([vote("t1", "a", 1, 2)])
    board = stats_document(placed_by_many, BOARD, round_name="Second")["board"]
    assert all(board[name] is None for name in EVERY_VOTE)


def test_a_board_with_very_many_votes_has_what_sums_can_tell(placed_by_many, monkeypatch):
    monkeypatch.setattr(stats, "VOTES_READ", 3)
    document = stats_document(placed_by_many, BOARD)
    first = tool(document, "t1")
    assert all(document["board"][name] is None for name in EVERY_VOTE)
    assert (first["geometric_median_x"], first["dip_p_x"]) == (None, None)
    assert first["median_x"] == 40.0


def test_what_is_undefined_is_null(voted):
    document = stats_document(voted, BOARD)
    second, third = tool(document, "t2"), tool(document, "t3")
    assert (second["n"], second["n_y"], second["mean_y"], second["sd_x"], second["mean_ellipse"]) == (
        1,
        0,
        None,
        None,
        None,
    )
    assert (third["n"], third["mean_x"], third["anchored_x"], third["x"]) == (0, None, None, None)
    assert "NaN" not in json.dumps(document, allow_nan=False)


def test_an_empty_board_has_figures_too(empty):
    assert stats_document(empty, BOARD)["tools"] == []
    assert stats_document(empty, BOARD)["board"]["n_votes"] == 0


def test_another_anchor_weight_can_be_tried(voted):
    first = tool(stats_document(voted, BOARD, anchor_weight=0), "t1")
    assert first["anchored_x"] == first["mean_x"]
    assert voted.board(BOARD).anchor_weight == 10.0


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(voted, weight):
    with pytest.raises(InvalidSetting, match="anchor_weight"):
        stats_document(voted, BOARD, anchor_weight=weight)


def test_a_round_has_figures_of_its_own(voted, vote):
    voted.close_round(BOARD)
    voted.open_round(BOARD, "Second")
    voted.append([vote("t1", "a", 90, 90)])
    document = stats_document(voted, BOARD, round_name="Second")
    assert (document["board"]["n_voters"], document["board"]["n_votes"]) == (1, 1)
    assert tool(document, "t1")["mean_x"] == 90.0
    with pytest.raises(NoSuchRound, match="'Third'.*'First', 'Second'"):
        stats_document(voted, BOARD, round_name="Third")


def test_hidden_tools_and_blocked_voters_do_not_count(voted):
    voted.save_tools(BOARD, [Tool("t2", "Text to film", number=2, status="hidden")])
    voted.save_voter(BOARD, Voter("e", blocked_at=voted.rounds(BOARD)[0].opened_at))
    document = stats_document(voted, BOARD)
    assert [record["tool_id"] for record in document["tools"]] == ["t1", "t3"]
    assert (document["board"]["n_voters"], document["board"]["n_votes"]) == (4, 4)


def test_the_table_is_aligned_and_says_what_it_shows(voted):
    text = stats_text(stats_document(voted, BOARD))
    head, _, header, *lines = text.splitlines()
    assert head == "board: 6 votes by 5 voters on 3 tools, anchor weight 10"
    assert len({len(line) for line in (header, *lines[:3])}) == 1
    assert lines[0].split()[:4] == ["1", "Denoise", "5", "20.0"]
    assert lines[2].split()[1:4] == ["Storyboard", "0", "-"]
    assert "1 - r*WG" in text


def test_a_name_cannot_break_the_table(voted):
    voted.save_tools(BOARD, [Tool("t1", "\x1b[31mred\nline" + "x" * 100, number=1)])
    text = stats_text(stats_document(voted, BOARD))
    assert "\x1b" not in text
    assert any(line.startswith("  1  [31mred line") for line in text.splitlines())
