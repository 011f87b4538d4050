"""How a board stands, told so that two moments of it can be compared."""

from __future__ import annotations

import hashlib
from datetime import datetime

import numpy as np

from spectrum.model import TOOL_STATUSES, Selection, Snapshot

BOARD = "board"

PACKAGE = b"PK\x00\xff, a zip file"
FINAL = Snapshot(
    name="Final",
    title="Test board",
    taken_at=datetime(2026, 3, 4, 15, 30, 12),
    seq=1,
    licence="CC-BY-4.0",
    software="1.2",
    n_tools=3,
    n_voters=1,
    n_votes=2,
    files={"votes.csv": "ab12", "datapackage.json": "cd34"},
    file="board-final.zip",
    sha256=hashlib.sha256(PACKAGE).hexdigest(),
    size=len(PACKAGE),
)


def means(store, selection=None):
    """Where each tool's mean is, and by how many votes."""
    positions = store.positions(selection or Selection(BOARD))
    rows = positions[["tool_id", "n", "mean_x", "mean_y"]].itertuples(index=False, name=None)
    return {tool: (n, round(x, 9), None if np.isnan(y) else round(y, 9)) for tool, n, x, y in rows}


def everything(store):
    """All that a board's figures rest on."""
    current = store.current_votes(Selection(BOARD)).astype(object)
    rows = current.where(current.notna(), None).values.tolist()
    return rows, means(store), store.tools(BOARD, TOOL_STATUSES)


def latest(organiser):
    """The last entry of the audit."""
    return organiser.audit(1)[0]
