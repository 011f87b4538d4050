"""Receipts cross from the writer's thread to the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from datetime import datetime
from threading import Thread
from uuid import uuid4

import pytest

from spectrum.errors import VotingClosed
from spectrum.live.receipts import Receipts
from spectrum.model import Receipt


def receipt(seq: int) -> Receipt:
    return Receipt(uuid4(), "ann", seq, datetime(2026, 1, 1), "t1", "r1")


def on_another_thread(work) -> None:
    thread = Thread(target=work)
    thread.start()
    thread.join()


def test_each_gets_their_own_and_the_loop_is_called_once_for_a_batch():
    async def ask() -> tuple[list[int], int]:
        receipts, calls = Receipts(), 0
        loop = asyncio.get_running_loop()
        call = loop.call_soon_threadsafe

        def counted(*arguments):
            nonlocal calls
            calls += 1
            return call(*arguments)

        loop.call_soon_threadsafe = counted
        votes: list[Future[Receipt]] = [Future() for _ in range(50)]
        asked = [asyncio.create_task(receipts.of(vote)) for vote in votes]
        await asyncio.sleep(0)
        on_another_thread(lambda: [vote.set_result(receipt(seq)) for seq, vote in enumerate(votes)])
        return [(await one).seq for one in asked], calls

    seqs, calls = asyncio.run(ask())
    assert seqs == list(range(50))
    assert calls == 1


def test_later_batch_calls_anew():
    async def ask() -> list[int]:
        receipts, found = Receipts(), []
        for seq in range(3):
            vote: Future[Receipt] = Future()
            asked = asyncio.create_task(receipts.of(vote))
            await asyncio.sleep(0)
            on_another_thread(lambda vote=vote, seq=seq: vote.set_result(receipt(seq)))
            found.append((await asyncio.wait_for(asked, 5)).seq)
        return found

    assert asyncio.run(ask()) == [0, 1, 2]


def test_refusal_is_raised_to_who_asked_and_whoever_left_is_passed_over():
    async def ask() -> int:
        receipts = Receipts()
        gone, refused, taken = Future(), Future(), Future()
        asked = [asyncio.create_task(receipts.of(vote)) for vote in (gone, refused, taken)]
        await asyncio.sleep(0)
        asked[0].cancel()
        await asyncio.sleep(0)

        def resolve() -> None:
            gone.set_result(receipt(1))
            refused.set_exception(VotingClosed("Tuesday"))
            taken.set_result(receipt(3))

        on_another_thread(resolve)
        with pytest.raises(VotingClosed):
            await asked[1]
        return (await asked[2]).seq

    assert asyncio.run(ask()) == 3
