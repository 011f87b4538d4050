"""Zip files unpacked with care: only files of expected names, and never more than fits."""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from spectrum.errors import FileRefused
from spectrum.exchange.reading import MEGABYTE

UNPACKED_LIMIT = 8192 * MEGABYTE  # about 40 million votes
MEMBERS_LIMIT = 1_000  # files in a zip file; an export has about ten
RATIO_LIMIT = 200  # times its size that a zip file unpacks to; exports stay below 20
SMALL = 64 * MEGABYTE  # unpacked, below which that does no harm
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
_WAY_OUT = "If you trust it, unpack it yourself and import the folder."


def unpack(path: Path, folder: Path, wanted: Collection[str], *, limit: int = UNPACKED_LIMIT) -> Path:
    """Unpack the files called as in `wanted` into `folder`, and return it.

    They may lie in one folder inside the zip file; other files are passed over.
    Raises FileRefused for a damaged or encrypted file, for names that point
    elsewhere or stand twice, and if it would unpack to more than `limit` bytes or
    to many times its size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _wanted_members(archive, path.name, wanted)
            _check_size(members.values(), path, folder, limit)
            for name, member in members.items():
                with archive.open(member) as packed, (folder / name).open("wb") as target:
                    shutil.copyfileobj(packed, target, MEGABYTE)
    except DAMAGED as error:
        raise FileRefused(path.name, f"the zip file cannot be unpacked ({error}).") from error
    return folder


def _wanted_members(
    archive: zipfile.ZipFile, file: str, wanted: Collection[str]
) -> dict[str, zipfile.ZipInfo]:
    if len(archive.infolist()) > MEMBERS_LIMIT:
        raise FileRefused(
            file,
            f"the zip file holds {len(archive.infolist()):,} files, and an export has about ten. {_WAY_OUT}",
        )
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        where = PurePosixPath(member.filename.replace("\\", "/"))
        if where.is_absolute() or ".." in where.parts or ":" in member.filename:
            raise FileRefused(file, f"the zip file holds '{member.filename}', which points outside of it.")
        if member.is_dir() or where.name not in wanted or _is_of_the_system(where):
            continue
        if where.name in found:
            raise FileRefused(file, f"the zip file holds '{where.name}' twice.")
        if member.compress_type not in READABLE:
            raise FileRefused(
                file, f"'{where.name}' in the zip file is packed in a way that is not read here. {_WAY_OUT}"
            )
        found[where.name] = member
    return found


def _is_of_the_system(where: PurePosixPath) -> bool:
    """Whether macOS put it there, beside the files proper."""
    return "__MACOSX" in where.parts


def _check_size(members: Collection[zipfile.ZipInfo], path: Path, folder: Path, limit: int) -> None:
    """What the files claim to be is what they are at most: whatever is beyond it is not read."""
    total = sum(member.file_size for member in members)
    unpacked = f"it unpacks to {total / MEGABYTE:,.0f} MB"
    if total > limit:
        raise FileRefused(
            path.name, f"{unpacked}, and at most {limit / MEGABYTE:,.0f} MB are unpacked. {_WAY_OUT}"
        )
    size = path.stat().st_size
    if total > SMALL and total > RATIO_LIMIT * size:
        raise FileRefused(
            path.name, f"{unpacked}, {total / size:,.0f} times its size, as no export does. {_WAY_OUT}"
        )
    free = shutil.disk_usage(folder).free
    if total > free:
        raise FileRefused(path.name, f"{unpacked}, but the disk has {free / MEGABYTE:,.0f} MB free.")
