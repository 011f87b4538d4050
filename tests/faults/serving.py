"""A server without limits on votes that can be hurt: killed, starved of room and of file descriptors, stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import Store, open_store
from tests.serving import PASSWORD, SECRET, STARTED_WITHIN, Server, running

BOARD = "talk"
WATCHED = "tests.faults.watched"
OURS = {
    "SPECTRUM_BOARD": BOARD,
    "SPECTRUM_SECRET": SECRET,
    "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
    "SPECTRUM_VOTER_RATE": "1000",
    "SPECTRUM_VOTER_BURST": "10000",
    "SPECTRUM_ADDRESS_RATE": "1000000",
}


@contextlib.contextmanager
def serving(
    database: Path,
    *,
    before: tuple[str, ...] = (),
    printed_to: Path | None = None,
    port: int | None = None,
    watched: bool = False,
    program: str = "streamlit",
    **settings: str,
) -> Iterator[Server]:
    """A server until the end of the block; a `watched` one says when its event loop was blocked.

    `program`: a module that starts Streamlit in a way of its own.
    """
    server = Server(
        database,
        OURS | settings,
        before=before,
        printed_to=printed_to,
        port=port,
        program=WATCHED if watched else program,
    )
    with running(server):
        yield server


def refused_start(database: Path, *, before: tuple[str, ...] = (), **settings: str) -> str:
    """Start a server that is to refuse; return what it printed in its one line."""
    server = Server(database, OURS | settings, before=before)
    server.start()
    try:
        code = server.process.wait(timeout=STARTED_WITHIN)
    finally:
        server.kill()
    assert code == 1, server.said
    assert "Traceback" not in server.said
    [line] = [line for line in server.said.splitlines() if "Spectrum cannot start" in line]
    return line


def furnish(database: Path, **round_settings: object) -> None:
    """The starter tools and an open round."""
    store = open_store(str(database), BOARD, starter_tools=starter_tools)
    store.open_round(BOARD, "one", **round_settings)  # type: ignore[arg-type]
    store.close()


@contextlib.contextmanager
def opened(database: Path) -> Iterator[Store]:
    store = open_store(str(database), BOARD, must_exist=True)
    try:
        yield store
    finally:
        store.close()
