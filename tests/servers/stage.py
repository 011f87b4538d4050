"""Two dashboard servers on one PostgreSQL behind the proxy of `deploy/`: all of them real processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from spectrum.exchange.catalogue import starter_tools
from spectrum.store import open_store
from spectrum.store.postgres_store import PostgresStore
from tests import postgres, proxy
from tests.postgres import PostgresServer
from tests.proxy import Proxy
from tests.serving import HOST, PASSWORD, SECRET, Server

BOARD = "ai-filmmaking"
OURS = {
    "SPECTRUM_SECRET": SECRET,
    "SPECTRUM_ORGANISER_PASSWORD": PASSWORD,
    "SPECTRUM_TRUSTED_PROXIES": HOST,
}


class Stage:
    """The database, two servers, the proxy."""

    def __init__(self, folder: Path) -> None:
        self.postgres = PostgresServer(durable=True)
        self.proxy: Proxy | None = None
        self.address = self.postgres.address()
        self.servers = [
            Server(self.address, OURS, printed_to=folder / f"dashboard-{number}.printed") for number in (1, 2)
        ]
        try:
            store = open_store(self.address, BOARD, starter_tools=starter_tools)
            store.open_round(BOARD, "Rehearsal")
            store.close()
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.wait_until_healthy()
            self.proxy = Proxy(folder / "proxy", [server.port for server in self.servers])
        except BaseException:
            self.end()
            raise

    @property
    def url(self) -> str:
        """What browsers ask for."""
        assert self.proxy is not None
        return self.proxy.url

    def end(self) -> None:
        """Stop everything."""
        if self.proxy is not None:
            self.proxy.stop()
        for server in self.servers:
            server.stop()
        self.postgres.remove()

    def store(self) -> PostgresStore:
        """The board, as one more server sees it; the caller closes it."""
        return PostgresStore(self.address)

    def board(self, server: Server) -> dict[str, Any]:
        """What a server says of the board."""
        answer = server.get(f"/api/boards/{BOARD}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """A stage for tests. Without PostgreSQL or nginx they are skipped, in CI they fail."""
    needed = (
        (postgres.find_programs(), postgres.HOW_TO_GET_IT),
        (proxy.find_nginx(), proxy.HOW_TO_GET_IT),
    )
    for found, how in needed:
        if found is None:
            if os.environ.get("CI"):
                pytest.fail(how)
            pytest.skip(how)
    stage = Stage(folder)
    try:
        yield stage
    finally:
        stage.end()
