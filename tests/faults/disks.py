"""Disks that become full, and have room again."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

SMALL = 32_000_000  # bytes


class Limit:
    """No file may grow beyond a size: what everybody may do to a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, process: int, leave: int = 0) -> None:
        """Nothing in the folder may grow by more than `leave` bytes beyond its log."""
        wal = max((file.stat().st_size for file in self.folder.glob("*.wal")), default=0)
        self._limit(process, wal + leave)

    def free(self, process: int) -> None:
        self._limit(process, resource.RLIM_INFINITY)

    def _limit(self, process: int, size: int) -> None:
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


class SmallDisk:
    """A real file system of 32 MB, to be filled with ballast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, _process: int, leave: int = 0) -> None:
        size = max(0, shutil.disk_usage(self.folder).free - leave)
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT)
        if size:
            os.posix_fallocate(handle, 0, size)
        os.close(handle)

    def free(self, _process: int) -> None:
        self._ballast.unlink(missing_ok=True)


Disk = Limit | SmallDisk
