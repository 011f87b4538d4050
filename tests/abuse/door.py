"""The way to a server that takes an organiser's commands: what one may ask it, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.connection import Client
from typing import Any

import pandas as pd

from spectrum.model import AuditEntry, Board, Round, Suggestion, Tool

DOOR = "TEST_DOOR"  # in the environment: the socket's path
KEY = b"of the tests"


@dataclass(frozen=True)
class Stored:
    """All that is stored of the board, at one instant after the writer's last work."""

    board: Board
    tools: list[Tool]
    rounds: list[Round]
    suggestions: list[Suggestion]
    audit: list[AuditEntry]
    blocked: set[str]
    votes: pd.DataFrame
    resets: pd.DataFrame
    agrees: bool


class Door:
    """The way to a commanded server."""

    def __init__(self, path: str) -> None:
        self._connection = Client(path, "AF_UNIX", KEY)

    def act(self, cookie: str | None, action: str, *arguments: Any, **named: Any) -> tuple[str | None, Any]:
        """Do an organiser's action; return the kind of error that refused it, or None, and what came of it."""
        return self._ask(("act", cookie, action, arguments, named))

    def look(self) -> Stored:
        return self._ask(("look",))[1]

    def begin_anew(self) -> None:
        """Forget who has tried how often."""
        self._ask(("begin_anew",))

    def _ask(self, question: tuple[Any, ...]) -> tuple[str | None, Any]:
        self._connection.send(question)
        return self._connection.recv()

    def close(self) -> None:
        self._connection.close()
