"""A board as a Frictionless data package: a folder, a zip file, or a zip in memory.

Files are hashed while they are written, and the target appears under its name
only when it is complete: there is never half an export.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from spectrum import __version__
from spectrum.exchange.columns import TABLES
from spectrum.exchange.csv_format import write_csv
from spectrum.exchange.descriptor import (
    BOARD_FILE,
    DATA_PACKAGE,
    FIGURES_FILE,
    README_FILE,
    FileFacts,
    descriptor,
)
from spectrum.exchange.package_readme import Packing, package_readme
from spectrum.exchange.public_tables import tables
from spectrum.exchange.stats import extract_document, records_frame
from spectrum.exchange.targets import unfinished_sibling
from spectrum.model import Board
from spectrum.store.protocol import Extract, Store

OpenFile = Callable[[str], AbstractContextManager[IO[bytes]]]


def export_package(
    store: Store,
    board_id: str,
    out: Path,
    *,
    names: bool = False,
    ids: bool = False,
    demo: bool = False,
    as_of: int | None = None,
) -> Path:
    """Write the board to `out`, a folder or (if it ends in .zip) a zip file; return `out`.

    `names` keeps display names, `ids` the stored vote ids; `demo` marks the votes as
    made up; `as_of` shows the board as it was at that seq. Raises ExportRefused if
    there is something at `out` or it cannot be written, and NoSuchBoard.
    """
    extract = store.extract(board_id, as_of=as_of)
    packing = Packing(names=names, ids=ids, demo=demo)
    with unfinished_sibling(out) as unfinished:
        if out.suffix.lower() == ".zip":
            _write_zip(extract, unfinished, packing)
        else:
            unfinished.mkdir()
            _write_files(extract, lambda name: (unfinished / name).open("wb"), packing)
    return out


def package_bytes(
    store: Store,
    board_id: str,
    *,
    names: bool = False,
    ids: bool = False,
    demo: bool = False,
    as_of: int | None = None,
) -> bytes:
    """The package of `export_package` as the content of a zip file."""
    packing = Packing(names=names, ids=ids, demo=demo)
    return packed(store.extract(board_id, as_of=as_of), packing)[0]


def packed(extract: Extract, packing: Packing) -> tuple[bytes, dict[str, FileFacts]]:
    """The package as the content of a zip file, and what each file in it amounts to."""
    buffer = io.BytesIO()
    written = _write_zip(extract, buffer, packing)
    return buffer.getvalue(), written


def counted(extract: Extract) -> tuple[int, int, int]:
    """Votes that count, their voters, and live tools."""
    placed = extract.current_votes[extract.current_votes["kind"] == "place"]
    live = sum(tool.status == "live" for tool in extract.tools)
    return len(placed), placed["voter_id"].nunique(), live


def _write_zip(extract: Extract, target: Path | IO[bytes], packing: Packing) -> dict[str, FileFacts]:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def open_member(name: str) -> AbstractContextManager[IO[bytes]]:
            return archive.open(name, "w", force_zip64=True)

        return _write_files(extract, open_member, packing)


def _write_files(extract: Extract, open_file: OpenFile, packing: Packing) -> dict[str, FileFacts]:
    written: dict[str, FileFacts] = {}
    document = None if packing.snapshot is None else extract_document(extract)
    positions = None if document is None else records_frame(document["tools"])
    frames = tables(extract, names=packing.names, ids=packing.ids, positions=positions)
    for table in TABLES:
        with _hashed(open_file, table.file, written) as file:
            write_csv(frames[table.name], file)

    def write(name: str, content: bytes) -> None:
        with _hashed(open_file, name, written) as file:
            file.write(content)

    exported_at = _iso(extract.taken_at)
    board = board_document(extract.board, exported_at=exported_at, demo=packing.demo)
    if document is not None:
        write(FIGURES_FILE, _json(document))
        board |= {"snapshot": packing.snapshot}
    write(BOARD_FILE, _json(board))
    about = descriptor(
        title=extract.board.title,
        version=__version__,
        created=exported_at,
        files=written,
        names=packing.names,
        licence=packing.licence,
    )
    write(DATA_PACKAGE, _json(about))
    readme = package_readme(
        extract.board,
        packing,
        exported_at=exported_at,
        version=__version__,
        counts=counted(extract),
        fingerprint=written[DATA_PACKAGE].sha256,
    )
    write(README_FILE, readme.encode())
    return written


def board_document(board: Board, *, exported_at: str, demo: bool) -> dict[str, Any]:
    """What board.json says: the board's settings and what wrote them."""
    return {
        "board_id": board.board_id,
        "title": board.title,
        "axes": {"left": board.left, "right": board.right, "bottom": board.bottom, "top": board.top},
        "anchor_weight": board.anchor_weight,
        "adding_open": board.adding_open,
        "tools_need_approval": board.tools_need_approval,
        "contact": board.contact,
        "names_kept_days": board.names_kept_days,
        "demo": demo,
        "software": "spectrum",
        "software_version": __version__,
        "exported_at": exported_at,
    }


class _HashedFile(io.RawIOBase):
    """Passes bytes on to a file and keeps count of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(data)
        self._sha256.update(data)
        self._length += len(data)
        return len(data)

    @property
    def facts(self) -> FileFacts:
        return FileFacts(self._length, self._sha256.hexdigest())


@contextlib.contextmanager
def _hashed(open_file: OpenFile, name: str, written: dict[str, FileFacts]) -> Iterator[IO[bytes]]:
    """Open a file of the package; once it is written, its facts are noted in `written`."""
    with open_file(name) as file:
        hashed = _HashedFile(file)
        yield cast(IO[bytes], hashed)
        written[name] = hashed.facts


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="seconds") + "Z"
