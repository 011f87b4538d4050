"""`python -m bench.shared [--quick]`: what sharing a board costs: turns, news and readings on PostgreSQL.

These decide how far a board can grow over servers, as `docs/scaling.md` works out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np

from bench.machine import machine, machine_sentence
from bench.plan import SEED
from bench.table import MILLISECONDS, RATE, Row, markdown, others
from spectrum.analysis import Simulation
from spectrum.exchange import import_simulation
from spectrum.model import Ballot, Board, Receipt, Tool
from spectrum.store.duckdb_store import DuckDBStore
from spectrum.store.postgres_store import PostgresStore
from spectrum.store.sql_store import SqlStore
from tests.postgres import PostgresServer

BOARD = "bench"
TOOLS = 33
AT_ONCE = 500  # votes that wait at a server: a storm
VOTERS = 2_000


def _new_board(store: SqlStore) -> None:
    store.save_board(Board(BOARD))
    store.save_tools(BOARD, [Tool(f"t{number}", f"Tool {number}") for number in range(TOOLS)])
    store.open_round(BOARD, "bench")


def _ballot(number: int) -> Ballot:
    return Ballot(uuid4(), BOARD, f"t{number % TOOLS}", f"v{number % VOTERS}", 12.3, 45.6)


def votes_a_second(stores: Sequence[SqlStore], seconds: float) -> float:
    """Votes that are saved with a receipt each, by all stores together, with a storm at each."""
    ends = time.monotonic() + seconds

    def storm(store: SqlStore) -> int:
        saved = 0
        while time.monotonic() < ends:
            waiting: list[Future[Receipt]] = [store.submit(_ballot(saved + n)) for n in range(AT_ONCE)]
            saved += sum(future.result().seq > 0 for future in waiting)
        return saved

    began = time.monotonic()
    with ThreadPoolExecutor(len(stores)) as pool:
        saved = sum(pool.map(storm, stores))
    return saved / (time.monotonic() - began)


def alone(store: SqlStore, votes: int) -> float:
    """Milliseconds that a lone vote takes, 95th percentile."""
    took = []
    for number in range(votes):
        began = time.monotonic()
        store.append([_ballot(number)])
        took.append(time.monotonic() - began)
    return float(1000 * np.percentile(took, 95))


def news_delay(here: PostgresStore, there: PostgresStore, votes: int) -> float:
    """Milliseconds from a receipt at one store until the other knows of the new version, 95th percentile."""
    took = []
    arrived: SimpleQueue[int] = SimpleQueue()
    stop = there.on_change(lambda _board, version: arrived.put(version))
    for number in range(votes):
        here.append([_ballot(number)])
        began = time.monotonic()
        while there.version(BOARD) < here.version(BOARD):
            arrived.get(timeout=5)
        took.append(time.monotonic() - began)
        time.sleep(0.05 + 0.1 * (number % 7) / 7)  # out of step with the notifications
    stop()
    return float(1000 * np.percentile(took, 95))


def reading_time(store: SqlStore, times: int) -> float:
    """Milliseconds that the voting room's reading of the board takes, median."""
    since = store.last_seq(BOARD)
    took = []
    for _ in range(times):
        began = time.monotonic()
        store.room(BOARD, since)
        took.append(time.monotonic() - began)
    return float(1000 * np.median(took))


def sharing_rows(server: PostgresServer, folder: Path, *, quick: bool) -> list[Row]:
    """Saving and news, beside DuckDB where there is no sharing."""
    seconds, votes = (1.0, 20) if quick else (6.0, 100)
    schema = server.new_schema()
    stores = [PostgresStore(server.address(schema)) for _ in range(2)]
    own = DuckDBStore(folder / "votes.duckdb")
    try:
        _new_board(stores[0])
        _new_board(own)
        return [
            Row("votes saved, a storm at one server", votes_a_second(stores[:1], seconds), RATE,
                "DuckDB", votes_a_second([own], seconds)),
            Row("… at two servers at once, together", votes_a_second(stores, seconds), RATE),
            Row("a lone vote, p95", alone(stores[0], votes), MILLISECONDS, "DuckDB", alone(own, votes)),
            Row("receipt at one server → news at the other, p95", news_delay(stores[0], stores[1], votes),
                MILLISECONDS),
        ]  # fmt: skip
    finally:
        for opened in (*stores, own):
            opened.close()


def reading_rows(server: PostgresServer, folder: Path, *, quick: bool) -> list[Row]:
    """The room's reading by the size of the board."""
    rows = []
    for voters in (300, 3_000) if quick else (300, 3_000, 30_000):
        stores: list[PostgresStore | DuckDBStore] = [
            PostgresStore(server.address(server.new_schema())), DuckDBStore(folder / f"{voters}.duckdb"),
        ]  # fmt: skip
        took = []
        for store in stores:
            store.save_board(Board(BOARD))
            plan = Simulation(voters=voters, tools=TOOLS, votes_per_voter=TOOLS, seed=SEED)
            import_simulation(store, BOARD, plan)
            took.append(reading_time(store, 10))
            store.close()
        rows.append(
            Row(
                f"the room's reading at {voters * TOOLS:,} current votes",
                took[0],
                MILLISECONDS,
                "DuckDB",
                took[1],
            )
        )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.shared", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see whether it works")
    quick = parser.parse_args().quick
    about = machine()
    with TemporaryDirectory(prefix="spectrum-bench-") as name:
        server = PostgresServer(durable=True)
        try:
            rows = sharing_rows(server, Path(name), quick=quick) + reading_rows(
                server, Path(name), quick=quick
            )
        finally:
            server.remove()
    print(f"{machine_sentence(about)}.\n")
    print(f"{markdown(rows)}\n\n{others(rows)}")


if __name__ == "__main__":
    main()
