"""What a client process saw: its votes, and every frame that reached its screens."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, Any]


@dataclass
class Recorder:
    """Fills up while the clients run. Times are in seconds of the monotonic clock."""

    due: array[float] = field(default_factory=lambda: array("d"))
    sent: array[float] = field(default_factory=lambda: array("d"))
    acked: array[float] = field(default_factory=lambda: array("d"))
    seqs: array[int] = field(default_factory=lambda: array("q"))
    vote_ids: list[str] = field(default_factory=list)
    joins_due: array[float] = field(default_factory=lambda: array("d"))
    joined: array[float] = field(default_factory=lambda: array("d"))
    screens: array[int] = field(default_factory=lambda: array("l"))
    frames_at: array[float] = field(default_factory=lambda: array("d"))
    frames_votes: array[int] = field(default_factory=lambda: array("q"))
    refused: list[str] = field(default_factory=list)
    dropped: int = 0
    missed: int = 0  # frames that hold everything, after the first: the screen had missed one

    def frame(self, screen: int, votes: int, now: float) -> None:
        """A frame reached a screen and showed this many votes."""
        self.screens.append(screen)
        self.frames_votes.append(votes)
        self.frames_at.append(now)

    def vote(self, vote_id: str, seq: int, due: float, sent: float, acked: float) -> None:
        """A vote was answered."""
        self.vote_ids.append(vote_id)
        self.seqs.append(seq)
        self.due.append(due)
        self.sent.append(sent)
        self.acked.append(acked)

    def join(self, due: float, joined: float) -> None:
        """Someone has arrived and sees the room."""
        self.joins_due.append(due)
        self.joined.append(joined)

    def save(self, path: Path) -> None:
        """Write everything to a file."""
        with path.open("wb") as file:
            np.savez(
                file,
                due=np.array(self.due),
                sent=np.array(self.sent),
                acked=np.array(self.acked),
                seqs=np.array(self.seqs, dtype=np.int64),
                vote_ids=np.array(self.vote_ids, dtype="U36"),
                joins_due=np.array(self.joins_due),
                joined=np.array(self.joined),
                screens=np.array(self.screens, dtype=np.int64),
                frames_at=np.array(self.frames_at),
                frames_votes=np.array(self.frames_votes, dtype=np.int64),
                refused=np.array(self.refused, dtype="U200"),
                dropped=np.array(self.dropped),
                missed=np.array(self.missed),
            )


@dataclass(frozen=True)
class Records:
    """What all client processes saw together."""

    due: Numbers
    sent: Numbers
    acked: Numbers
    seqs: Numbers
    vote_ids: Numbers
    joins_due: Numbers
    joined: Numbers
    screens: Numbers
    frames_at: Numbers
    frames_votes: Numbers
    refused: Numbers
    dropped: int
    missed: int

    @classmethod
    def read(cls, paths: Sequence[Path]) -> Records:
        """Put the files of several processes together."""
        files = [np.load(path) for path in paths]
        columns = (
            "due",
            "sent",
            "acked",
            "seqs",
            "vote_ids",
            "joins_due",
            "joined",
            "screens",
            "frames_at",
            "frames_votes",
            "refused",
        )
        joined = {name: np.concatenate([file[name] for file in files]) for name in columns}
        dropped, missed = (sum(int(file[name]) for file in files) for name in ("dropped", "missed"))
        return cls(**joined, dropped=dropped, missed=missed)
