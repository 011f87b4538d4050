"""What can go wrong with a board in a notebook, beside what can with its database or file."""

from __future__ import annotations

from spectrum.errors import DatabaseLocked, SpectrumError


class BoardNotOpened(SpectrumError):
    """What was named cannot be opened as a board."""

    def __init__(self, path: object, why: str) -> None:
        super().__init__(f"'{path}' was not opened: {why}")


class BoardInUse(DatabaseLocked):
    """A running dashboard, or another process, holds the database."""

    def __init__(self, path: object, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super(DatabaseLocked, self).__init__(
            f"The database '{path}' is in use by {holder}, perhaps the dashboard. While that runs, download a "
            "package or make a backup on its Data page, and open that here. Or stop it first."
        )
        self.pid = pid


class BoardClosed(SpectrumError):
    """A board was read after it was closed."""

    def __init__(self, path: object) -> None:
        super().__init__(f"This board of '{path}' is closed. Open it again with spectrum.open_board.")


class OpenedApart(SpectrumError):
    """Two boards are to be compared whose voters cannot be told to be the same."""

    def __init__(self) -> None:
        super().__init__(
            "These two were opened apart, so that nobody can tell which voters are in both. "
            "Open the board once, and select both sets of votes from it."
        )
