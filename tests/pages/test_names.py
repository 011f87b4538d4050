"""Names that try to be more than names are shown as text on every page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from spectrum.exchange.freezing import freeze
from spectrum.model import Board, Tool, Voter
from spectrum.store import Store
from tests.pages.looking import BOARD, PAGES, elements, listed, markdown, press

HOSTILE = "<script>alert(1)</script> **x** [a](javascript:b)"
NOT_ESCAPED = re.compile(r"(?<!\\)(<script(?! type=\"module\">)|\*\*x|\[a\]|\]\(javascript)")


@pytest.fixture
def hostile(store: Store, vote) -> Store:
    """A board on which everything that has a name is named like an attack."""
    store.save_board(Board(BOARD, title=HOSTILE))
    store.save_tools(
        BOARD,
        [Tool("t1", HOSTILE, number=1, description=HOSTILE, branches=(HOSTILE,), seed_x=1.0, seed_y=2.0)],
    )
    store.open_round(BOARD, HOSTILE)
    store.save_voter(BOARD, Voter("ann", branch=HOSTILE, name=HOSTILE))
    store.append([vote("t1", "ann", 20, 30), vote("t1", "bob", 40, 50)])
    return store


def unescaped(at: AppTest) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in markdown(at) if NOT_ESCAPED.search(text)]


@pytest.mark.parametrize("page", PAGES)
def test_name_is_shown_as_text_and_never_as_markup(visit, hostile, page):
    at = visit(page, tool="t1", round=HOSTILE, branch=HOSTILE)
    assert unescaped(at) == []
    assert all(not node.proto.allow_html for node in elements(at) if node.type in ("markdown", "caption"))


@pytest.mark.parametrize("page", ["average.py", "distribution.py"])
def test_name_is_shown_as_it_was_written(visit, hostile, page):
    at = visit(page, tool="t1")
    shown = [*listed(at).index] if page == "average.py" else at.selectbox[0].options
    assert any(name.endswith(HOSTILE) for name in shown)


def test_name_in_a_chart_is_no_link(visit, hostile):
    for page in ("average.py", "distribution.py"):
        for drawn in visit(page, tool="t1").get("vega_lite_chart"):
            assert '"href"' not in drawn.proto.spec


def test_name_in_the_organisers_controls_is_shown_as_text(visit, hostile, signed_in):
    hostile.save_board(replace(hostile.board(BOARD), tools_need_approval=True, adding_open=True))
    hostile.add_tool(BOARD, Tool("new", HOSTILE + "!", description=HOSTILE))
    at = visit("organise.py")
    assert [button.label for button in at.button if button.label == "Approve"]
    assert unescaped(at) == []
    press(at, "Close the round now")
    assert at.success
    assert unescaped(at) == []


@pytest.mark.parametrize(
    "query", [{}, {"snapshot": f"{HOSTILE}!"}, {"snapshot": HOSTILE}], ids=["shelf", "none", "banner"]
)
def test_name_of_a_snapshot_is_shown_as_text(visit, hostile, signed_in, query):
    freeze(hostile, hostile.organise(BOARD, "cli"), BOARD, HOSTILE)
    for page in ("data.py", "compare.py", "vote.py"):
        at = visit(page, compare="Snapshots", **query)
        assert unescaped(at) == []
        assert all(not node.proto.allow_html for node in elements(at) if node.type in ("markdown", "caption"))


@pytest.fixture
def hostile_axes(store: Store, vote) -> Store:
    """A board whose axes are named like an attack."""
    store.save_board(Board(BOARD, left=HOSTILE, right=HOSTILE, bottom=HOSTILE, top=HOSTILE))
    store.open_round(BOARD, "one")
    store.append([vote("t1", "ann", 20, 30)])
    return store


@pytest.mark.parametrize("page", PAGES)
def test_names_of_the_axes_are_shown_as_text(visit, hostile_axes, page):
    at = visit(page, tool="t1")
    assert [found for found in unescaped(at) if found[0] != "column"] == []


def test_names_of_the_axes_in_the_help_of_the_list_are_shown_as_text(visit, hostile_axes):
    assert unescaped(visit("average.py")) == []
