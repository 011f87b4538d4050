"""A voter on the page that polls: Streamlit's own messages over a websocket, as its browser code sends them.

What a browser would need to draw the chart is not counted, in the page's favour.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.live.records import Recorder
from bench.live.voters import Vote

VOTES = re.compile(rb"votes=(\d+);")
NUMBER = re.compile(rb"number=(\d+);")


class PollingVoter:
    """See `voters.Voter`."""

    def __init__(self, number: int, port: int, recorder: Recorder) -> None:
        self._number = number
        self._port = port
        self._recorder = recorder
        self._connection: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._widgets: dict[str, str] = {}  # what kind of widget → its id
        self._values: list[WidgetState] = []
        self._seq = 0  # of the last vote that was answered
        self._waiting: asyncio.Future[int] | None = None
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turn = asyncio.Lock()
        self.votes = -1

    async def join(self) -> None:
        """Run the page once."""
        self._connection = await connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", subprotocols=None, compression=None, max_size=None
        )
        self._tasks.append(asyncio.create_task(self._listen(self._connection)))
        await self._rerun()
        await self._joined

    async def cast(self, vote: Vote) -> None:
        """Move the widgets and press the button when the vote before is answered."""
        async with self._turn:
            self._waiting = asyncio.get_running_loop().create_future()
            self._values = [
                WidgetState(id=self._widgets["selectbox"], string_value=f"tool {int(vote.tool_id[1:])}"),
                _slider(self._widgets["x"], vote.x),
                _slider(self._widgets["y"], vote.y),
            ]
            sent = time.monotonic()
            await self._rerun(WidgetState(id=self._widgets["button"], trigger_value=True))
            seq = await self._waiting
            acked = time.monotonic()
        self._recorder.vote(vote.vote_id, seq, vote.due, sent, acked)

    def leave(self) -> None:
        """Close the tab."""
        for task in self._tasks:
            task.cancel()

    async def _rerun(self, *pressed: WidgetState, fragment: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.fragment_id = fragment
        state.is_auto_rerun = bool(fragment)
        state.widget_states.widgets.extend([*self._values, *pressed])
        if self._connection is not None:
            await self._connection.send(message.SerializeToString())

    async def _poll(self, fragment: str, interval: float) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(interval)
                await self._rerun(fragment=fragment)

    async def _listen(self, connection: ClientConnection) -> None:
        try:
            async for data in connection:
                if isinstance(data, bytes):
                    self._hear(data)
        except ConnectionClosed:
            self._recorder.dropped += 1

    def _hear(self, data: bytes) -> None:
        if found := VOTES.search(data):
            self.votes = int(found[1])
            self._recorder.frame(self._number, self.votes, time.monotonic())
            if not self._joined.done():
                self._joined.set_result(None)
        elif found := NUMBER.search(data):
            self._answered(int(found[1]))
        elif not self._joined.done():
            self._learn(ForwardMsg.FromString(data))

    def _answered(self, seq: int) -> None:
        if seq > self._seq and self._waiting is not None and not self._waiting.done():
            self._seq = seq
            self._waiting.set_result(seq)

    def _learn(self, message: ForwardMsg) -> None:
        """Note the widgets' ids, and start to poll when told so."""
        if message.HasField("auto_rerun"):
            told = message.auto_rerun
            self._tasks.append(asyncio.create_task(self._poll(told.fragment_id, told.interval)))
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "slider":
            self._widgets[element.slider.label] = element.slider.id
        elif kind == "selectbox":
            self._widgets[kind] = element.selectbox.id
        elif kind == "button":
            self._widgets[kind] = element.button.id


def _slider(widget: str, value: float) -> WidgetState:
    state = WidgetState(id=widget)
    state.double_array_value.data.append(value)
    return state
