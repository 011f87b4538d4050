"""The figures of the compare page: tool by tool, group by group, and what the voters were shown.

They are kept until the board changes, as those of `analyses` are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from spectrum.analysis import COMPARISON_COLUMNS
from spectrum.model import NEAR_SHOWN, Agreement, Anchoring, Selection
from spectrum.store import Store
from spectrum.ui import analyses
from spectrum.ui.compare.choice import Group, Pair
from spectrum.ui.current import KEPT, store
from spectrum.ui.reads import counts, read_key, tools

DIFFERS_BELOW = 0.05  # q, the p value adjusted over the tools
AXES = ("x", "y", "xy")
EXCHANGING = "Exchanging voters between A and B, tool by tool. On a big board this takes a minute, once…"

TABLE_COLUMNS = ("number", "name", *COMPARISON_COLUMNS, "shown_x_a", "shown_y_a", "shown_x_b", "shown_y_b")
FIGURE_COLUMNS = (*TABLE_COLUMNS, "distance", "shown_apart")
"""What the page's table holds, in this order, and so does its download."""


@dataclass(frozen=True)
class GroupFigures:
    """One group as a whole. `standard_distance`: within tools, in axis points, NaN where undefined."""

    name: str
    voters: int
    votes: int
    tools: int
    alpha: dict[str, Agreement]
    standard_distance: float
    anchoring: Anchoring


def tool_differences(pair: Pair) -> pd.DataFrame:
    """Every tool that has votes in a group, the surest difference first: FIGURE_COLUMNS.

    distance: how far B's mean lies from A's. shown_*: the mean of what voters were
    shown; shown_apart: how far these two lie apart. All in axis points, NaN where undefined.
    """
    with st.spinner(EXCHANGING):
        figures = analyses.comparison(pair.a.selection, pair.b.selection)
    catalogue = pd.DataFrame(
        [(tool.tool_id, tool.number, tool.name) for tool in tools(pair.a.selection.board_id)],
        columns=["tool_id", "number", "name"],
    )
    merged = catalogue.merge(figures, on="tool_id")
    for group, side in ((pair.a, "a"), (pair.b, "b")):
        merged = merged.merge(shown_means(group.selection).add_suffix(f"_{side}"), "left", on="tool_id")
    merged = merged.assign(
        distance=np.hypot(merged["difference_x"], merged["difference_y"]),
        shown_apart=np.hypot(
            merged["shown_x_b"] - merged["shown_x_a"], merged["shown_y_b"] - merged["shown_y_a"]
        ),
    )
    order = ["q", "distance", "number"]
    ranked = merged.sort_values(order, ascending=[True, False, True], na_position="last", kind="stable")
    return ranked[list(FIGURE_COLUMNS)].reset_index(drop=True)


def group_figures(group: Group, figures: pd.DataFrame, side: str) -> GroupFigures:
    """Sum up one group; `figures` as `tool_differences` returns them, `side` "a" or "b"."""
    found = counts(group.selection)
    freedom = (figures[f"n_y_{side}"] - 1).clip(lower=0)
    squares = (freedom * figures[f"standard_distance_{side}"] ** 2).sum()
    return GroupFigures(
        group.name,
        found.voters,
        found.votes,
        int((figures[f"n_{side}"] > 0).sum()),
        {axis: analyses.alpha(group.selection, axis) for axis in AXES},
        float(np.sqrt(squares / freedom.sum())) if freedom.sum() else np.nan,
        analyses.anchoring(group.selection, NEAR_SHOWN),
    )


def voters_in_both(pair: Pair) -> int:
    """How many voters have votes in both groups."""
    a, b = pair.a.selection, pair.b.selection
    return _voters_in_both(*read_key(a), a, b, store())


def shown_means(selection: Selection) -> pd.DataFrame:
    """The mean position that a tool's voters were shown before voting: tool_id (index), shown_x, shown_y."""
    return _shown_means(*read_key(selection), selection, store())


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _voters_in_both(database: str, version: int, a: Selection, b: Selection, _store: Store) -> int:
    voters_a, voters_b = (analyses.placements(side)["voter_id"].unique() for side in (a, b))
    return len(np.intersect1d(voters_a.astype(str), voters_b.astype(str)))


@st.cache_data(max_entries=KEPT, show_spinner=analyses.ANALYSING)
def _shown_means(database: str, version: int, selection: Selection, _store: Store) -> pd.DataFrame:
    votes = analyses.shown_placements(selection)
    return votes.groupby("tool_id")[["shown_x", "shown_y"]].mean()
