"""What goes wrong is put in words, unless it is our own mistake."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from spectrum.errors import StoreUnavailable
from spectrum.store.sql_store import SqlStore
from tests.pages.looking import BOARD, NAVIGATION, PAGES, errors, fail, words


@pytest.mark.parametrize(
    ("page", "method"),
    [
        *((page, "board") for page in PAGES),
        *(
            (page, "rounds")
            for page in PAGES
            if page not in ("vote.py", "wall.py", "method.py", "my_votes.py")
        ),
        ("average.py", "positions"),
        ("average.py", "counts"),
        ("average.py", "branches"),
        ("distribution.py", "tools"),
        ("distribution.py", "current_votes"),
        ("data.py", "counts"),
    ],
)
def test_store_that_fails_is_put_in_words(visit, store, monkeypatch, page, method):
    store.open_round(BOARD, "one")
    monkeypatch.setattr(SqlStore, method, fail)
    at = visit(page, tool="t1")
    assert errors(at) == [str(StoreUnavailable("the disk is gone"))]


def test_bug_stays_loud(store, monkeypatch):
    monkeypatch.setattr(SqlStore, "board", lambda *_: 1 / 0)
    at = AppTest.from_file(NAVIGATION, default_timeout=60).run()
    assert at.exception


def test_wrong_setting_is_put_in_words(visit, monkeypatch):
    monkeypatch.setenv("SPECTRUM_DEMO", "perhaps")
    for page in PAGES:
        assert "SPECTRUM_DEMO is 'perhaps'" in words(visit(page))
