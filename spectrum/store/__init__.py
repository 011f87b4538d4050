"""The only place that knows SQL: votes go in, frames come out."""

from spectrum.store.opening import close_shared_stores, open_store, shared_store
from spectrum.store.protocol import Counts, Extract, Placement, Progress, RoomReading, Store

__all__ = [
    "Counts",
    "Extract",
    "Placement",
    "Progress",
    "RoomReading",
    "Store",
    "close_shared_stores",
    "open_store",
    "shared_store",
]
