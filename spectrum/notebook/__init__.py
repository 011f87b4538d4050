"""A board in a notebook: frames and measures, for reading only. `spectrum.open_board` is the way in."""

from spectrum.notebook.board import OpenBoard
from spectrum.notebook.errors import BoardClosed, BoardInUse, BoardNotOpened, OpenedApart
from spectrum.notebook.opening import open_board
from spectrum.notebook.pictures import Pictures

__all__ = [
    "BoardClosed",
    "BoardInUse",
    "BoardNotOpened",
    "OpenBoard",
    "OpenedApart",
    "Pictures",
    "open_board",
]
