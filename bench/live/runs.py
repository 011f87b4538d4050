"""One run: a server, a crowd that joins and votes, and what came of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from bench.live.fleet import Fleet, joined_fleet
from bench.live.ours import Ledger, compare_log, copied_board, live_tools, our_server, streamlit_command
from bench.live.plan import ONE_CROWD, Crowd
from bench.live.records import Records
from bench.live.server import Server, free_port, machine_seconds, running
from bench.live.waits import Screens, ack_percentile, frames_a_second, lateness, screen_waits
from bench.process import ROOT

HERE = ROOT / "bench" / "live"
TOOLS = [f"t{number:02}" for number in range(1, 34)]  # of the servers that are not ours


@dataclass(frozen=True)
class Cores:
    """Cores kept busy by the server, by the clients, and by whoever else shares the machine."""

    server: float
    clients: float
    others: float


@dataclass(frozen=True)
class Run:
    """What a run showed. Times in seconds, memory in MB; `cpu`: cores that each of them kept busy."""

    crowd: Crowd
    begin: float
    records: Records
    screens: Screens
    frames: float
    cpu: Cores
    memory: float
    stopped_in: float
    ledger: Ledger | None = None

    def ack(self, percent: float) -> float:
        """Milliseconds from when a vote was due until its answer."""
        return 1000 * ack_percentile(self.records, percent)

    def shown(self, percent: float) -> float:
        """Milliseconds from when a vote was due until a screen showed it, over all votes and screens."""
        return 1000 * self.screens.percentile(percent)

    @property
    def answered(self) -> float:
        """Votes answered a second, from when voting began to the last answer."""
        if not len(self.records.acked):
            return 0.0
        took = max(self.crowd.seconds, float(self.records.acked.max()) - self.begin)
        return len(self.records.acked) / took

    @property
    def in_time(self) -> float:
        """Votes a second that were answered while voting went on."""
        return float(np.sum(self.records.acked <= self.begin + self.crowd.seconds)) / self.crowd.seconds

    @property
    def refusals(self) -> Counter[str]:
        """How many votes were refused, by status; '0': the server hung up."""
        return Counter(str(refused).split(" ", 1)[0] for refused in self.records.refused)

    @property
    def late(self) -> float:
        """Milliseconds by which the clients themselves sent late, 99th percentile."""
        return 1000 * lateness(self.records, 99)

    def sentence(self) -> str:
        """What tells whether the run can be trusted."""
        records = self.records
        return (
            f"{len(records.seqs):,} of {self.crowd.votes:,} votes taken, refused {dict(self.refusals)}, "
            f"sent late p99 {self.late:.0f} ms, {self.answered:,.0f} answers/s, "
            f"{records.dropped} streams dropped, {self.screens.never:,} never shown, "
            f"{records.missed:,} frames missed, {self.frames:.2f} frames/s a screen, "
            f"cores: server {self.cpu.server:.2f}, clients {self.cpu.clients:.2f}, others {self.cpu.others:.2f}; "
            f"{self.memory:.0f} MB, stopped in {self.stopped_in:.1f} s; "
            f"ack {self.ack(50):.0f} / {self.ack(95):.0f} / {self.ack(99):.0f} ms, "
            f"screens {self.shown(50):.0f} / {self.shown(95):.0f} / {self.shown(99):.0f} ms"
        )


def run_ours(
    crowd: Crowd,
    folder: Path,
    *,
    settings: Mapping[str, str] = ONE_CROWD,
    limits: Mapping[str, int] | None = None,
) -> Run:
    """Our server, its log compared with what the voters were told."""
    database = copied_board(folder)
    tools = live_tools(database)
    with our_server(database, settings=settings, limits=limits) as server:
        return _report(_drive("web", server, crowd, database.parent, tools=tools, database=database))


def run_polling(crowd: Crowd, folder: Path) -> Run:
    """A Streamlit page that polls."""
    port = free_port()
    with running(streamlit_command(str(HERE / "polling_page.py"), port), port, folder) as server:
        return _report(_drive("polling", server, crowd, folder, tools=TOOLS))


def installed_socketio(folder: Path) -> Path:
    """Install the socket.io server into a folder, as its lock file says, once."""
    target = folder / "socketio"
    if target.exists():
        return target
    if shutil.which("npm") is None:
        raise RuntimeError("No npm found. On Debian: apt-get install npm")
    fresh = Path(mkdtemp(dir=folder)) / "socketio"
    shutil.copytree(HERE / "socketio", fresh)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=fresh,
        check=True,
        capture_output=True,
    )
    with suppress(OSError):  # another part was first
        fresh.rename(target)
    return target


def run_socketio(crowd: Crowd, folder: Path) -> Run:
    """The same fan-out over socket.io."""
    port, installed = free_port(), installed_socketio(folder)
    with running(["node", "server.js", str(port)], port, Path(mkdtemp(dir=folder)), cwd=installed) as server:
        return _report(_drive("socketio", server, crowd, server.log.parent, tools=TOOLS))


def _drive(
    way: str,
    server: Server,
    crowd: Crowd,
    folder: Path,
    *,
    tools: Sequence[str],
    database: Path | None = None,
) -> Run:
    with joined_fleet(way, server.port, crowd, tools, folder) as fleet:
        begin = fleet.start()
        time.sleep(max(0.0, begin - time.monotonic()))
        before = _used(server, fleet)
        time.sleep(crowd.seconds)
        cores = [
            (after - first) / crowd.seconds for first, after in zip(before, _used(server, fleet), strict=True)
        ]
        records = fleet.records()
        memory, stopped_in = server.memory(), server.stop()
        fleet.leave()
    return Run(
        crowd=crowd,
        begin=begin,
        records=records,
        screens=screen_waits(records),
        frames=frames_a_second(records, begin, begin + crowd.seconds),
        cpu=Cores(cores[0], cores[1], max(0.0, cores[2] - cores[0] - cores[1])),
        memory=memory,
        stopped_in=stopped_in,
        ledger=compare_log(database, records) if database is not None else None,
    )


def _used(server: Server, fleet: Fleet) -> tuple[float, float, float]:
    return server.cpu_seconds(), fleet.cpu_seconds(), machine_seconds()


def _report(run: Run) -> Run:
    print(f"  {run.sentence()}", file=sys.stderr)
    return run
