"""Files to import, made by each test, and boards to import them into."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from spectrum.model import Board
from spectrum.store.duckdb_store import DuckDBStore

BOARD = "board"

Write = Callable[..., Path]
OpenEmpty = Callable[[str], DuckDBStore]

ITEMS: dict[str, Any] = {
    "d01": {
        "id": "d01",
        "name": "Denoise",
        "desc": "Cleans up.",
        "tags": ["Sound", "Editing"],
        "x": 10,
        "y": 90.5,
    },
    "user_item_1780766470184": {
        "id": "user_item_1780766470184",
        "name": "Layout",
        "desc": "",
        "createdBy": "uid-maker",
        "x": 62,
        "y": 84,
    },
}
VOTES: dict[str, Any] = {
    "d01": {
        "uid-ann": {"username": "Voter 01", "x": 20.5, "y": 80},
        "uid-bob": {"username": "Voter 02", "x": 30, "y": 70.25},
    },
    "gone": {"uid-cy": {"username": "Voter 03", "x": 1, "y": 2}},
}


def drop_hashes(package: Path) -> None:
    """Let a package's files be changed: its descriptor then no longer says what they were."""
    descriptor = package / "datapackage.json"
    document = json.loads(descriptor.read_text())
    for resource in document["resources"]:
        del resource["hash"]
    descriptor.write_text(json.dumps(document))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file with the given text or bytes: `write("votes.csv", "tool_id,…")`."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def snapshot(write: Write) -> Write:
    """Writes a snapshot in the published format; named arguments replace its members."""

    def write_snapshot(name: str = "snapshot.json", **members: Any) -> Path:
        document = {"items": ITEMS, "votes": VOTES, "settings": {}, "capturedAt": "2026-08-18T01:29:52.456Z"}
        return write(name, json.dumps(document | members, indent=2))

    return write_snapshot


@pytest.fixture
def open_empty(tmp_path: Path) -> Iterator[OpenEmpty]:
    """Opens databases, each with a board that has no tools and no votes."""
    opened = []

    def open_(name: str) -> DuckDBStore:
        store = DuckDBStore(tmp_path / f"{name}.duckdb")
        store.save_board(Board(BOARD, title="Test board"))
        opened.append(store)
        return store

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def empty(open_empty: OpenEmpty) -> DuckDBStore:
    return open_empty("empty")
