"""What is left of each vote when the tool's mean, and the voter's habit, are taken off.

In the given order of voters and tools, those who differ from the rest in the
same way stand together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from spectrum.analysis.components import components as fitted
from spectrum.analysis.habits import voter_habits
from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import IntArray, Placements, placements
from spectrum.analysis.threads import on_one_thread
from spectrum.model import Components

RESIDUAL_COLUMNS = (
    "voter_id",
    "tool_id",
    "residual",
    "residual_without_habit",
    "voter_order",
    "tool_order",
)

TIED = 9
"""Decimals to which scores are equal: rounding errors do not decide an order."""


@on_one_thread
def residual_matrix(votes: pd.DataFrame, axis: str, *, components: Components | None = None) -> pd.DataFrame:
    """Return the residual of every vote on `axis` ("x" or "y"): RESIDUAL_COLUMNS, by voter and tool order.

    `votes`: current placements (tool_id, voter_id, x, y). residual: the vote
    less the tool's plain mean, in axis points. residual_without_habit: less the
    voter's habit, too (`voter_habits`, from `components` if they are given);
    NaN where the components are undefined. voter_order, tool_order: ranks from 0
    along the first singular vectors of the residuals without habit, with
    0 where there is no vote, so that voters with few votes stand in the middle.
    Who names the ids has no influence on the order.
    """
    found = placements(votes, axis)
    parts = fitted(votes, axis) if components is None else components
    values = found.values[:, 0]
    means = np.bincount(found.tool, values) / np.bincount(found.tool)
    residual = values - means[found.tool]
    habits = voter_habits(votes, parts).set_index("voter_id")["habit"]
    without_habit = residual - habits.reindex(found.voters).to_numpy()[found.voter]
    structure = residual if np.isnan(without_habit).any() else without_habit
    voter_order, tool_order = _orders(found, structure)
    columns = (
        found.voters.take(found.voter),
        found.tools.take(found.tool),
        residual,
        without_habit,
        voter_order[found.voter],
        tool_order[found.tool],
    )
    frame = pd.DataFrame(dict(zip(RESIDUAL_COLUMNS, columns, strict=True)))
    return frame.sort_values(["voter_order", "tool_order"], kind="stable", ignore_index=True)


def _orders(found: Placements, residual: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the rank of each voter and of each tool along the first singular vectors."""
    matrix = np.zeros((len(found.voters), len(found.tools)))
    np.add.at(matrix, (found.voter, found.tool), residual)
    if not matrix.size:
        return np.arange(len(found.voters)), np.arange(len(found.tools))
    tools = np.linalg.eigh(matrix.T @ matrix)[1][:, -1]
    tools = tools if (tools**3).sum() >= 0 else -tools  # the eigenvector's sign is arbitrary
    return _ranks(matrix @ tools), _ranks(tools)


def _ranks(scores: FloatArray) -> IntArray:
    """Return ranks from 0 of `scores`; those that are equal keep the order they came in."""
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[np.argsort(scores.round(TIED), kind="stable")] = np.arange(len(scores))
    return ranks
