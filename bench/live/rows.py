"""Runs as rows of the table."""

from __future__ import annotations

from bench.live.runs import Run
from bench.table import MILLISECONDS, SECONDS, Row

ACK, SCREEN, HALL_SCREEN = 200.0, 500.0, 1_500.0  # milliseconds that 95 of 100 should not exceed
FRAMES, VOTES, STREAMS, CORES = "frames/s", "votes", "streams", "cores"
OTHERS = "… processor that others on the machine used meanwhile"
SOCKETIO = "socket.io, votes in memory only"
POLLING = "Streamlit page that polls each second"


def storm_rows(ours: Run, theirs: Run, *, full: bool) -> list[Row]:
    """A crowd that votes all at once, beside socket.io under the same load."""
    size, ledger = ours.crowd.size, ours.ledger
    assert ledger is not None
    target = ACK if full else None
    rows = [
        Row(f"{size}: answer, p50", ours.ack(50), MILLISECONDS, SOCKETIO, theirs.ack(50)),
        Row("… answer, p95", ours.ack(95), MILLISECONDS, SOCKETIO, theirs.ack(95), target),
        Row("… answer, p99", ours.ack(99), MILLISECONDS, SOCKETIO, theirs.ack(99)),
    ]
    rows += _screen_rows(ours, theirs, SOCKETIO, SCREEN if full else None)
    rows += [
        Row("… frames a screen", ours.frames, FRAMES, SOCKETIO, theirs.frames),
        Row("… processor", ours.cpu.server, CORES, SOCKETIO, theirs.cpu.server),
        Row(OTHERS, ours.cpu.others, CORES, SOCKETIO, theirs.cpu.others or None),
        Row("… votes answered and not in the log", ledger.lost, VOTES, target=0),
        Row("… votes in the log more than once", ledger.doubled, VOTES, target=0),
        Row("… votes refused", len(ours.records.refused), VOTES, target=0),
        Row("… current votes that `verify` finds wrong (0: none)", int(not ledger.verified), "", target=0),
        Row("… the server ends with all streams open", ours.stopped_in, SECONDS),
    ]
    return rows


def hall_rows(run: Run, *, full: bool) -> list[Row]:
    """A crowd that mostly watches."""
    assert run.ledger is not None
    return [
        Row(f"{run.crowd.size}: answer, p95", run.ack(95), MILLISECONDS),
        *_screen_rows(run, None, "", HALL_SCREEN if full else None),
        Row("… frames a screen", run.frames, FRAMES),
        Row("… processor", run.cpu.server, CORES),
        Row(OTHERS, run.cpu.others, CORES),
        Row("… memory of the server", run.memory, "MB"),
        Row("… streams dropped", run.records.dropped, STREAMS, target=0),
        Row("… votes answered and not in the log", run.ledger.lost, VOTES, target=0),
    ]


def polling_rows(ours: Run, theirs: Run) -> list[Row]:
    """A crowd that a page that polls can stand."""
    return [
        Row(f"{ours.crowd.size}: answer, p95", ours.ack(95), MILLISECONDS, POLLING, theirs.ack(95)),
        *_screen_rows(ours, theirs, POLLING, None),
        Row("… processor", ours.cpu.server, CORES, POLLING, theirs.cpu.server),
    ]


def _screen_rows(ours: Run, theirs: Run | None, name: str, target: float | None) -> list[Row]:
    return [
        Row(
            f"… vote to every screen, p{percent}",
            ours.shown(percent),
            MILLISECONDS,
            name,
            None if theirs is None else theirs.shown(percent),
            target if percent == 95 else None,
        )
        for percent in (50, 95, 99)
    ]
