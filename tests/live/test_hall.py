"""The hall: it learns which boards there are, and while it is open the garbage collector leaves the crowd alone."""

from __future__ import annotations

import asyncio
import gc
import threading

from spectrum.live import Hall, HallRules
from spectrum.model import Board
from tests.live.visiting import BOARD, open_house
from tests.serving import within


async def opened(store) -> tuple[tuple[int, int, int], int]:
    async with Hall(lambda: store, HallRules(BOARD, "a secret of some length")).open():
        return gc.get_threshold(), gc.get_freeze_count()


def test_garbage_is_looked_for_less_often_while_the_hall_is_open(store):
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    meanwhile, spared = asyncio.run(opened(store))
    assert meanwhile[0] >= 10 * before[0]
    assert spared > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_boards_are_looked_for_beside_the_event_loop(store, monkeypatch):
    asked: list[str] = []
    boards = store.boards

    def noting() -> list[Board]:
        asked.append(threading.current_thread().name)
        return boards()

    monkeypatch.setattr(store, "boards", noting)
    with open_house(store) as house:
        visitor = house.visitor()
        assert {visitor.get(f"/api/boards/none-{n}").status_code for n in range(20)} == {404}
        assert visitor.get(f"/api/boards/{BOARD}").status_code == 200
        loop = house.call(_thread_of_loop)
    assert asked
    assert loop not in asked


async def _thread_of_loop() -> str:
    return threading.current_thread().name


def test_board_that_is_made_meanwhile_is_found(store):
    with open_house(store) as house:
        visitor = house.visitor()
        assert visitor.get("/api/boards/second").status_code == 404
        store.save_board(Board("second"))
        within(10, lambda: visitor.get("/api/boards/second").status_code == 200, "the board is served")
