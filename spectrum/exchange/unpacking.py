"""Zip files unpacked with care: only files of expected names, and never more than fits."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from spectrum.errors import FileRefused
from spectrum.exchange.reading import MEGABYTE

UNPACKED_LIMIT = 8192 * MEGABYTE  # about 40 million votes
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def unpack(path: Path, folder: Path, wanted: Collection[str], *, limit: int = UNPACKED_LIMIT) -> Path:
    """Unpack the files called as in `wanted` into `folder`, and return it.

    They may lie in one folder inside the zip file; other files are passed over.
    Raises FileRefused for a damaged or encrypted file, for names that point
    elsewhere or stand twice, and if it would unpack to more than `limit` bytes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _wanted_members(archive, path.name, wanted)
            _check_size(members.values(), path.name, folder, limit)
            for name, member in members.items():
                with archive.open(member) as packed, (folder / name).open("wb") as target:
                    shutil.copyfileobj(packed, target, MEGABYTE)
    except _DAMAGED as error:
        raise FileRefused(path.name, f"the zip file cannot be unpacked ({error}).") from error
    return folder


def _wanted_members(
    archive: zipfile.ZipFile, file: str, wanted: Collection[str]
) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        where = PurePosixPath(member.filename.replace("\\", "/"))
        if where.is_absolute() or ".." in where.parts or ":" in member.filename:
            raise FileRefused(file, f"the zip file holds '{member.filename}', which points outside of it.")
        if member.is_dir() or where.name not in wanted or _is_of_the_system(where):
            continue
        if where.name in found:
            raise FileRefused(file, f"the zip file holds '{where.name}' twice.")
        found[where.name] = member
    return found


def _is_of_the_system(where: PurePosixPath) -> bool:
    """Whether macOS put it there, beside the files proper."""
    return "__MACOSX" in where.parts


def _check_size(members: Collection[zipfile.ZipInfo], file: str, folder: Path, limit: int) -> None:
    total = sum(member.file_size for member in members)
    if total > limit:
        raise FileRefused(
            file,
            f"it unpacks to {total / MEGABYTE:,.0f} MB, and at most {limit / MEGABYTE:,.0f} MB are unpacked. "
            "If you trust it, unpack it yourself and import the folder.",
        )
    free = shutil.disk_usage(folder).free
    if total > free:
        raise FileRefused(
            file,
            f"it unpacks to {total / MEGABYTE:,.0f} MB, but the disk has {free / MEGABYTE:,.0f} MB free.",
        )
