"""A voting room that is open, and people who come in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spectrum.store.duckdb_store import DuckDBStore
from tests.live.visiting import House, Visitor, open_house


@pytest.fixture
def house(store: DuckDBStore) -> Iterator[House]:
    """The voting room over the test board."""
    with open_house(store) as opened:
        yield opened


@pytest.fixture
def ann(house: House) -> Visitor:
    return house.visitor("ann")


@pytest.fixture
def bob(house: House) -> Visitor:
    return house.visitor("bob")


@pytest.fixture
def onlooker(house: House) -> Visitor:
    """Someone with a cookie who does not vote."""
    return house.visitor("onlooker")
