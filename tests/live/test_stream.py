"""A stream of frames begins, and ends: with its client, with the hall, never later."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from itertools import count

import httpx
import pytest
import uvicorn

from spectrum.errors import StoreUnavailable
from spectrum.live import VOTER_COOKIE, room
from spectrum.live.identity import sign_voter
from spectrum.model import Tool
from tests.live.visiting import BOARD, PATIENCE, SECRET, Stream, open_house, problem

LIVE = f"/api/boards/{BOARD}/live"


def tasks(house) -> set[str]:
    """What runs on the hall's loop, by the names of the coroutines."""

    async def names() -> set[str]:
        for _ in range(5):
            await asyncio.sleep(0)
        return {task.get_coro().__qualname__ for task in asyncio.all_tasks()} - {"Room._read"}

    return house.call(names)


def test_headers_tell_proxies_to_hand_it_on_at_once(house, onlooker):
    with onlooker.stream() as stream:
        assert stream.event() == "retry: 1000"
        headers = dict(stream.start["headers"])
    assert stream.start["status"] == 200
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-accel-buffering"] == b"no"


def test_head_tells_the_headers_and_ends(onlooker):
    answer = onlooker.send("HEAD", LIVE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_board_that_is_not_there_has_no_stream(onlooker):
    problem(onlooker.get("/api/boards/bord/live"), 404)


def test_nothing_is_left_of_a_client_that_leaves(house, onlooker):
    before = tasks(house)
    streams = [Stream(onlooker) for _ in range(3)]
    for stream in streams:
        stream.frame()
    assert house.hall.room(BOARD).subscribers == 3
    for stream in streams:
        stream.leave()
    assert house.hall.room(BOARD).subscribers == 0
    assert tasks(house) == before


def test_nothing_is_left_of_a_client_that_leaves_while_it_is_sent_something(house, onlooker):
    before = tasks(house)
    stream = Stream(onlooker)
    stream.pause()
    house.call(asyncio.sleep, 0.05)
    stream.leave()
    assert house.hall.room(BOARD).subscribers == 0
    assert tasks(house) == before


async def broken(_message):
    raise OSError("the connection is gone")


def test_connection_that_breaks_ends_the_stream_quietly(house, onlooker):
    async def never():
        await asyncio.Event().wait()

    scope = {
        "type": "http", "method": "GET", "path": LIVE, "raw_path": b"", "query_string": b"", "root_path": "",
        "headers": [], "scheme": "http", "client": None, "server": ("hall.example", 80),
    }  # fmt: skip

    async def visit():
        await asyncio.wait_for(house.app(scope, never, broken), PATIENCE)

    house.call(visit)
    assert house.hall.room(BOARD).subscribers == 0


def test_streams_end_when_the_hall_closes(house, onlooker):
    streams = [Stream(onlooker), Stream(house.visitor())]
    for stream in streams:
        stream.frame()
    house.call(house.hall.close)
    for stream in streams:
        stream.to_the_end()
        stream.ending.result(PATIENCE)
    assert "_leave_with" not in tasks(house)  # though the clients are still there
    late = Stream(onlooker)
    late.to_the_end()
    late.ending.result(PATIENCE)


def test_hall_that_closes_does_not_wait_for_the_next_tick(store):
    """If it did, this would take an hour."""
    with open_house(store, tick=3600.0) as house, house.visitor().stream() as stream:
        stream.frame()


def test_store_that_cannot_be_read_is_told_as_a_problem(store):
    calls = count()

    def find():
        if next(calls):
            raise StoreUnavailable("it is being opened again")
        return store  # once, so that there is a room

    with open_house(find) as house:
        assert "opened again" in problem(house.visitor().get(LIVE), 503)


def test_stream_ends_when_the_store_cannot_be_read_any_more(store, monkeypatch):
    """The client comes back, and is told then."""
    monkeypatch.setattr(room, "TROUBLE_PAUSE", 0.01)
    store.open_round(BOARD, "one", reveal="after_own_vote")
    failing = []

    def find():
        if failing and sys._getframe(1).f_code.co_name == "of":
            raise StoreUnavailable("it is being opened again")
        return store

    with open_house(find) as house, house.visitor("onlooker").stream() as stream:
        stream.frame()
        failing.append(True)
        store.save_tools(BOARD, [Tool("t4", "Another")])  # what was known of placements is asked for anew
        stream.to_the_end()
        stream.ending.result(PATIENCE)


@contextmanager
def served(house):
    """The app on a port of this machine, through a real server, on the hall's own loop."""
    server = uvicorn.Server(uvicorn.Config(house.app, port=0, log_level="warning", ws="none", lifespan="off"))
    server.config.load()
    ended = house.portal.start_task_soon(server._serve)

    async def wait() -> int:
        async with asyncio.timeout(PATIENCE):
            while not server.started:
                await asyncio.sleep(0.01)
        return int(server.servers[0].sockets[0].getsockname()[1])

    try:
        yield f"http://127.0.0.1:{house.call(wait)}"
    finally:
        server.should_exit = True
        ended.result(PATIENCE)


@pytest.mark.parametrize("who_ends", ["client", "hall"])
def test_stream_over_a_real_connection(store, house, ann, who_ends):
    store.open_round(BOARD, "one")
    cookies = {VOTER_COOKIE: sign_voter("reader", SECRET)}
    with served(house) as url, httpx.Client(trust_env=False, timeout=PATIENCE, cookies=cookies) as client:
        with client.stream("GET", url + LIVE) as answer:
            lines = answer.iter_lines()
            assert answer.status_code == 200
            assert next(line for line in lines if line.startswith("data: "))
            ann.vote("t3", 20, 30)
            assert '["t3",1,20.0,30.0]' in next(line for line in lines if '"votes":1' in line)
            if who_ends == "hall":
                house.call(house.hall.close)
                assert not any(line.startswith("data: ") for line in lines)
        if who_ends == "client":
            hall_room = house.hall.room(BOARD)

            async def gone():
                async with asyncio.timeout(PATIENCE):
                    while hall_room.subscribers:
                        await asyncio.sleep(0.01)

            house.call(gone)
