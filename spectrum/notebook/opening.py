"""Open a board to read: a database, an exported package, or any other file that can be imported.

Everything is read from a copy of its own: the file stays as it is, the dashboard
can use it again at once, and the figures do not change while one works with them.
"""

from __future__ import annotations

import shutil
import tempfile
from os import PathLike, fspath
from pathlib import Path

from spectrum.errors import DatabaseError, DatabaseLocked, NoSuchBoard
from spectrum.exchange import import_file
from spectrum.exchange.package_reader import packaged_board
from spectrum.model.database import is_postgres
from spectrum.notebook.board import OpenBoard
from spectrum.notebook.errors import BoardInUse, BoardNotOpened
from spectrum.notebook.source import Pseudonyms, Source
from spectrum.store import Store, open_store
from spectrum.store.copying import copy_database

COPY = "copy.duckdb"
KINDS = (
    "a database (.duckdb, or a postgresql:// address), a data package made by export (a folder or .zip), "
    "a published snapshot (.json) or votes (.csv)"
)


def open_board(
    path: str | PathLike[str],
    *,
    board_id: str | None = None,
    round_name: str | None = None,
    anchor_weight: float | None = None,
) -> OpenBoard:
    """Return the board in `path`, to be read, measured and drawn.

    `path`: a DuckDB database or the address of a PostgreSQL one, a data package
    (a folder or .zip), a published snapshot (.json) or votes (.csv). `board_id`
    is needed only where a database holds several boards. `round_name`: only the
    votes of that round, each voter's latest in it. `anchor_weight` (votes, 0 or
    more) is tried in place of the board's own. All figures are those of
    `python -m spectrum stats --json`.

    Voters have random pseudonyms, new each time a database is opened; those of
    a package stay as they are, so that a notebook over one prints the same again.

    Raises BoardNotOpened, BoardInUse while a dashboard has the file open,
    DatabaseUnreachable, NoSuchBoard, NoSuchRound, InvalidSetting, and FileRefused
    or UnusableLines for files that cannot be used.
    """
    folder = Path(tempfile.mkdtemp(prefix="spectrum-notebook-"))
    try:
        source = _source(fspath(path), folder, board_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        board = OpenBoard.over(source, anchor_weight=anchor_weight)
        return board if round_name is None else board.select(round_name)
    except BaseException:
        source.close()
        raise


def _source(path: str, folder: Path, board_id: str | None) -> Source:
    """The board, copied into `folder`; the ids of a package are pseudonyms already."""
    name, copy, packaged = path, folder / COPY, None
    if is_postgres(path):
        name, store = _backed_up(path, copy)
    elif not Path(path).exists():
        raise BoardNotOpened(path, f"there is no such file or folder. Name {KINDS}.")
    elif _is_database(Path(path)):
        store = _copied(Path(path), copy)
    else:
        packaged = packaged_board(Path(path))
        store = _imported(Path(path), copy, packaged or board_id or Path(path).stem)
    try:
        chosen = _choose(name, [board.board_id for board in store.boards()], board_id)
    except BaseException:
        store.close()
        raise
    return Source(name, store, folder, chosen, Pseudonyms(keep_ids=packaged is not None))


def _backed_up(address: str, copy: Path) -> tuple[str, Store]:
    """A store over a copy of a PostgreSQL database, and its address without the password."""
    server = open_store(address, "", must_exist=True)
    try:
        server.backup(copy)
        return server.database, open_store(str(copy), "", must_exist=True)
    finally:
        server.close()


def _is_database(path: Path) -> bool:
    """Whether the file begins as DuckDB files do, or has the name of one."""
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK" or path.suffix.lower() == ".duckdb"


def _copied(path: Path, copy: Path) -> Store:
    """A store over a copy of the database; one of an older version is brought up to date there."""
    try:
        copy_database(path, copy)
        return open_store(str(copy), "", must_exist=True)
    except DatabaseLocked as error:
        raise BoardInUse(path, error.pid) from error
    except DatabaseError as error:
        raise BoardNotOpened(path, str(error).replace(str(copy), str(path))) from error


def _imported(path: Path, copy: Path, board_id: str) -> Store:
    """A store over a new database that holds the file."""
    store = open_store(str(copy), board_id)
    try:
        import_file(store, board_id, path)
    except BaseException:
        store.close()
        raise
    return store


def _choose(path: str, known: list[str], board_id: str | None) -> str:
    if board_id is not None:
        if board_id not in known:
            raise NoSuchBoard(board_id, known)
        return board_id
    if len(known) != 1:
        there = ", ".join(f"'{name}'" for name in known) or "no boards"
        raise BoardNotOpened(path, f"it holds {there}. Name one of them: open_board(…, board_id=…).")
    return known[0]
