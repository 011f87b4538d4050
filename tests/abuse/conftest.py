"""A real server that is attacked: one for most tests, with its log read at the end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from tests.abuse.attack import BOARD, SECRET, Target
from tests.browser.conftest import seeded, serving
from tests.serving import PASSWORD

# Bytes that a server's log must never hold: they would open a door to whoever reads it.
SECRETS = (PASSWORD, SECRET, "spectrum_voter=", "spectrum_organiser=", "spectrum_admission=")


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with an open round that takes tools too; afterwards its log is searched for bugs and secrets."""
    database = tmp_path_factory.mktemp("target") / "votes.duckdb"
    open_to_all(database)
    quick = {"SPECTRUM_VOTER_RATE": "1000", "SPECTRUM_VOTER_BURST": "10000"}
    with serving(database, SPECTRUM_SECRET=SECRET, **quick) as site:
        yield Target(site.url)
    said = site.said
    assert "Traceback" not in said, said[-5000:]
    assert [secret for secret in SECRETS if secret in said] == []
    with closing(open_store(str(database), BOARD, must_exist=True)) as store:
        assert store.verify(BOARD).agrees


def open_to_all(database: Path) -> None:
    """A board with made-up votes and an open round, to which attendees may add tools."""
    seeded(database)
    with closing(open_store(str(database), BOARD, starter_tools=starter_tools)) as store:
        store.save_board(replace(store.board(BOARD), adding_open=True))


@pytest.fixture
def wire(target: Target) -> Iterator[socket.socket]:
    """A bare connection to the server."""
    with socket.create_connection((target.host, target.port), timeout=10) as connection:
        yield connection
