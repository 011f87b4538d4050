"""The board as of a snapshot: which pages show it, the banner above them, and the way back.

The snapshot's name is in the URL. Streamlit drops that when one goes to another page, so
the session keeps it and puts it in again; on the page itself, the URL decides.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from spectrum.errors import SpectrumError
from spectrum.ui import words
from spectrum.ui.current import SNAPSHOT, board, live_store, settings, snapshot_name, store
from spectrum.ui.frame import friendly_errors, page_style
from spectrum.ui.turns import turn

READING = {"", "distribution", "disagreement", "voters", "compare", "timeline", "data", "method"}
"""Pages that only read the board, by their address. On all others one votes, organises or sees others vote."""

KEPT = "looking_back"


def run_page(page: StreamlitPage) -> None:
    """Run a page over the board as it stands, or over the snapshot that the URL names."""
    _keep_in_url(page.url_path)
    if snapshot_name() is None:
        with turn(page.url_path):
            _run_page(page)
    else:  # to open it can take long, and no crowd comes to it
        _run_page(page)


def _run_page(page: StreamlitPage) -> None:
    name = snapshot_name()
    if name is not None:
        page_style()
        with friendly_errors():
            _banner(name)
    name_tab(page)
    if name is not None and page.url_path not in READING:
        st.info(
            "A snapshot is there to be read: nobody votes on it, and nothing about it changes. "
            "Go back to the live board for this page.",
            icon=":material/lock:",
        )
        return
    page.run()


def name_tab(page: StreamlitPage) -> None:
    """Let the browser's tab say which page of which board it shows; of the first page, the board alone.

    Without a board to be read it keeps the page's name: what is wrong is said on the page.
    """
    with suppress(SpectrumError):
        title = board().title
        st.set_page_config(page_title=title if page.url_path == "" else f"{page.title} · {title}")


def _keep_in_url(path: str) -> None:
    kept_path, kept_name = st.session_state.get(KEPT, (path, None))
    if snapshot_name() is None and kept_name is not None and path != kept_path:
        st.query_params[SNAPSHOT] = kept_name
    st.session_state[KEPT] = (path, snapshot_name())


def _banner(name: str) -> None:
    """What is looked at, and the way back; an error with the way back if there is no such snapshot."""
    with st.container(
        key="looking_back", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        place = st.empty()
        st.button("Back to the live board", icon=":material/arrow_back:", on_click=_leave)
    snapshot = live_store().snapshot(settings().board, name)
    with st.spinner("Opening the snapshot…"):
        store()
    counts = f"{words.count(snapshot.n_votes, 'vote')} by {words.count(snapshot.n_voters, 'voter')}"
    place.markdown(
        f":material/history: Snapshot **{words.escape(name)}** of {snapshot.taken_at:%Y-%m-%d %H:%M} UTC · "
        f"{words.escape(counts)} · read-only"
    )


def _leave() -> None:
    st.query_params.pop(SNAPSHOT, None)
    st.session_state.pop(KEPT, None)
