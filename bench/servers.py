"""`python -m bench.servers [--quick]`: two servers on one PostgreSQL, whole, and while one of them or it fails.

The crowd's halves are at one server each, or behind the proxy of `deploy/`, where
voters do as the canvas does: they send a vote again and come back to the stream.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from bench.live.fleet import joined_fleet
from bench.live.limits import raise_file_limit
from bench.live.plan import Crowd
from bench.live.records import Records
from bench.live.server import cpu_seconds, machine_seconds
from bench.live.staying import SENT_AGAIN
from bench.live.waits import Screens, ack_percentile, lateness, screen_waits
from bench.machine import machine, machine_sentence
from bench.table import MILLISECONDS, Row, markdown, others
from tests.servers.stage import BOARD, Stage

LONGEST = 700.0  # ms that 95 of 100 votes may take to a screen
AWAY = 2.0  # seconds that the database is stopped


@dataclass(frozen=True)
class Run:
    """What came of a run. `cores`: that servers, database, clients and others kept busy."""

    crowd: Crowd
    records: Records
    screens: Screens
    cores: tuple[float, ...]
    lost: int
    doubled: int
    agrees: bool

    def ack(self, percent: float) -> float:
        """Milliseconds from when a vote was due until it was taken."""
        return 1000 * ack_percentile(self.records, percent)

    def shown(self, percent: float) -> float:
        """Milliseconds from when a vote was due until a screen showed it, over all votes and screens."""
        return 1000 * self.screens.percentile(percent)

    def sentence(self) -> str:
        """All of it, for whoever wants to know whether the run can be trusted."""
        again = Counter(str(r).removeprefix(SENT_AGAIN) for r in self._refused(again=True))
        told = ", ".join(f"{count} after {status}" for status, count in sorted(again.items())) or "none"
        servers, database, clients, others = self.cores
        return (
            f"{len(self.records.seqs):,} of {self.crowd.votes:,} votes taken, "
            f"refused {len(self._refused(again=False))}, lost {self.lost}, doubled {self.doubled}, "
            f"log and current votes {'agree' if self.agrees else 'DIFFER'}; "
            f"sent again: {told}; streams dropped {self.records.dropped}, never shown {self.screens.never:,}; "
            f"ack {self.ack(50):.0f} / {self.ack(95):.0f} / {self.ack(99):.0f} / {self.ack(100):.0f} ms, "
            f"screens {self.shown(50):.0f} / {self.shown(95):.0f} / {self.shown(99):.0f} ms, "
            f"sent late p99 {1000 * lateness(self.records, 99):.0f} ms; "
            f"cores: servers {servers:.2f}, database {database:.2f}, clients {clients:.2f}, others {others:.2f}"
        )

    def _refused(self, *, again: bool) -> list[str]:
        return [str(r) for r in self.records.refused if str(r).startswith(SENT_AGAIN) == again]


def run(
    stage: Stage,
    crowd: Crowd,
    folder: Path,
    *,
    way: str,
    ports: Sequence[int],
    trouble: Callable[[], None] | None = None,
) -> Run:
    """Let a crowd vote on a round of its own; a third of the way through, let there be trouble."""
    tools = _new_board(stage)
    with joined_fleet(way, ports, crowd, tools, folder) as fleet:
        begin = fleet.start()
        time.sleep(max(0.0, begin - time.monotonic()))
        before = (*_cores(stage), fleet.cpu_seconds(), machine_seconds())
        if trouble is not None:
            time.sleep(crowd.seconds / 3)
            trouble()
        time.sleep(max(0.0, begin + crowd.seconds - time.monotonic()))
        after = (*_cores(stage), fleet.cpu_seconds(), machine_seconds())
        records = fleet.records()
        fleet.leave()
    used = [max(0.0, b - a) / crowd.seconds for a, b in zip(before, after, strict=True)]
    cores = (*used[:3], max(0.0, used[3] - sum(used[:3])))
    lost, doubled, agrees = _compare(stage, records)
    found = Run(crowd, records, screen_waits(records), cores, lost, doubled, agrees)
    print(f"  {found.sentence()}", file=sys.stderr)
    return found


def _cores(stage: Stage) -> tuple[float, float]:
    servers = sum(_seconds(server.process.pid) for server in stage.servers)
    return servers, _seconds(stage.postgres.pid, children=True)


def _seconds(pid: int, *, children: bool = False) -> float:
    """Processor time of a process, which may have been killed."""
    try:
        own = cpu_seconds(pid)
        others = psutil.Process(pid).children() if children else []
        return own + sum(cpu_seconds(child.pid) for child in others)
    except psutil.NoSuchProcess:
        return 0.0


def _new_board(stage: Stage) -> list[str]:
    """Take all votes away, so that a screen's count is the number of votes; return the tools' ids."""
    for table in ("votes", "current_votes"):
        stage.postgres.execute(f"DELETE FROM {table}")
    store = stage.store()
    try:
        store.save_board(store.board(BOARD))  # who knows the board from before reads it anew
        return [tool.tool_id for tool in store.tools(BOARD)]
    finally:
        store.close()


def _compare(stage: Stage, records: Records) -> tuple[int, int, bool]:
    """Votes that were taken and are not in the log, those in it twice, and whether `verify` agrees."""
    store = stage.store()
    try:
        log = store.extract(BOARD).votes
        agrees = store.verify(BOARD).agrees
    finally:
        store.close()
    logged = set(zip(log["vote_id"], log["seq"], strict=True))
    answered = set(zip(records.vote_ids.tolist(), records.seqs.tolist(), strict=True))
    return len(answered - logged), len(log) - log["vote_id"].nunique(), agrees


def _restart(stage: Stage) -> None:
    stage.postgres.stop()
    time.sleep(AWAY)
    stage.postgres.start()


def measure(crowd: Crowd, folder: Path) -> list[Row]:
    """All three runs as rows."""
    stage = Stage(folder)
    try:
        direct = [server.port for server in stage.servers]
        assert stage.proxy is not None
        behind = [stage.proxy.port]
        whole = run(stage, crowd, folder, way="web", ports=direct)
        restarted = run(stage, crowd, folder, way="staying", ports=behind, trouble=lambda: _restart(stage))
        killed = run(stage, crowd, folder, way="staying", ports=behind, trouble=stage.servers[0].kill)
    finally:
        stage.end()
    rows = [
        Row(f"{crowd.size}, half at each server: answer, p95", whole.ack(95), MILLISECONDS),
        Row("… vote to every screen, p95", whole.shown(95), MILLISECONDS, target=LONGEST),
    ]
    for name, found in (("one server killed", killed), (f"database away for {AWAY:.0f} s", restarted)):
        rows += [
            Row(f"… behind the proxy, {name}: answer, p95", found.ack(95), MILLISECONDS),
            Row("… the longest wait for an answer", found.ack(100), MILLISECONDS),
            Row("… vote to every screen, p95", found.shown(95), MILLISECONDS),
        ]
    for name, number in (
        ("answered votes lost, all runs", [r.lost for r in (whole, killed, restarted)]),
        ("votes doubled, all runs", [r.doubled for r in (whole, killed, restarted)]),
        (
            "votes not taken, all runs",
            [crowd.votes - len(np.unique(r.records.vote_ids)) for r in (whole, killed, restarted)],
        ),
    ):
        rows.append(Row(name, float(sum(number)), "votes", target=0.0))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.servers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see whether it works")
    parser.add_argument("--screens", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=200.0, metavar="VOTES", help="a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    crowd = Crowd(arguments.screens, arguments.rate, arguments.seconds)
    if arguments.quick:
        crowd = Crowd(100, 50, 6)
    raise_file_limit()
    about = machine()
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        rows = measure(crowd, Path(folder))
    print(f"{machine_sentence(about)}.\n")
    print(f"{markdown(rows)}\n\n{others(rows)}")


if __name__ == "__main__":
    main()
