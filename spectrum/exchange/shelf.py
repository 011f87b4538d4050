"""Snapshots opened to be read: each becomes a sealed board of one scratch database of this process.

So one reads what was frozen, seeds, blocks and merges among it, with everything that
reads a board. A snapshot is brought in when it is first looked at, and then stays:
the scratch database lies on the disk, and takes no more memory for a further one.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from pathlib import Path

from spectrum.exchange.imports import import_file
from spectrum.model import Board
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.protocol import Store

Key = tuple[str, str, str]


class Shelf:
    """The scratch database, made when the first snapshot is looked at; it goes with `close` or the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._boards: dict[Key, str] = {}
        self._store: DuckDBStore | None = None
        self._end: weakref.finalize[..., Shelf] | None = None

    def open(self, store: Store, board_id: str, name: str) -> tuple[Store, str]:
        """Where to read a snapshot of `store`'s board: a store, and the board's id in it.

        Raises NotFound, or DatabaseError if the package is damaged.
        """
        key = (store.database, board_id, name)
        with self._lock:
            if self._store is None:
                self._store = self._make()
            if key not in self._boards:
                self._boards[key] = _bring(self._store, store, board_id, name)
            return self._store, self._boards[key]

    def close(self) -> None:
        """Let go of the scratch database; the next `open` makes a new one."""
        with self._lock:
            if self._end is not None:
                self._end()
            self._boards, self._store, self._end = {}, None, None

    def _make(self) -> DuckDBStore:
        folder = Path(tempfile.mkdtemp(prefix="spectrum-snapshots-"))
        made = DuckDBStore(folder / "snapshots.duckdb")
        self._end = weakref.finalize(self, _clean_up, made, folder)
        return made


def _bring(shelf: DuckDBStore, store: Store, board_id: str, name: str) -> str:
    """Bring a snapshot in as a board of the shelf's store, for reading only; return its id."""
    snapshot = store.snapshot(board_id, name)
    there = f"{board_id}@{snapshot.sha256[:16]}"
    if there in {board.board_id for board in shelf.boards()}:
        return there
    with tempfile.TemporaryDirectory(prefix="spectrum-snapshot-") as folder:
        file = Path(folder) / snapshot.file
        file.write_bytes(store.snapshot_package(board_id, name))
        shelf.save_board(Board(there))
        import_file(shelf, there, file)
    shelf.seal(there)
    return there


def _clean_up(store: Store, folder: Path) -> None:
    store.close()
    shutil.rmtree(folder, ignore_errors=True)


shared_shelf = Shelf()
