"""What all readers of files share: text with a size limit, and where rows say they came from."""

from __future__ import annotations

import re
from pathlib import Path

from spectrum.errors import FileRefused

MEGABYTE = 2**20


def read_text(path: Path, file: str, *, limit: int, way_out: str) -> str:
    """The UTF-8 text of a file, without a byte order mark.

    `limit` (bytes) keeps it in memory; `way_out` ends the message about a file over
    it. Raises FileRefused, naming `file`.
    """
    size = path.stat().st_size
    if size > limit:
        raise FileRefused(
            file,
            f"it has {size / MEGABYTE:,.0f} MB, and at most {limit / MEGABYTE:,.0f} MB are read. {way_out}",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            file, f"line {line}: it is not UTF-8 text. Save it as UTF-8 and try again."
        ) from None
    if not text.strip():
        raise FileRefused(file, "it is empty.")
    return text


def source_of(path: Path) -> str:
    """What rows of a file have as their source: its name alone, in one line."""
    name = path.name.encode("utf-8", "replace").decode()
    return "import:" + re.sub(r"[\x00-\x1f\x7f]+", " ", name)
