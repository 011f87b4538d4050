"""What only the organiser may do, and who that is."""

from __future__ import annotations

import streamlit as st

from spectrum.errors import SpectrumError
from spectrum.live import ORGANISER_COOKIE, shared_organiser_sign_in
from spectrum.settings import signing_secret
from spectrum.store.organising import Organiser
from spectrum.ui.current import live_store, settings

SIGN_IN = """
<a class="spectrum-button" href="/sign-in" target="_self">Sign in</a>
<style>
.spectrum-button { display: inline-block; padding: .6rem 1.4rem; border-radius: .5rem; font-weight: 600;
  text-decoration: none; border: 1px solid currentColor; color: inherit; }
</style>
"""
SIGN_OUT = """
<form method="post" action="/sign-out" target="_self">
  <button class="spectrum-out" type="submit">Sign out</button>
</form>
<style>
.spectrum-out { background: none; border: 0; padding: .5rem 0; font: inherit; color: inherit;
  text-decoration: underline; cursor: pointer; }
</style>
"""


class NotSignedIn(SpectrumError):
    """An organiser's action without the organiser."""

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended, so nothing was changed. Sign in again at /sign-in.")


def organiser_session(*, is_use: bool = True) -> str | None:
    """The id of the session in which the visitor has signed in as the organiser; None if there is none.

    The store is asked each time, so a session that was ended in another window has ended here too.
    is_use: whether asking keeps the session from ending by itself.
    """
    now = settings()
    sign_in = shared_organiser_sign_in(now.organiser_password, signing_secret(now))
    return sign_in.session_of(st.context.cookies.get(ORGANISER_COOKIE), live_store(), is_use=is_use)


def is_organiser() -> bool:
    """Whether the visitor has signed in as the organiser."""
    return organiser_session() is not None


def is_still_organiser() -> bool:
    """The same for what renews itself: a page that is left open keeps no session from ending."""
    return organiser_session(is_use=False) is not None


def organiser_at_work(board_id: str) -> Organiser:
    """The organiser's actions on a board, noted under this session; every action asks anew.

    Raises NotSignedIn unless the visitor is the organiser.
    """
    session = organiser_session()
    if session is None:
        raise NotSignedIn
    return live_store().organise(board_id, session)


def invite_to_sign_in() -> None:
    """What a visitor finds on a page that is the organiser's."""
    st.info("This page is the organiser's. Sign in to open and close rounds.", icon=":material/lock:")
    st.html(SIGN_IN)


def sign_out_button() -> None:
    """End the organiser's session in this browser."""
    st.html(SIGN_OUT)
