"""What the organiser's page may know of the voting room of its own process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spectrum.live.hall import open_hall


@dataclass(frozen=True)
class RoomFigures:
    """A room as this server knows it.

    `browsers` and `streams`: who is connected now, and with how many open pages. `refused`: votes
    refused in the round that is open (without one: while none was), by reason. `waiting`: votes
    and changes that are not saved yet.
    """

    browsers: int
    streams: int
    refused: Mapping[str, int]
    waiting: int


def room_figures(board_id: str) -> RoomFigures | None:
    """The figures of a board's room; None where this process has no voting room, or nobody was in it."""
    hall = open_hall()
    room = hall.rooms.get(board_id) if hall else None
    if hall is None or room is None:
        return None
    return RoomFigures(
        browsers=room.browsers,
        streams=room.subscribers,
        refused=hall.refused_votes.of(board_id, room.round_id),
        waiting=hall.store().writer_figures().waiting,
    )
