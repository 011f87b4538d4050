"""Where exports are written: never over something, and complete or not at all."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from spectrum.errors import SpectrumError


class ExportRefused(SpectrumError):
    """An export that was not written. What was at its place is as it was."""

    def __init__(self, out: Path, why: str) -> None:
        super().__init__(f"Nothing was exported to '{out}': {why}")


@contextlib.contextmanager
def unfinished_sibling(out: Path) -> Iterator[Path]:
    """A free path beside `out` to write to; it becomes `out` when the body ends well.

    Raises ExportRefused if there is something at `out`, or on a failure to write.
    """
    unfinished: Path | None = None
    try:
        _check_free(out)
        unfinished = out.with_name(f".{out.name}.{secrets.token_hex(4)}.unfinished")
        yield unfinished
        unfinished.replace(out)
    except OSError as error:
        raise ExportRefused(
            out, f"{error.strerror or error}. Free some space, or name another place."
        ) from error
    finally:
        if unfinished is not None:
            _remove(unfinished)


def _check_free(out: Path) -> None:
    if not out.name:
        raise ExportRefused(out, "it names no file. Name one, such as votes.zip.")
    if not out.parent.is_dir():
        raise ExportRefused(
            out, f"the folder '{out.parent}' does not exist. Create it, or name another place."
        )
    taken = any(out.iterdir()) if out.is_dir() else out.exists() and out.stat().st_size > 0
    if taken:
        raise ExportRefused(out, "there is something already. Name another place, or move that away first.")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
