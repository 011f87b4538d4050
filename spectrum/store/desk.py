"""Where deeds are done: on the writer's thread, in order with the votes, each with its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from spectrum.store.audit import Deed, write_audit
from spectrum.store.engine import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """What a store lends to those who act on a board: changes in order, readings, the time."""

    change: Callable[[str, Callable[[Session], Any]], Any]
    read: Callable[[], AbstractContextManager[Session]]
    now: Callable[[], datetime]

    def act(self, board_id: str, who: str, deed: Callable[[Session], Deed[T]]) -> T:
        """Do a deed and note it: both or neither."""
        [result] = self.act_all(board_id, who, lambda session: [deed(session)])
        return result

    def act_all(self, board_id: str, who: str, deeds: Callable[[Session], Iterable[Deed[T]]]) -> list[T]:
        """Do several deeds and note each: all of them or none."""

        def run(session: Session) -> list[T]:
            results = []
            for deed in deeds(session):
                write_audit(session, board_id, who, self.now(), deed)
                results.append(deed.result)
            return results

        done: list[T] = self.change(board_id, run)
        return done
