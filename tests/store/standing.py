"""How a board stands, told so that two moments of it can be compared."""

from __future__ import annotations

import numpy as np

from spectrum.model import TOOL_STATUSES, Selection

BOARD = "board"


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
