"""Files of votes in, whatever their format: the one door that the command line and the pages use."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from spectrum.errors import FileRefused
from spectrum.exchange.descriptor import DATA_PACKAGE
from spectrum.exchange.package_reader import PACKAGE_FILES, read_package
from spectrum.exchange.snapshot_reader import read_snapshot
from spectrum.exchange.unpacking import unpack
from spectrum.exchange.vote_csv import read_vote_csv
from spectrum.model import Board, Loaded, VoteFile
from spectrum.store.protocol import Progress, Store

SUFFIXES = (".json", ".csv", ".zip")


def import_file(
    store: Store,
    board_id: str,
    path: Path,
    *,
    round_name: str | None = None,
    quarantine: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Store a published snapshot (.json), votes as .csv, or a data package (folder or .zip).

    `round_name` is the round of votes that name none. All or nothing: with
    `quarantine`, unusable lines are set aside and the rest is stored; without, they
    raise UnusableLines. Also raises FileRefused and NoSuchBoard; then nothing is stored.
    """
    board = store.board(board_id)
    try:
        with tempfile.TemporaryDirectory(prefix="spectrum-import-") as folder:
            file = _read(path, board, Path(folder), quarantine=quarantine)
            wanted = replace(file, round_name=round_name, quarantine=quarantine or file.quarantine)
            return store.load(board_id, wanted, progress)
    except OSError as error:
        raise FileRefused(path.name, f"{error.strerror or error}.") from error


def _read(path: Path, board: Board, folder: Path, *, quarantine: bool) -> VoteFile:
    if not path.exists():
        raise FileRefused(str(path), "there is no such file.")
    if path.name == DATA_PACKAGE:
        path = path.absolute().parent
    if path.is_dir():
        path = path.resolve()
        return read_package(path, path, board, folder)
    if not path.is_file():
        raise FileRefused(str(path), "it is neither a file nor a folder.")
    suffix = _suffix(path)
    if suffix == ".zip":
        return read_package(path, unpack(path, folder, PACKAGE_FILES), board, folder)
    if suffix == ".json":
        return read_snapshot(path, board, folder, quarantine=quarantine)
    return read_vote_csv(path)


def _suffix(path: Path) -> str:
    """What the file is, by its name or else by how it begins."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    if zipfile.is_zipfile(path):
        return ".zip"
    with path.open("rb") as file:
        start = file.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return ".json"
    if start.startswith(b"tool_id,"):
        return ".csv"
    raise FileRefused(
        path.name,
        "it is none of the files that can be imported: a published snapshot (.json), votes (.csv), "
        "or a data package (a folder, or .zip).",
    )
