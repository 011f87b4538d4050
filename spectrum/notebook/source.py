"""The copy of a board that all views of it read, and the pseudonyms that stand for its voters."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from spectrum.exchange.pseudonyms import draw_pseudonyms
from spectrum.notebook.errors import BoardClosed
from spectrum.store import Store


class Pseudonyms:
    """Stand-ins for voter ids, the same for as long as this object lives.

    `keep_ids`: the ids are pseudonyms already.
    """

    def __init__(self, *, keep_ids: bool = False) -> None:
        self._keep_ids = keep_ids
        self._drawn: dict[str, str] = {}

    def stand_in(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with pseudonyms in place of the ids in its column voter_id."""
        if self._keep_ids:
            return frame
        self._draw(frame["voter_id"].unique())
        return frame.assign(voter_id=frame["voter_id"].map(self._drawn).astype("str"))

    def _draw(self, voter_ids: Iterable[str]) -> None:
        taken = set(self._drawn.values())
        new = [voter_id for voter_id in voter_ids if voter_id not in self._drawn]
        while new:
            drawn = draw_pseudonyms(new)
            self._drawn |= {voter_id: name for voter_id, name in drawn.items() if name not in taken}
            new = [voter_id for voter_id in new if voter_id not in self._drawn]


class Source:
    """A store over a private copy, which lies in `folder` and goes with it.

    The copy goes when the source is closed, when nothing refers to it any more,
    or when the process ends.
    """

    def __init__(self, path: str, store: Store, folder: Path, board_id: str, voters: Pseudonyms) -> None:
        self.path = path
        self.board_id = board_id
        self.voters = voters
        self._store = store
        self._end = weakref.finalize(self, _clean_up, store, folder)

    @property
    def is_open(self) -> bool:
        """Whether it can still be read."""
        return self._end.alive

    @property
    def store(self) -> Store:
        """The store. Raises BoardClosed."""
        if not self.is_open:
            raise BoardClosed(self.path)
        return self._store

    def close(self) -> None:
        """Let go of the copy; more than once does no harm."""
        self._end()


def _clean_up(store: Store, folder: Path) -> None:
    store.close()
    shutil.rmtree(folder, ignore_errors=True)
