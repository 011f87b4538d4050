"""No page and no download of one tells who voted; how voters find out what is kept of them."""

from __future__ import annotations

import io
import zipfile

import pytest
import streamlit as st

from spectrum.model import Voter
from spectrum.ui.access import NotSignedIn, organiser_session
from tests.pages.looking import BOARD, PAGES, contents, mounted, seen

NAME, ID = "Zebulon Quux", "0123456789abcdef01234567"


@pytest.fixture
def named(store, vote):
    """Six voters with names, with votes on all tools."""
    store.open_round(BOARD, "one")
    for number in range(6):
        voter_id = f"{ID}{number}"
        store.save_voter(BOARD, Voter(voter_id, name=f"{NAME} {number}", branch="Sound"))
        store.append([vote(tool, voter_id, 20 + number, 30 + number) for tool in ("t1", "t2", "t3")])
    store.close_round(BOARD)
    return store


def told(at, offered):
    files = [content.decode("utf-8", "replace") for content in contents(offered).values()]
    return "\n".join([*seen(at), *files])


@pytest.mark.parametrize("page", [page for page in PAGES if page != "organise.py"])
def test_visitor_learns_neither_names_nor_ids(visit, named, offered, page):
    text = told(visit(page, tool="t1"), offered)
    assert NAME not in text
    assert ID not in text


@pytest.mark.parametrize("look", ["By round", "By branch", "Pick votes"])
def test_distribution_tells_them_in_no_look(visit, named, offered, look):
    text = told(visit("distribution.py", tool="t1", look=look), offered)
    assert NAME not in text
    assert ID not in text


def test_what_is_looked_for_would_be_found(visit, named, offered):
    named.save_board(named.board(BOARD).__class__(BOARD, title=f"{NAME} {ID}"))
    text = told(visit("data.py"), offered)
    assert NAME in text
    assert ID in text


def test_organiser_takes_names_away_and_the_record_says_so(visit, named, offered, signed_in):
    visit("data.py")
    [(file, make)] = [(name, make) for name, make in offered.items() if name.endswith("-with-names.zip")]
    with zipfile.ZipFile(io.BytesIO(make())) as package:
        assert f"{NAME} 3" in package.read("voters.csv").decode()
        assert ID not in package.read("votes.csv").decode()
    [entry] = [entry for entry in named.organise(BOARD, "test").audit() if entry.action == "export_names"]
    assert (entry.target, entry.who) == (file, organiser_session())


def test_names_stay_where_they_are_once_the_organiser_has_signed_out(
    visit, named, offered, signed_in, monkeypatch
):
    visit("data.py")
    [make] = [make for name, make in offered.items() if name.endswith("-with-names.zip")]
    monkeypatch.setattr(type(st.context), "cookies", {})
    with pytest.raises(NotSignedIn):
        make()
    assert "export_names" not in [entry.action for entry in named.organise(BOARD, "test").audit()]


def test_voting_page_leads_to_ones_own_votes_and_to_privacy(visit, store):
    handed = mounted(visit("vote.py"))
    assert (handed["own"], handed["privacy"]) == ("my_votes", "method#privacy")


def test_own_votes_are_those_of_the_board(visit, store):
    assert mounted(visit("my_votes.py"))["board"] == BOARD
