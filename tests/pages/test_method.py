"""The Method page: every measure with its link, its formula and its sources; what goes for all; privacy."""

from __future__ import annotations

import re

import pytest

from spectrum.analysis import cited, measures, references
from spectrum.exchange.stats import stats_document
from spectrum.live.identity import COOKIE_AGE
from spectrum.model import FEWEST_OF_GROUP, Board
from spectrum.ui.method.page import by_group
from spectrum.ui.method.text import sections, slug
from tests.pages.looking import BOARD, PAGES, markdown, read, words

PAGE = "method.py"
COUNTED = {"board_id", "n_tools", "n_voters", "n_votes", "anchor_weight"}
IDENTITY = {"tool_id", "number", "name"}


@pytest.fixture
def page(visit, store):
    return visit(PAGE)


def anchors(at) -> list[str]:
    return [heading.anchor for heading in (*at.header, *at.subheader)]


def all_text(at) -> str:
    return "\n".join(read(text) for _, text in markdown(at))


def test_every_measure_has_its_own_link(page):
    assert [heading.anchor for heading in page.subheader] == list(measures())
    assert len(anchors(page)) == len(set(anchors(page)))


def test_every_measure_is_explained(page):
    said = all_text(page)
    for found in measures().values():
        assert found.words in said
        assert found.limits in said
        for column in found.columns:
            assert column in said
    formulas = [formula.value.strip("$\n ") for formula in page.latex]
    assert formulas == [found.formula for found in measures().values()]


def test_links_on_the_page_lead_somewhere(page):
    [references_html] = [html.proto.body for html in page.get("html") if "<ul>" in html.proto.body]
    there = {*anchors(page), *re.findall(r'id="([^"]+)"', references_html)}
    links = set(re.findall(r"\]\(#([^)]+)\)", "\n".join(text for _, text in markdown(page))))
    assert links >= {*measures(), "references", "privacy"}
    assert links - there == set()
    assert {work.anchor for work in references().values()} <= there


def test_sources_lead_to_their_references(page):
    captions = [caption.value for caption in page.caption]
    for found in measures().values():
        for work in cited(found.source):
            assert any(f"](#{work.anchor})" in caption for caption in captions)


def test_contents_list_every_heading(page):
    [contents] = [text.value for text in page.markdown if text.value.startswith("- [")]
    assert re.findall(r"\(#([^)]+)\)", contents) == anchors_in_order()


def anchors_in_order() -> list[str]:
    question, *others = (section.anchor for section in sections())
    grouped = [anchor for group, found in by_group() for anchor in (slug(group), *(m.name for m in found))]
    return [question, *grouped, *others, "references"]


def test_page_names_the_axes_of_the_board(visit, store):
    store.save_board(Board(BOARD, left="hand_made", right="bought"))
    assert "*x* runs from 0 (hand_made) to 100 (bought)" in all_text(visit(PAGE))


def test_every_figure_of_stats_belongs_to_a_measure(seeded):
    document = stats_document(seeded, BOARD)
    columns = {column for found in measures().values() for column in found.columns}
    assert set(document["board"]) - columns == COUNTED
    assert {name for tool in document["tools"] for name in tool} - columns == IDENTITY


def test_privacy_is_as_the_code_has_it(page):
    said = all_text(page)
    assert COOKIE_AGE == 365 * 24 * 3600
    assert "It lasts a year" in said.replace("\n", " ")
    assert f"fewer than {FEWEST_OF_GROUP} voters" in said.replace("\n", " ")


def test_pages_that_the_text_names_are_there():
    text = " ".join(section.text for section in sections())
    named = re.findall(r"the page (\w+)", text.replace("\n", " "))
    assert named
    assert [name for name in named if f"{name.lower()}.py" not in PAGES] == []


def test_page_says_how_much_it_explains(page):
    assert f"{len(measures())} measures" in words(page)
    assert f"{len(references())} sources" in words(page)


def test_page_needs_no_votes_and_no_tools(visit, store):
    assert visit(PAGE).header
