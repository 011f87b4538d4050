"""From the records of a run to how long people waited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.live.records import Numbers, Records

STEP = 0.0005  # seconds: how finely the waits of all screens are counted
LONGEST = 120.0  # seconds


@dataclass(frozen=True)
class Screens:
    """Seconds from when a vote was due until screens showed it."""

    counts: Numbers  # over all votes and screens, in steps of STEP
    last: Numbers  # for each vote the last screen; infinite if a screen never showed it

    def percentile(self, percent: float) -> float:
        """Over all votes and screens."""
        reached = np.searchsorted(np.cumsum(self.counts), self.counts.sum() * percent / 100)
        return float((reached + 1) * STEP)

    @property
    def never(self) -> int:
        """How many times a screen never showed a vote."""
        return int(self.counts[-1])


def screen_waits(records: Records) -> Screens:
    """For each vote and screen, the first frame whose `votes` had reached the vote's seq."""
    order = np.argsort(records.seqs)
    seqs, due = records.seqs[order], records.due[order]
    steps = round(LONGEST / STEP)
    counts = np.zeros(steps + 1, dtype=np.int64)
    last = np.zeros(len(seqs))
    for votes, at in _frames_of_each(records):
        first = np.searchsorted(votes, seqs)
        shown = np.append(at, np.inf)[first] - due
        counts += np.bincount(np.clip(shown / STEP, 0, steps).astype(np.int64), minlength=steps + 1)
        np.maximum(last, shown, out=last)
    return Screens(counts, last)


def _frames_of_each(records: Records) -> list[tuple[Numbers, Numbers]]:
    """Each screen's frames in the order in which they came: the votes that they show, and when."""
    order = np.argsort(records.screens, kind="stable")
    votes, at = records.frames_votes[order], records.frames_at[order]
    ends = np.flatnonzero(np.diff(records.screens[order])) + 1
    return [
        (np.maximum.accumulate(v), a)
        for v, a in zip(np.split(votes, ends), np.split(at, ends), strict=True)
        if len(v)
    ]


def ack_percentile(records: Records, percent: float) -> float:
    """Seconds from when a vote was due until its answer."""
    return float(np.percentile(records.acked - records.due, percent))


def lateness(records: Records, percent: float) -> float:
    """Seconds by which the clients sent votes later than due: their own slowness."""
    return float(np.percentile(records.sent - records.due, percent))


def frames_a_second(records: Records, begin: float, end: float) -> float:
    """Frames that reached a screen each second, mean over the screens."""
    inside = (records.frames_at >= begin) & (records.frames_at < end)
    return float(inside.sum()) / (end - begin) / max(1, len(np.unique(records.screens)))
