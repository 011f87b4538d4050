"""The web application: Streamlit's pages and our own routes in one process over one store.

`streamlit run dashboard.py` finds `app` here. The database is open before the
first visitor comes, and the queued votes are saved before the process ends.
"""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from spectrum.errors import SpectrumError
from spectrum.exchange.catalogue import starter_branches, starter_tools
from spectrum.exchange.demo import make_demo
from spectrum.live import Doorway, Hall, HallRules, VoterCookie, shared_organiser, voting_routes
from spectrum.settings import check_for_serving, read_settings, signing_secret
from spectrum.store import Store, close_shared_stores, shared_store

log = logging.getLogger("spectrum")

TURN = 0.0002  # seconds after which threads take turns: the one that writes must not wait for long


def open_board() -> Store:
    """The store of this process, opened at the first call; in demo mode on a board made new."""
    return shared_store(settings.database, settings.board, starter_tools=starter_tools)


def explain_bug(bug: Exception) -> bool:
    """Log a bug in full, and tell the visitor in words what they can do."""
    log.error("A page failed", exc_info=bug)
    st.error(
        "This page failed, and that is our mistake. Votes that were confirmed are safe. "
        "Reload to try again; if it stays like this, please tell the organiser.",
        icon=":material/error:",
    )
    return True


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the voting room; let go of the database when the server stops."""
    try:
        async with hall.open():
            yield {}
    finally:
        close_shared_stores(for_good=True)


sys.setswitchinterval(TURN)
try:
    settings = read_settings()
    check_for_serving(settings)
    if settings.demo:
        make_demo(settings.database, settings.board)
    open_board()
    rules = HallRules(
        board=settings.board,
        secret=signing_secret(settings),
        tick=settings.tick,
        public_url=settings.public_url,
        voter_rate=settings.voter_rate,
        voter_burst=settings.voter_burst,
        address_rate=settings.address_rate,
        branches=tuple(starter_branches()),
        demo=settings.demo,
    )
    organiser = shared_organiser(settings.organiser_password, rules.secret)
    if organiser.one_time:
        print(f"Organiser's password for this run (sign in at /sign-in): {organiser.one_time}", flush=True)
    hall = Hall(open_board, rules, organiser)
except SpectrumError as error:
    sys.exit(f"Spectrum cannot start: {error}")

trusted = list(settings.trusted_proxies)
proxies = [Middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)] if trusted else []

app = st.App(
    "pages/navigation.py",
    lifespan=lifespan,
    on_script_error=explain_bug,
    middleware=[
        *proxies,
        Middleware(VoterCookie, secret=rules.secret, public_url=rules.public_url),
        Middleware(Doorway, routes=voting_routes(hall)),
    ],
)
