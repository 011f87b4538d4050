"""Figures rebuilt from a data package: made anew from its log, and held against those that it states.

Who gets a package need not believe its figures: everything but the log, the tools
and the settings is computed again, in a database that goes with the answer.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spectrum.errors import FileRefused
from spectrum.exchange.columns import POSITIONS
from spectrum.exchange.csv_format import csv_bytes
from spectrum.exchange.descriptor import DATA_PACKAGE, FIGURES_FILE, README_FILE
from spectrum.exchange.imports import import_file
from spectrum.exchange.package_reader import PACKAGE_FILES, packaged_board, read_document
from spectrum.exchange.reading import MEGABYTE
from spectrum.exchange.stats import positions_frame, stats_document
from spectrum.exchange.unpacking import unpack
from spectrum.model import Loaded
from spectrum.store import Progress, open_store

TOLERANCE = 2e-6  # in a figure's own unit; figures that are searched for have six decimals
FIGURES_LIMIT = 64 * MEGABYTE  # about 20,000 tools
BOARD = "board"  # where a package does not say which one it is of


@dataclass(frozen=True)
class Reproduction:
    """What came of it. `figures`: how many were held against the package's; `checked`: files with their SHA-256.

    `fingerprint`: the SHA-256 of datapackage.json; `document`: the figures, as `stats --json`
    prints them; `differences`: what is not as the package states it.
    """

    loaded: Loaded
    checked: int
    figures: int
    fingerprint: str
    document: Mapping[str, Any] = field(repr=False)
    differences: tuple[str, ...] = ()


def reproduce(path: Path, progress: Progress | None = None) -> Reproduction:
    """Rebuild the figures of the package at `path`, a folder or a zip file.

    Raises FileRefused or UnusableLines if it is none, was damaged or changed.
    """
    contents = path.parent if path.name == DATA_PACKAGE else path
    if not (contents.is_dir() or zipfile.is_zipfile(contents)):
        why = "there is no such file or folder." if not path.exists() else "it is no data package."
        raise FileRefused(str(path), f"{why} Name a folder or zip file that export or a snapshot made.")
    board_id = packaged_board(contents) or BOARD
    with tempfile.TemporaryDirectory(prefix="spectrum-reproduce-") as name:
        folder = Path(name)
        store = open_store(str(folder / "rebuilt.duckdb"), board_id)
        try:
            loaded = import_file(store, board_id, contents, progress=progress)
            document = stats_document(store, board_id)
            positions = csv_bytes(positions_frame(store.extract(board_id)))
        finally:
            store.close()
        files = contents if contents.is_dir() else unpack(contents, folder, PACKAGE_FILES)
        checked, unchecked = _hashes(files, contents.name)
        stated = [*_stated_positions(files), *_stated_figures(files, contents.name)]
        found = dict([*_cells(positions.decode("utf-8-sig")), *_leaves(document, FIGURES_FILE)])
        return Reproduction(
            loaded=loaded,
            checked=checked,
            figures=len(stated),
            fingerprint=hashlib.sha256((files / DATA_PACKAGE).read_bytes()).hexdigest(),
            document=document,
            differences=(*unchecked, *_differences(dict(stated), found)),
        )


def _hashes(files: Path, package: str) -> tuple[int, list[str]]:
    """How many files the import held against a SHA-256, and those that it could not."""
    resources = read_document(files, DATA_PACKAGE, package)["resources"]
    named = [resource for resource in resources if isinstance(resource, dict) and resource.get("hash")]
    hashed = {str(resource.get("path")) for resource in named}
    there = {file.name for file in files.iterdir() if file.name in PACKAGE_FILES} - {
        DATA_PACKAGE,
        README_FILE,
    }
    missing = [f"{name} has no SHA-256 in {DATA_PACKAGE}" for name in sorted(there - hashed)]
    return len(there & hashed), missing


def _stated_positions(files: Path) -> Iterator[tuple[str, Any]]:
    path = files / POSITIONS.file
    if path.is_file():
        yield from _cells(path.read_bytes().decode("utf-8-sig"))


def _stated_figures(files: Path, package: str) -> Iterator[tuple[str, Any]]:
    if (files / FIGURES_FILE).is_file():
        document = read_document(files, FIGURES_FILE, package, limit=FIGURES_LIMIT)
        yield from _leaves(document, FIGURES_FILE)


def _cells(text: str) -> Iterator[tuple[str, Any]]:
    """Every figure of positions.csv, under the tool and the column that it stands in."""
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column, cell in row.items():
            yield f"{POSITIONS.file}: {row.get('tool_id')}, {column}", _number(cell)


def _number(cell: str | None) -> Any:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def _leaves(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every figure of a document, under the keys that lead to it; tools by their ids."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, f"{where}, {key}")
    elif isinstance(value, list):
        for number, member in enumerate(value, start=1):
            name = member.get("tool_id", number) if isinstance(member, dict) else number
            yield from _leaves(member, f"{where}, {name}")
    else:
        yield where, value


def _differences(stated: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for where, figure in stated.items():
        if where not in found:
            yield f"{where}: {_said(figure)} in the package, none from its log"
        elif not _same(figure, found[where]):
            yield f"{where}: {_said(figure)} in the package, {_said(found[where])} from its log"


def _same(stated: Any, found: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (stated, found))
    if numbers:
        return math.isclose(stated, found, rel_tol=1e-9, abs_tol=TOLERANCE)
    return bool(stated == found)


def _said(figure: Any) -> str:
    return "none" if figure is None else json.dumps(figure, ensure_ascii=False)[:40]
