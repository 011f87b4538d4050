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
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import UUID

import uvloop

from bench.live.plan import DRAIN, JOINS
from bench.live.records import Recorder
from bench.live.voters import Vote, Voter
from bench.plan import SEED

WAYS = {  # made only when asked for, so that no client loads what it does not need
    "listen": "bench.live.listener:Listener",
    "web": "bench.live.voters:WebVoter",
    "staying": "bench.live.staying:StayingVoter",
    "socketio": "bench.live.socket_voters:SocketVoter",
    "polling": "bench.live.polling_voters:PollingVoter",
}
JOINING = 120.0  # seconds that joining may take at most


@dataclass(frozen=True)
class Order:
    """This process's share: every `processes`-th screen and vote, beginning with number `index`."""

    way: str
    port: int
    tools: list[str]
    screens: int
    rate: float
    seconds: float
    index: int
    processes: int
    out: str

    @property
    def votes(self) -> int:
        """All votes of the run, by all processes."""
        return round(self.rate * self.seconds)


def main() -> None:
    """Do as ordered."""
    uvloop.run(_work(Order(**json.loads(sys.argv[1]))))


async def _work(order: Order) -> None:
    recorder = Recorder()
    module, name = WAYS[order.way].split(":")
    make = getattr(import_module(module), name)
    voters = [
        make(number, order.port, recorder)
        for number in range(order.index, order.screens, order.processes)
    ]  # fmt: skip
    async with asyncio.timeout(JOINING):
        await _join(voters, JOINS / order.processes)
    gc.collect()
    gc.freeze()
    print("joined", flush=True)
    begin = float(await asyncio.to_thread(sys.stdin.readline))
    async with asyncio.timeout(order.seconds + 2 * DRAIN + begin - time.monotonic()):
        await _vote(order, voters, begin)
        await _until(begin + order.seconds)
        await _until_shown(voters, order.votes)
    recorder.save(Path(order.out))
    print("saved", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for voter in voters:
        voter.leave()


async def _join(voters: list[Voter], rate: float) -> None:
    begin = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for count, voter in enumerate(voters):
            await _until(begin + count / rate)
            group.create_task(voter.join())


async def _vote(order: Order, voters: list[Voter], begin: float) -> None:
    """Send every vote when it is due, out of step with any tick. A voter never votes twice on a tool."""
    drawn = random.Random(SEED + order.index)
    async with asyncio.TaskGroup() as group:
        for count, number in enumerate(range(order.index, order.votes, order.processes)):
            turn, who = divmod(count, len(voters))
            vote = Vote(
                vote_id=str(UUID(int=drawn.getrandbits(128), version=4)),
                tool_id=order.tools[(turn + who) % len(order.tools)],
                x=round(drawn.uniform(0, 100), 1),
                y=round(drawn.uniform(0, 100), 1),
                due=begin + (number + drawn.random()) / order.rate,
            )
            await _until(vote.due)
            group.create_task(voters[who].cast(vote))


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
