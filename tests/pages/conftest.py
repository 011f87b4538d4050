"""A server's process without the server: its settings, its store, and visits to its pages.

Each visit is a session of its own, and so a voter of its own: AppTest sends no cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.exchange.shelf import shared_shelf
from spectrum.live import ORGANISER_COOKIE, shared_organiser_sign_in
from spectrum.model import Tool
from spectrum.settings import signing_secret
from spectrum.store import Store, close_shared_stores, shared_store
from spectrum.ui import moments, settings
from tests.pages.looking import BOARD, NAVIGATION

TOOLS = [
    Tool("t1", "Denoise", seed_x=10.0, seed_y=90.0, branches=("Sound",), description="Cleans up a plate"),
    Tool("t2", "Text to film", seed_x=95.0, seed_y=5.0),
    Tool("t3", "Storyboard"),
]

Visit = Callable[..., AppTest]
Offers = dict[str, Callable[[], bytes]]


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, database: Path) -> Iterator[None]:
    """A process as it starts: settings, no store open, nothing kept from another test."""
    for name in ("SPECTRUM_DEMO", "SPECTRUM_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPECTRUM_DATABASE", str(database))
    monkeypatch.setenv("SPECTRUM_BOARD", BOARD)
    monkeypatch.setattr(moments, "FRESH_FOR", 0.0)  # tests look at once at what they have changed
    # Looking for installed components, of which there are none, takes a tenth of a second a visit.
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)
    st.cache_data.clear()
    close_shared_stores()
    yield
    st.cache_data.clear()
    shared_shelf.close()
    close_shared_stores()


@pytest.fixture
def store(server: None, database: Path) -> Store:
    """The store that the pages read: a board with three tools, the third without a seed, and no votes."""
    return shared_store(str(database), BOARD, starter_tools=lambda: TOOLS)


@pytest.fixture
def seeded(store: Store) -> Store:
    """Forty voters of three branches, each with two votes on three tools."""
    plan = Simulation(voters=40, tools=3, votes_per_voter=2, seed=7, branches=("Editing", "Sound", "Story"))
    import_simulation(store, BOARD, plan, tools=store.tools(BOARD))
    return store


@pytest.fixture
def visit() -> Visit:
    """Opens a page: `visit("average.py", q="film")` with what the URL says."""

    def open_page(page: str, **query: str) -> AppTest:
        at = AppTest.from_file(NAVIGATION, default_timeout=60)
        at.query_params = dict(query)
        at.switch_page(page).run()
        assert not at.exception
        return at

    return open_page


@pytest.fixture
def signed_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser has a genuine cookie of an organiser's session."""
    now = settings()
    cookie = shared_organiser_sign_in(now.organiser_password, signing_secret(now)).new_session(store, BOARD)
    monkeypatch.setattr(type(st.context), "cookies", {ORGANISER_COOKIE: cookie})


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offers:
    """What the pages offer for download: file name → what makes it."""
    offers: Offers = {}
    original = DeltaGenerator.download_button

    def offer(self, label, data, file_name=None, **more):
        offers[file_name] = data
        return original(self, label, data, file_name, **more)

    monkeypatch.setattr(DeltaGenerator, "download_button", offer)
    monkeypatch.setattr(st, "download_button", st.download_button.__self__.download_button)
    return offers
