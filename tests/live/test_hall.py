"""While the hall is open, the garbage collector leaves the crowd alone; afterwards all is as before."""

from __future__ import annotations

import asyncio
import gc

from spectrum.live import Hall, HallRules
from tests.live.visiting import BOARD


async def opened(store) -> tuple[tuple[int, int, int], int]:
    async with Hall(lambda: store, HallRules(BOARD, "a secret of some length")).open():
        return gc.get_threshold(), gc.get_freeze_count()


def test_garbage_is_looked_for_less_often_while_the_hall_is_open(store):
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    meanwhile, spared = asyncio.run(opened(store))
    assert meanwhile[0] >= 10 * before[0]
    assert spared > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
