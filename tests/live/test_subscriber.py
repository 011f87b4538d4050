"""A subscriber is written to from outside, and a slow one goes on by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from spectrum.live.subscriber import Subscriber


class Client:
    """A connection that takes events while its gate is open; like a server's, it waits before it writes."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = False

    async def send(self, message: dict[str, Any]) -> None:
        try:
            if not self.gate.is_set():
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        assert message["more_body"]
        self.got.append(message["body"])


async def idle(subscriber: Subscriber) -> asyncio.Task[None]:
    task = asyncio.create_task(subscriber.wait())
    await asyncio.sleep(0)
    assert subscriber.is_idle
    return task


def test_idle_subscriber_is_written_to_at_once():
    async def play() -> list[bytes]:
        client = Client()
        subscriber = Subscriber("ann", client.send)
        task = await idle(subscriber)
        subscriber.write(b"one")
        subscriber.write(b"two")
        got = list(client.got)  # before anyone else had a turn
        task.cancel()
        return got

    assert asyncio.run(play()) == [b"one", b"two"]


def test_what_a_slow_client_cannot_take_its_task_goes_on_with():
    async def play() -> list[bytes]:
        client = Client()
        client.gate.clear()
        subscriber = Subscriber("ann", client.send)
        task = await idle(subscriber)
        subscriber.write(b"one")
        assert not subscriber.is_idle  # so nobody writes into the middle of it
        await asyncio.sleep(0.01)
        assert client.got == []
        assert not task.done()
        client.gate.set()
        await asyncio.wait_for(task, 5)
        await subscriber.send(b"two")
        return client.got

    assert asyncio.run(play()) == [b"one", b"two"]


def test_cancelled_task_ends_what_it_went_on_with():
    async def play() -> bool:
        client = Client()
        client.gate.clear()
        subscriber = Subscriber("ann", client.send)
        task = await idle(subscriber)
        subscriber.write(b"one")
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return client.cancelled

    assert asyncio.run(play())


def test_subscriber_that_was_woken_is_left_to_its_task():
    async def play() -> None:
        subscriber = Subscriber("ann", Client().send)
        assert not subscriber.is_idle  # it does not wait yet
        task = await idle(subscriber)
        subscriber.wake()
        assert not subscriber.is_idle
        await asyncio.wait_for(task, 5)

    asyncio.run(play())


def test_client_that_has_left_is_no_failure():
    async def broken(_message: dict[str, Any]) -> None:
        raise OSError("the connection is gone")

    async def play() -> None:
        subscriber = Subscriber("ann", broken)
        task = await idle(subscriber)
        subscriber.write(b"one")
        task.cancel()

    asyncio.run(play())
