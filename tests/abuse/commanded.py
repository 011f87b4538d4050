"""The server with a second door: `python -m tests.abuse.commanded run dashboard.py`.

An organiser acts through pages, whose buttons only a browser can press. Here a program names an action
and shows a cookie; the page's own function asks for the session, so what it lets in a page would let in
too. Whoever holds the door's key may also look at all that is stored.
"""

from __future__ import annotations

import os
import threading
from multiprocessing.connection import Connection, Listener
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tests.abuse.door import DOOR, KEY, Stored

LATEST = 20  # entries of the audit that are looked at


def act(cookie: str | None, action: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """What a page's button does for a browser with this cookie."""
    from spectrum.live import ORGANISER_COOKIE
    from spectrum.ui import access

    shown = SimpleNamespace(context=SimpleNamespace(cookies={ORGANISER_COOKIE: cookie} if cookie else {}))
    with mock.patch.object(access, "st", shown):
        organiser = access.organiser_at_work(os.environ["SPECTRUM_BOARD"])
    return getattr(organiser, action)(*arguments, **named)


def look() -> Stored:
    from spectrum.ui.current import live_store

    store, board_id = live_store(), os.environ["SPECTRUM_BOARD"]
    extract, organiser = store.extract(board_id), store.organise(board_id, "tests")
    return Stored(
        board=extract.board,
        tools=extract.tools,
        rounds=extract.rounds,
        suggestions=organiser.suggestions(None),
        audit=organiser.audit(LATEST),
        blocked=set(extract.voters.loc[extract.voters["blocked_at"].notna(), "voter_id"]),
        votes=extract.votes,
        resets=extract.resets,
        agrees=store.verify(board_id).agrees,
    )


def begin_anew() -> None:
    from spectrum.live.attempts import Attempts
    from spectrum.live.hall import open_hall

    hall = open_hall()
    assert hall is not None
    hall.attempts = Attempts()


def answer(question: tuple[Any, ...]) -> tuple[str | None, Any]:
    from spectrum.errors import SpectrumError

    try:
        return None, {"act": act, "look": look, "begin_anew": begin_anew}[question[0]](*question[1:])
    except SpectrumError as refused:
        return type(refused).__name__, str(refused)


def keep_door(listener: Listener) -> None:
    while True:
        with listener.accept() as visitor:
            serve(visitor)


def serve(visitor: Connection) -> None:
    while True:
        try:
            question = visitor.recv()
        except EOFError:
            return
        visitor.send(answer(question))


if __name__ == "__main__":
    from streamlit.web.cli import main

    listener = Listener(os.environ[DOOR], "AF_UNIX", authkey=KEY)
    threading.Thread(target=keep_door, args=[listener], daemon=True).start()
    main(prog_name="streamlit")
