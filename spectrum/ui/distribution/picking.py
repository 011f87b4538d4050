"""Picking votes of one tool: by a click or a lasso on a plane, or by from-and-to on both axes.

The plane is drawn by the package streamlit-plotly-events, whose Plotly.js is of
2020. It stands behind `pick_votes` alone, so that it can be replaced, and is
handed numbers only: nothing that a visitor wrote.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from streamlit_plotly_events import plotly_events  # type: ignore[import-untyped]

from spectrum.charts.picker import vote_picker
from spectrum.model import AXIS_HIGH, AXIS_LOW, Board
from spectrum.ui import words
from spectrum.ui.frame import palette

Rows = npt.NDArray[np.int64]

MOST_DRAWN = 3000  # votes that the plane offers; more would be too slow to draw around
HEIGHT = 480  # pixels
WHOLE_AXIS = (AXIS_LOW, AXIS_HIGH)
CLEARED = "picks_cleared"  # how often picks were cleared in this session: a new plane each time


def pick_votes(votes: pd.DataFrame) -> list[int]:
    """Offer the votes (x, y in axis points) for a click or a lasso; return the rows that were picked.

    Picks last as long as the same votes are offered. What the browser sends is
    checked: rows that do not exist are left out.
    """
    key = f"pick_{_digest(votes)}_{st.session_state.get(CLEARED, 0)}"
    figure = vote_picker(
        votes, palette=palette(), picked=_rows(st.session_state.get(key), len(votes)), height=HEIGHT
    )
    events = plotly_events(figure, select_event=True, override_height=HEIGHT, key=key)
    return _rows(events, len(votes))


def clear_picks() -> None:
    """Forget what was picked, on the plane and by ranges."""
    for axis in ("x", "y"):
        st.session_state[f"{axis}_range"] = WHOLE_AXIS
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def range_choice(board: Board) -> tuple[tuple[float, float], tuple[float, float]]:
    """From and to on either axis, in whole axis points."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        across = _range("x", f"x, from {board.left} to {board.right}")
    with right:
        upwards = _range("y", f"y, from {board.bottom} to {board.top}")
    return across, upwards


def _range(axis: str, label: str) -> tuple[float, float]:
    low, high = st.slider(
        words.escape(label),
        *WHOLE_AXIS,
        WHOLE_AXIS,
        1.0,
        format="%g",
        key=f"{axis}_range",
        bind="query-params",
    )
    return float(low), float(high)


def within(votes: pd.DataFrame, across: tuple[float, float], upwards: tuple[float, float]) -> Rows:
    """The rows of the votes from and to these places, ends included; one without y only if y is not limited."""
    kept = votes["x"].between(*across) & (votes["y"].between(*upwards) | (upwards == WHOLE_AXIS))
    return np.flatnonzero(kept.to_numpy())


def drawn_of(votes: pd.DataFrame, rows: Rows) -> Rows:
    """At most `MOST_DRAWN` of the rows: evenly chosen along x and then y, the same ones each time."""
    if len(rows) <= MOST_DRAWN:
        return rows
    own = votes.iloc[rows]
    order = np.lexsort((own["y"].fillna(-1.0).to_numpy(), own["x"].to_numpy()))
    chosen = rows[order[np.linspace(0, len(rows) - 1, MOST_DRAWN).round().astype(int)]]
    return np.sort(chosen)


def _digest(votes: pd.DataFrame) -> str:
    places = votes[["x", "y"]].to_numpy(dtype=float)
    return hashlib.blake2b(places.tobytes(), digest_size=8).hexdigest()


def _rows(events: Any, most: int) -> list[int]:
    """The rows in what the browser sent: a list of points, or that list as JSON."""
    try:
        points = json.loads(events) if isinstance(events, str) else events or []
        found = {int(point["pointIndex"]) for point in points}
    except (ValueError, TypeError, KeyError):
        return []
    return sorted(row for row in found if 0 <= row < most)
