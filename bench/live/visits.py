"""A visitor of Streamlit's pages: its own messages over a websocket, as its browser code sends them.

What a browser loads besides, and needs to draw the page, is not counted.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

FAILED = ("exception",)


@dataclass(frozen=True)
class Visit:
    """One run of a page: seconds from opening the connection to its last message, and bytes received."""

    seconds: float
    received: int


async def open_page(port: int, page: str = "") -> tuple[ClientConnection, Visit]:
    """Open a page and wait until its script has run. Raises RuntimeError if the page shows an exception."""
    began = time.monotonic()
    connection = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", compression=None, max_size=None, open_timeout=None
    )
    message = BackMsg()
    message.rerun_script.page_name = page
    await connection.send(message.SerializeToString())
    received = await _until_finished(connection)
    return connection, Visit(time.monotonic() - began, received)


def visit(port: int, page: str = "") -> Visit:
    """Open a page, wait until it is there, and leave."""

    async def come_and_go() -> Visit:
        connection, seen = await open_page(port, page)
        await connection.close()
        return seen

    return asyncio.run(come_and_go())


async def _until_finished(connection: ClientConnection) -> int:
    received = 0
    async for data in connection:
        if not isinstance(data, bytes):
            continue
        received += len(data)
        message = ForwardMsg.FromString(data)
        if message.delta.new_element.WhichOneof("type") in FAILED:
            raise RuntimeError(f"The page failed: {message.delta.new_element.exception.message}")
        if message.HasField("script_finished"):
            return received
    raise RuntimeError("The server hung up before the page was there.")
