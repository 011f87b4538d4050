"""The view is in the URL: a link shows the same."""

from __future__ import annotations

import numpy as np
import pytest

from spectrum.model import Selection
from tests.pages.looking import BOARD, PAGES, elements, figure, listed, mounted, seen, settled, spec, words


def test_url_chooses_the_round(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two")
    store.append([vote("t1", "bob", 40, 50)])
    assert listed(visit("average.py")).loc["Denoise", "n"] == 2
    at = visit("average.py", round="one")
    assert listed(at).loc["Denoise", ["n", "x"]].tolist() == [1, 20.0]
    assert "one" in words(at)
    assert figure(visit("distribution.py", tool="t1", round="two"), "Mean") == ["40.0", "50.0"]


def test_url_chooses_the_branch_of_the_voters(visit, seeded):
    at = visit("average.py", branch="Sound")
    stored = seeded.positions(Selection(BOARD, branch="Sound")).set_index("tool_id")
    assert listed(at)["n"].tolist() == stored["n"].tolist()
    assert listed(at)["n"].sum() < 80
    assert "Sound" in words(at)


def test_url_chooses_how_much_the_seed_counts(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    at = visit("average.py", weight="4", tool="t1")
    np.testing.assert_allclose(listed(at).loc["Denoise", ["x", "y"]].tolist(), [12.0, 78.0])
    assert "Each seed counts as 4 votes" in words(at)
    at = visit("distribution.py", weight="4", tool="t1")
    assert figure(at, "Anchored position") == ["12.0", "78.0"]
    assert figure(at, "Seed's share") == ["80 %", "80 %"]
    assert figure(at, "Mean") == ["20.0", "30.0"]


def test_url_narrows_the_list_by_votes_and_by_words(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30), vote("t1", "bob", 20, 30), vote("t2", "ann", 1, 2)])
    assert listed(visit("average.py", min_n="2")).index.tolist() == ["Denoise"]
    assert listed(visit("average.py", q="PLATE")).index.tolist() == ["Denoise"]
    assert listed(visit("average.py", q="o", min_n="1")).index.tolist() == ["Denoise", "Text to film"]
    assert "No tools match" in words(visit("average.py", q="nothing like it"))


def test_url_chooses_the_axes(visit, seeded):
    both, one, default = (visit("average.py", **query) for query in ({"axes": "2-D"}, {"axes": "1-D"}, {}))
    assert one.button_group(key="axes").value == "1-D"
    assert "← not ready" in spec(both)
    assert "← not ready" not in spec(one)
    assert settled(spec(both)) == settled(spec(default))


def test_url_chooses_the_tool(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t2", "ann", 20, 30)])
    assert "**2 · Text to film**" in words(visit("average.py", tool="t2"))
    assert "Text to film: 1 vote" in words(visit("distribution.py", tool="t2"))
    assert mounted(visit("vote.py", tool="t2"))["select"] == "t2"


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_the_url_gives_the_default_view(visit, seeded, page):
    seeded.open_round(BOARD, "one")
    nonsense = {"round": "no such", "branch": "no such", "weight": "-1e999", "axes": "3-D"}
    at = visit(page, **nonsense, min_n="x", tool="no such", sort="no such", tools_for="no such")
    assert not at.error
    if page == "average.py":
        assert seen(at) == seen(visit(page))


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (
            "average.py",
            {"axes", "round", "branch", "min_n", "weight", "arrows", "ellipses", "q", "tools_for", "sort"},
        ),
        ("distribution.py", {"round", "branch", "beyond", "chosen_y", "weight", "look"}),
    ],
)
def test_every_control_of_a_view_is_written_into_the_url(visit, seeded, page, names):
    at = visit(page)
    bound = {getattr(node.proto, "query_param_key", "") for node in elements(at)} - {""}
    assert bound == names


def test_closing_the_card_takes_the_tool_out_of_the_url(visit, seeded):
    at = visit("average.py", tool="t2", weight="2")
    at.button(key="unpick").click().run()
    assert "tool" not in at.query_params
    assert at.query_params["weight"] == "2"
    assert "**2 · Text to film**" not in words(at)


def test_choosing_a_tool_on_its_page_writes_the_url(visit, store):
    at = visit("distribution.py")
    at.selectbox[0].set_value("3 · Storyboard").run()
    assert at.query_params["tool"] == "t3"
    assert "Storyboard" in words(at)
    at.selectbox[0].set_value("1 · Denoise").run()
    assert at.query_params["tool"] == "t1"
    assert "Denoise" in words(at)


def test_fresh_round_is_the_default_view_while_it_is_open(visit, store, vote):
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    store.close_round(BOARD)
    store.open_round(BOARD, "two", start="fresh")
    store.append([vote("t2", "bob", 40, 50)])
    at = visit("average.py")
    assert listed(at)["n"].tolist() == [0, 1, 0]
    assert "two" in words(at)
    assert "No vote on this tool passes the filter" in visit("distribution.py", tool="t1").info[0].value
    assert listed(visit("average.py", round="all rounds"))["n"].tolist() == [1, 1, 0]
    store.close_round(BOARD)
    assert listed(visit("average.py"))["n"].tolist() == [1, 1, 0]
