"""The only place that knows SQL: votes go in, frames come out."""

from spectrum.store.opening import (
    close_shared_stores,
    copy_between,
    open_store,
    shared_store,
    taken_away_if_it_fails,
)
from spectrum.store.protocol import Counts, Extract, Placement, Progress, RoomReading, Store

__all__ = [
    "Counts",
    "Extract",
    "Placement",
    "Progress",
    "RoomReading",
    "Store",
    "close_shared_stores",
    "copy_between",
    "open_store",
    "shared_store",
    "taken_away_if_it_fails",
]
