"""The store in one DuckDB file: what no other database does the same way."""

from __future__ import annotations

from pathlib import Path

from spectrum.errors import FileRefused
from spectrum.model import Loaded, VoteFile
from spectrum.store.duckdb import DuckDBEngine
from spectrum.store.engine import MemoryFault, Session, UnreadableFault
from spectrum.store.loading import Load
from spectrum.store.protocol import Progress, silent
from spectrum.store.sql_store import SqlStore
from spectrum.store.writer import CAPACITY

LEAST_MEMORY = 750  # megabytes that a load may use, however small its file
MEMORY_PER_SIZE = 12  # times the file's size; beyond that it goes to the disk, and takes longer

UNREADABLE = "it cannot be read as CSV. Its lines may end in different ways: save it anew as 'CSV UTF-8'."


class DuckDBStore(SqlStore):
    """Boards in a DuckDB file, which is created if it is not there.

    Raises DatabaseLocked, NotADatabase, DatabaseTooNew or DiskFull.
    """

    def __init__(self, path: Path | str, *, capacity: int = CAPACITY) -> None:
        self._duckdb = DuckDBEngine(Path(path))
        try:
            super().__init__(self._duckdb, capacity=capacity)
        except BaseException:
            self._duckdb.close()
            raise

    def load(self, board_id: str, file: VoteFile, progress: Progress | None = None) -> Loaded:
        def run(session: Session) -> Loaded:
            return Load(session, board_id, file, self._now()).run(progress or silent)

        size = file.path.stat().st_size // 1_000_000
        try:
            with self._duckdb.memory_limited_to(max(LEAST_MEMORY, MEMORY_PER_SIZE * size)):
                loaded: Loaded = self._change(board_id, run)
        except MemoryFault:
            loaded = self._change(board_id, run)
        except UnreadableFault:
            raise FileRefused(file.path.name, UNREADABLE) from None
        return loaded

    def backup(self, path: Path) -> None:
        self._duckdb.copy_to(path)
