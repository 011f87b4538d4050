"""The web application: Streamlit's pages and our own routes in one process over one store.

`streamlit run dashboard.py` finds `app` here. The database is open before the
first visitor comes, and the queued votes are saved before the process ends.
"""

import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import parent_process
from typing import Any

import streamlit as st
import uvicorn.config
from starlette.middleware import Middleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from spectrum.errors import SpectrumError
from spectrum.exchange.catalogue import starter_branches, starter_tools
from spectrum.exchange.demo import make_demo
from spectrum.exchange.shelf import shared_shelf
from spectrum.live import (
    Doorway,
    Guard,
    Hall,
    HallRules,
    VoterCookie,
    let_go_of_lost_peers,
    shared_organiser_sign_in,
    voting_routes,
)
from spectrum.settings import check_for_serving, read_settings, signing_secret, workers_asked
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


def believe_only(proxies: Sequence[str]) -> None:
    """Take no word but these proxies' on where a visitor comes from.

    By itself uvicorn believes every program on this machine, so that a tunnel would let each
    visitor name the address they are counted under. It has read its settings by now, and makes
    the layer that believes once this module is loaded.
    """

    def layer(app: Any, **_default: object) -> ProxyHeadersMiddleware:
        return ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))

    uvicorn.config.ProxyHeadersMiddleware = layer  # type: ignore[assignment,attr-defined]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the voting room; let go of the database when the server stops."""
    let_go = partial(close_shared_stores, for_good=True)
    let_go_of_lost_peers()
    try:
        async with hall.open(at_last=let_go):
            yield {}
    finally:
        shared_shelf.close()
        let_go()


sys.setswitchinterval(TURN)
supervisor = parent_process()  # if this is one of several server processes
try:
    settings = read_settings()
    check_for_serving(settings, workers=workers_asked(sys.argv, os.environ) if supervisor else 1)
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
        address_streams=settings.address_streams,
        address_voters=settings.address_voters,
        branches=tuple(starter_branches()),
        demo=settings.demo,
    )
    sign_in = shared_organiser_sign_in(settings.organiser_password, rules.secret)
    if sign_in.one_time:
        print(f"Organiser's password for this run (sign in at /sign-in): {sign_in.one_time}", flush=True)
    hall = Hall(open_board, rules, sign_in)
except SpectrumError as error:
    if supervisor is not None and supervisor.pid is not None:
        os.kill(supervisor.pid, signal.SIGTERM)  # it would start processes that end like this one for ever
    sys.exit(f"Spectrum cannot start: {error}")

believe_only(settings.trusted_proxies)

app = st.App(
    "pages/navigation.py",
    lifespan=lifespan,
    on_script_error=explain_bug,
    middleware=[
        Middleware(Guard, requests_of_address=hall.requests_of_address),
        Middleware(
            VoterCookie,
            secret=rules.secret,
            public_url=rules.public_url,
            newcomers_of_address=hall.newcomers_of_address,
        ),
        Middleware(Doorway, routes=voting_routes(hall)),
    ],
)
