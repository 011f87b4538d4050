"""The demo board is made new at every start, whatever lies at its place."""

from __future__ import annotations

import pytest

from spectrum.errors import DatabaseLocked
from spectrum.exchange.demo import make_demo
from spectrum.model import Selection
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "demo"


@pytest.mark.parametrize(
    "cut", [0, 11, 5_000, 1_000_000], ids=["empty", "another kind", "header only", "half"]
)
def test_damaged_demo_is_made_new(database, cut):
    make_demo(str(database), BOARD)
    database.write_bytes(database.read_bytes()[:cut])
    make_demo(str(database), BOARD)
    store = DuckDBStore(database)
    assert store.counts(Selection(BOARD)).voters > 50
    store.close()


def test_demo_that_another_server_shows_is_left_alone(database, monkeypatch):
    make_demo(str(database), BOARD)
    before = database.read_bytes()

    def held(*_arguments, **_more):
        raise DatabaseLocked(str(database), 7)

    monkeypatch.setattr("spectrum.exchange.demo.open_store", held)
    with pytest.raises(DatabaseLocked, match="process 7"):
        make_demo(str(database), BOARD)
    assert database.read_bytes() == before
