"""`python -m bench.live.worker '{…}'`: one client process with its share of the crowd.

It says "joined" when every screen has its first frame, reads the time at which
voting begins, says "saved" when its records are written, and hangs up when told.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import UUID

import uvloop

from bench.live.plan import DRAIN, Crowd
from bench.live.records import Recorder
from bench.live.voters import Vote, Voter
from bench.plan import SEED

WAYS = {  # made only when asked for, so that no client loads what it does not need
    "light": "bench.live.visitors:LightVisitor",
    "listen": "bench.live.listener:Listener",
    "page": "bench.live.visitors:PageVisitor",
    "web": "bench.live.voters:WebVoter",
    "staying": "bench.live.staying:StayingVoter",
    "socketio": "bench.live.socket_voters:SocketVoter",
    "polling": "bench.live.polling_voters:PollingVoter",
}
JOINING = 180.0  # seconds that joining may take at most


@dataclass(frozen=True)
class Order:
    """This process's share: every `processes`-th screen and vote of the crowd, beginning with number `index`."""

    way: str
    port: int
    tools: list[str]
    crowd: Crowd
    index: int
    out: str

    @classmethod
    def read(cls, text: str) -> Order:
        """From JSON."""
        told = json.loads(text)
        return cls(**{**told, "crowd": Crowd(**told["crowd"])})


def main() -> None:
    """Do as ordered."""
    uvloop.run(_work(Order.read(sys.argv[1])))


async def _work(order: Order) -> None:
    recorder, crowd = Recorder(), order.crowd
    module, name = WAYS[order.way].split(":")
    make = getattr(import_module(module), name)
    voters = [
        make(number, order.port, recorder)
        for number in range(order.index, crowd.screens, crowd.processes)
    ]  # fmt: skip
    async with asyncio.timeout(JOINING):
        await _join(voters, crowd.joins / crowd.processes, recorder)
    gc.collect()
    gc.freeze()
    print("joined", flush=True)
    begin = float(await asyncio.to_thread(sys.stdin.readline))
    async with asyncio.timeout(crowd.seconds + 2 * DRAIN + begin - time.monotonic()):
        if crowd.closed:
            await _vote_on_and_on(order, voters, begin)
        else:
            await _vote(order, voters, begin)
            await _until(begin + crowd.seconds)
            await _until_shown(voters, crowd.votes)
    recorder.save(Path(order.out))
    print("saved", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for voter in voters:
        voter.leave()


async def _join(voters: list[Voter], rate: float, recorder: Recorder) -> None:
    async def arrive(voter: Voter, due: float) -> None:
        await voter.join()
        recorder.join(due, time.monotonic())

    begin = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for count, voter in enumerate(voters):
            due = begin + count / rate
            await _until(due)
            group.create_task(arrive(voter, due))


async def _vote(order: Order, voters: list[Voter], begin: float) -> None:
    """Send every vote when it is due, out of step with any tick."""
    crowd = order.crowd
    drawn = random.Random(SEED + order.index)
    async with asyncio.TaskGroup() as group:
        for count, number in enumerate(range(order.index, crowd.votes, crowd.processes)):
            turn, who = divmod(count, len(voters))
            due = begin + (number + drawn.random()) / crowd.rate
            await _until(due)
            group.create_task(voters[who].cast(_drawn_vote(drawn, _tool(order, turn + who), due)))


async def _vote_on_and_on(order: Order, voters: list[Voter], begin: float) -> None:
    """Everyone votes again as soon as they are answered, until the time is over."""
    drawn = random.Random(SEED + order.index)
    end = begin + order.crowd.seconds

    async def go_on(voter: Voter, turns: Iterator[int]) -> None:
        while time.monotonic() < end:
            await voter.cast(_drawn_vote(drawn, _tool(order, next(turns)), time.monotonic()))

    await _until(begin)
    async with asyncio.TaskGroup() as group:
        for who, voter in enumerate(voters):
            group.create_task(go_on(voter, iter(range(who, sys.maxsize))))


def _tool(order: Order, number: int) -> str:
    """A voter who takes them in turn votes on each once, before any comes again."""
    return order.tools[number % len(order.tools)]


def _drawn_vote(drawn: random.Random, tool_id: str, due: float) -> Vote:
    return Vote(
        vote_id=str(UUID(int=drawn.getrandbits(128), version=4)),
        tool_id=tool_id,
        x=round(drawn.uniform(0, 100), 1),
        y=round(drawn.uniform(0, 100), 1),
        due=due,
    )


async def _until_shown(voters: list[Voter], votes: int) -> None:
    """Wait until every screen shows every vote, but not for ever."""
    deadline = time.monotonic() + DRAIN
    while time.monotonic() < deadline and any(voter.votes < votes for voter in voters):
        await asyncio.sleep(0.05)


async def _until(moment: float) -> None:
    """Sleep until a moment, and let others have a turn even if it has passed."""
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


if __name__ == "__main__":
    main()
