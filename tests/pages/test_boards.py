"""What the pages show of an empty board, of one vote, and of many."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import shared_store
from tests.pages.looking import ALL, BOARD, PAGES, figure, listed, log, words


def test_new_database_shows_the_starter_tools_at_their_seeds(visit):
    tools = starter_tools()
    at = visit("average.py")
    shown = listed(at)
    assert shown.index.tolist() == [tool.name for tool in tools]
    assert shown["n"].tolist() == [0] * len(tools)
    np.testing.assert_allclose(shown["x"], [np.nan if t.seed_x is None else t.seed_x for t in tools])
    assert f"{len(tools)} tools, no votes yet" in words(at)


@pytest.mark.parametrize("page", PAGES)
def test_looking_at_a_page_stores_nothing(visit, store, page):
    version = store.version(BOARD)
    visit(page).run()
    store.open_round(BOARD, "one")
    visit(page).run()
    assert log(store).empty
    assert store.extract(BOARD).voters.empty
    assert store.version(BOARD) == version + 1


@pytest.mark.parametrize("page", PAGES)
def test_board_without_tools_opens_on_every_page(visit, database, page):
    shared_store(str(database), BOARD).open_round(BOARD, "one")
    at = visit(page)
    assert at.title or page in ("vote.py", "wall.py")
    assert "nan" not in words(at).lower()


def test_tool_without_votes_says_so_on_its_page(visit, store):
    at = visit("distribution.py", tool="t1")
    assert "Denoise: no votes yet. It stands at its seed" in words(at)
    assert "From the first vote on" in at.info[0].value
    assert not at.table


def test_tool_without_votes_or_seed_is_not_said_to_stand_at_its_seed(visit, store):
    assert "It stands at its seed" not in words(visit("distribution.py", tool="t3"))


def test_one_vote_is_the_position_and_has_no_spread(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    average = visit("average.py", tool="t1")
    assert listed(average).loc["Denoise", ["n", "x", "y"]].tolist() == [1, 20.0, 30.0]
    assert "1 vote by 1 voter" in words(average)
    at = visit("distribution.py", tool="t1")
    assert "Denoise: 1 vote." in words(at)
    assert figure(at, "Mean") == ["20.0", "30.0"]
    assert figure(at, "Standard deviation (SD)") == ["–", "–"]
    for page in (average, at):
        assert "nan" not in words(page).lower()


def test_vote_on_x_alone_has_no_y_anywhere(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t3", "ann", 20)])
    shown = listed(visit("average.py")).loc["Storyboard"]
    assert (shown["n"], shown["x"]) == (1, 20.0)
    assert pd.isna(shown["y"])
    at = visit("distribution.py", tool="t3")
    assert figure(at, "Votes (n)") == ["1", "0"]
    assert figure(at, "Mean") == ["20.0", "–"]


def test_seeded_board_shows_the_means_of_the_store(visit, seeded):
    at = visit("average.py")
    stored = seeded.positions(ALL).set_index("tool_id")
    np.testing.assert_allclose(listed(at)["x"], stored["mean_x"], rtol=1e-6)
    np.testing.assert_allclose(listed(at)["y"], stored["mean_y"], rtol=1e-6)
    assert listed(at)["n"].tolist() == stored["n"].tolist()
    assert "3 tools, 80 votes by 40 voters" in words(at)
    assert "80 votes by 40 voters" in words(visit("data.py"))


def test_distribution_shows_the_figures_of_its_tool(visit, seeded):
    at = visit("distribution.py", tool="t2")
    stored = seeded.positions(ALL).set_index("tool_id").loc["t2"]
    assert figure(at, "Votes (n)") == [str(int(stored["n"])), str(int(stored["n_y"]))]
    assert figure(at, "Mean") == [f"{stored['mean_x']:.1f}", f"{stored['mean_y']:.1f}"]
    assert figure(at, "Median") == [f"{stored['median_x']:.1f}", f"{stored['median_y']:.1f}"]
    assert f"Text to film: {int(stored['n'])} votes" in words(at)


def test_new_vote_is_seen_at_the_next_look(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    at = visit("average.py")
    store.append([vote("t1", "bob", 40, 50)])
    assert listed(at.run()).loc["Denoise", ["n", "x", "y"]].tolist() == [2, 30.0, 40.0]


def test_search_does_not_give_a_tool_the_votes_of_others(visit, seeded):
    at = visit("average.py", q="denoise")
    n = listed(at).loc["Denoise", "n"]
    assert f"1 tool, {n} votes" in words(at)
