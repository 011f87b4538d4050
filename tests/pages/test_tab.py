"""The browser's tab: which page of which board it shows."""

from __future__ import annotations

import pytest
import streamlit as st

from tests.pages.looking import BOARD, errors


@pytest.fixture
def tab(monkeypatch):
    """What the tab was called, in order."""
    titles = []
    original = st.set_page_config

    def configure(*, page_title=None, **more):
        titles.extend([page_title] if page_title else [])
        original(page_title=page_title, **more)

    monkeypatch.setattr(st, "set_page_config", configure)
    return titles


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("average.py", "Cooking *methods*"),
        ("my_votes.py", "My votes · Cooking *methods*"),
        ("organise.py", "Organise · Cooking *methods*"),
    ],
)
def test_tab_says_page_and_board(visit, store, tab, page, title):
    store.organise(BOARD, "cli").change_board(title="Cooking *methods*")
    visit(page)
    assert tab[-1] == title


def test_tab_of_a_board_that_cannot_be_read_keeps_the_name_of_the_page(visit, store, tab, monkeypatch):
    monkeypatch.setenv("SPECTRUM_BOARD", "nowhere")
    assert errors(visit("data.py"))
    assert tab == []
