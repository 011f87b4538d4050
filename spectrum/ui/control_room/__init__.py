"""The control room: everything an organiser does to a board, one part at a time."""

from spectrum.ui.control_room.entrance import admit, show_part

__all__ = ["admit", "show_part"]
