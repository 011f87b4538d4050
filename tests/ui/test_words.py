"""Sentences and numbers as people read them."""

from __future__ import annotations

import math
import re
from datetime import datetime

import pandas as pd
import pytest

from spectrum.model import Round, Selection
from spectrum.store import Counts
from spectrum.ui import words

NOON = datetime(2026, 1, 2, 12)
LINKED = re.compile(r"(https?://|www\.)\S|[-.\w+]+@[-\w]+\.\w", re.IGNORECASE)


def board(*n: int) -> pd.DataFrame:
    return pd.DataFrame({"n": list(n), "x": [50.0] * len(n)})


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 votes"), (1, "1 vote"), (2, "2 votes"), (1234567, "1\u2009234\u2009567 votes")],
)
def test_count_knows_one_from_many_and_groups_thousands(number, said):
    assert words.count(number, "vote") == said


def test_count_takes_an_uneven_plural():
    assert words.count(1, "axis", "axes") == "1 axis"
    assert words.count(2, "axis", "axes") == "2 axes"


@pytest.mark.parametrize("write", [words.points, words.ratio, words.share])
@pytest.mark.parametrize("missing", [None, math.nan])
def test_missing_figure_is_a_dash_and_never_nan(write, missing):
    assert write(missing) == "–"


def test_figures_have_the_decimals_that_they_carry():
    assert words.points(62.349) == "62.3"
    assert words.points(0.0) == "0.0"
    assert words.ratio(0.0) == "0.00"
    assert words.ratio(0.126) == "0.13"
    assert words.share(0.0) == "0 %"
    assert words.share(0.286) == "29 %"
    assert words.share(1.0) == "100 %"


def test_interval_needs_both_ends():
    assert words.interval(0.0, 0.636) == "[0.00, 0.64]"
    assert words.interval(math.nan, 0.6) == "–"
    assert words.interval(0.2, None) == "–"


def test_board_without_matching_tools_says_how_to_see_all():
    said = words.board_sentence(board(), 3, Counts(voters=3, votes=9))
    assert "No tools match" in said
    assert "Clear" in said


def test_board_without_votes_does_not_speak_of_a_ranking():
    said = words.board_sentence(board(0, 0), 2, Counts(voters=0, votes=0))
    assert "2 tools" in said
    assert "no votes yet" in said
    assert "rank" not in said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        ((9, 0), "No tool has the 10 votes"),
        ((10, 9, 0), "1 tool has at least 10 votes"),
        ((10, 11, 9), "2 tools have at least 10 votes"),
    ],
)
def test_board_says_how_many_tools_have_enough_votes_to_rank(n, said):
    assert said in words.board_sentence(board(*n), len(n), Counts(voters=12, votes=30))


def test_board_on_which_all_can_be_ranked_says_nothing_of_it():
    assert "10" not in words.board_sentence(board(10, 11), 2, Counts(voters=12, votes=21))


def test_board_without_tools_does_not_speak_of_a_search():
    said = words.board_sentence(board(), 0, Counts(voters=0, votes=0))
    assert "no tools yet" in said
    assert "match" not in said


def test_search_counts_the_votes_of_the_tools_that_match():
    said = words.board_sentence(board(3, 1), 7, Counts(voters=12, votes=30))
    assert "2 tools, 4 votes (of 7 tools)" in said


def test_view_says_which_votes_and_what_the_seed_counts():
    everything = words.view_sentence(Selection("board"), 0.0)
    assert "plain means" in everything
    assert "only" not in everything
    part = words.view_sentence(Selection("board", branch="Sound"), 2.5, "Tuesday")
    assert "Sound" in part
    assert "Tuesday" in part
    assert "Each seed counts as 2.5 votes" in part
    assert "plain means" not in part
    assert "counts as 1 vote." in words.view_sentence(Selection("board"), 1.0)
    assert words.view_sentence(Selection("board"), 0.0, votes=0) == ""  # dots are seeds then


def test_round_says_whether_voting_is_on_and_whether_results_are_hidden():
    live = Round("r1", "Tuesday", NOON)
    assert "Voting is off" in words.round_sentence(None)
    assert "snapshot" not in words.round_sentence(None)  # which is something that one takes
    assert "Voting is open" in words.round_sentence(live)
    assert "Tuesday" in words.round_sentence(live)
    assert "hidden" not in words.round_sentence(live)
    for reveal in ("after_own_vote", "after_close"):
        assert "hidden" in words.round_sentence(Round("r1", "Tuesday", NOON, reveal=reveal))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> **x** [a](javascript:b)",
        "`code` ~~gone~~ $x^2$ :red[x] ![i](j)",
        "# head", "1. one", "- item", "+ item", "| a | b |", "a \\ b", "_x_ __y__",
    ],
)  # fmt: skip
def test_escaped_text_has_no_markup_and_reads_as_it_was_written(text):
    escaped = words.escape(text)
    assert re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#+.!|~$:]", escaped) is None
    assert re.sub(r"\\(.)", r"\1", escaped).replace(words.WORD_JOINER, "") == text


def test_escaped_text_leaves_plain_words_alone():
    assert words.escape("Text to film, Größe 2 é") == "Text to film, Größe 2 é"


@pytest.mark.parametrize(
    "text", ["https://evil.example/x", "HTTP://evil.example", "www.evil.example", "a@b.example"]
)
def test_escaped_address_does_not_become_a_link(text):
    assert LINKED.search(re.sub(r"\\(.)", r"\1", words.escape(text))) is None


@pytest.mark.parametrize("text", ["Name\n===", "Name\n\n    code", "Name\r\n\r\nmore"])
def test_escaped_text_stays_on_one_line(text):
    assert "\n" not in words.escape(text)
    assert "\r" not in words.escape(text)


def test_escaped_entity_stays_as_it_was_written():
    assert "&lt" not in words.escape("&lt;b&gt;")
    assert words.escape("A&B") == "A&amp;B"


@pytest.mark.parametrize("text", [":material/home:", "a -> b", "a <- b", "a -- b", "a >= b"])
def test_escaped_text_does_not_turn_into_icons_and_signs(text):
    assert text not in re.sub(r"\\(.)", r"\1", words.escape(text))


def test_listing_names_the_first_and_counts_the_rest():
    assert words.listing([]) == ""
    assert words.listing(["A"]) == "A"
    assert words.listing(["A", "B", "C"]) == "A, B and C"
    assert words.listing(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"


def test_probability_keeps_more_decimals_where_it_is_small_and_never_says_nought():
    said = [words.probability(p) for p in (0.0, 0.0009, 0.034, 0.5, 1.0, math.nan, None)]
    assert said == ["< 0.001", "< 0.001", "0.034", "0.50", "1.00", "–", "–"]


def test_intervals_are_in_the_unit_of_their_figure():
    assert words.share_interval(0.048, 0.281) == "[5, 28]"
    assert words.points_interval(-3.14, 0.41) == "[-3.1, 0.4]"
    assert words.share_interval(math.nan, 0.3) == words.points_interval(None, 1.0) == "–"


def test_selection_is_told_only_where_it_leaves_something_out():
    assert words.selection_sentence(Selection("b")) == ""
    chosen = Selection("b", branch="Sound", beyond_shown=2.5, chosen_y_only=True, as_of=7)
    said = words.selection_sentence(chosen, "one")
    for part in ("round “one”", "branch Sound", "within 2.5 points", "not chosen", "stay hidden"):
        assert part in said
