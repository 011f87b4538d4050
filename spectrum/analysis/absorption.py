"""The algebra of two crossed random effects: voters are absorbed, so that only tools × tools is factored.

For a given ratio of voter to residual variance, a board of any number of voters
comes down to one matrix of moments over the tools, the mean and the votes. One
eigendecomposition of it serves every ratio of tool to residual variance
(Bates et al. 2015 profile the same criterion; Henderson 1984 absorbs).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import Placements

LARGEST = 1e7
"""Ratio to the residual variance from which on there is no residual to speak of: below 0.01 points or so."""

RANK = 1e-9
"""Part of the largest eigenvalue below which one counts as zero."""


@dataclass(frozen=True, eq=False)
class Design:
    """What the criterion needs of one axis: moments over the columns (tools, 1, votes).

    `rows` sums the columns by voter, shape (voters, tools + 2); `sizes` are the
    numbers of votes that voters have, `counts` how many voters have each, and
    `moments` the products of their rows: voters enter in no other way.
    `centre` (axis points) was taken off the votes.
    """

    n: int
    centre: float
    rows: FloatArray
    whole: FloatArray
    sizes: FloatArray
    counts: FloatArray
    moments: FloatArray

    @classmethod
    def of(cls, votes: Placements) -> Design:
        """Sum up the first axis of `votes`."""
        n, tools, voters = votes.n, len(votes.tools), len(votes.voters)
        centre = float(votes.values[:, 0].mean()) if n else math.nan
        y = votes.values[:, 0] - centre
        rows = np.zeros((voters, tools + 2))
        np.add.at(rows, (votes.voter, votes.tool), 1.0)
        rows[:, -2] = rows[:, :tools].sum(axis=1)
        rows[:, -1] = np.bincount(votes.voter, y, voters)
        whole = np.diag([*rows[:, :tools].sum(axis=0), n, float(y @ y)])
        whole[-1, :tools] = whole[:tools, -1] = np.bincount(votes.tool, y, tools)
        whole[-2] = whole[:, -2] = rows.sum(axis=0)
        sizes, size = np.unique(rows[:, -2], return_inverse=True)
        moments = np.empty((len(sizes), tools + 2, tools + 2))
        for index in range(len(sizes)):
            own = rows[size == index]
            moments[index] = own.T @ own
        return cls(n, centre, rows, whole, sizes, np.bincount(size).astype(float), moments)

    @property
    def n_tools(self) -> int:
        """How many tools have votes."""
        return len(self.whole) - 2

    @property
    def n_voters(self) -> int:
        """How many voters have votes."""
        return len(self.rows)

    def freedom(self) -> int:
        """Return how many votes are left over when every tool and every voter has a mean of its own."""
        tools = slice(self.n_tools)
        within_voters = self.whole[tools, tools] - np.tensordot(
            1 / self.sizes, self.moments[:, tools, tools], axes=1
        )
        eigenvalues = np.linalg.eigvalsh(within_voters)
        rank = int((eigenvalues > RANK * self.n).sum())
        return self.n - self.n_voters - rank


class Absorbed:
    """The REML criterion at one ratio of voter to residual variance, for any ratio of the tools' one.

    V = residual variance · (I + voter·ZvZv' + tool·ZtZt'); the residual variance
    is profiled out.
    """

    def __init__(self, design: Design, voter: float) -> None:
        self.design, self.voter = design, voter
        self.shrink = 1 / (1 + voter * design.sizes)
        m = design.whole - np.tensordot(voter * self.shrink, design.moments, axes=1)
        border = np.tensordot(self.shrink / design.sizes, design.moments[:, -2], axes=1)  # no cancellation
        self.weight = float(border[-2])
        self.level = border / self.weight
        m -= np.outer(border, self.level)
        self.eigenvalues, self.vectors = np.linalg.eigh(m[:-2, :-2])
        self.eigenvalues = np.maximum(self.eigenvalues, 0.0)
        self.projected = self.vectors.T @ m[:-2, -1]
        self.squares = float(m[-1, -1])
        log_voters = float(design.counts @ np.log1p(voter * design.sizes))
        self.constant = log_voters + math.log(self.weight) + (design.n - 1) * (1 + math.log(2 * math.pi))

    def residual_variance(self, tool: ArrayLike) -> FloatArray:
        """Return the best residual variance, in squared axis points."""
        ratio = np.asarray(tool, dtype=float)[..., None]
        explained = (ratio * self.projected**2 / (1 + ratio * self.eigenvalues)).sum(axis=-1)
        rest: FloatArray = np.maximum(self.squares - explained, 1e-14 * self.squares)
        return rest / (self.design.n - 1)

    def criterion(self, tool: ArrayLike) -> FloatArray:
        """Return -2 times the restricted log likelihood."""
        ratio = np.asarray(tool, dtype=float)[..., None]
        logs = np.log1p(ratio * self.eigenvalues).sum(axis=-1)
        found: FloatArray = (self.design.n - 1) * np.log(self.residual_variance(tool)) + logs + self.constant
        return found

    def slope_by_tool(self, tool: float) -> float:
        """Return the derivative of the criterion by the tools' ratio."""
        damped = 1 / (1 + tool * self.eigenvalues)
        explained = ((self.projected * damped) ** 2).sum()
        return float((self.eigenvalues * damped).sum() - explained / self.residual_variance(tool))

    def slope_by_voter(self, tool: float) -> float:
        """Return the derivative of the criterion by the voters' ratio."""
        design = self.design
        change = -np.tensordot(self.shrink**2, design.moments, axes=1)
        weight = change[-2, -2]
        along = change[-2] - self.level * weight / 2
        change = change - np.outer(self.level, along) - np.outer(along, self.level)
        direction = np.append(-self.tool_effects(tool), 1.0)
        kept = np.delete(np.delete(change, -2, axis=0), -2, axis=1)
        traces = float(design.counts @ (design.sizes * self.shrink)) + weight / self.weight
        traces += tool * float((self.inverse(tool) * kept[:-1, :-1]).sum())
        return float(traces + direction @ kept @ direction / self.residual_variance(tool))

    def inverse(self, tool: float) -> FloatArray:
        """Return (I + tool·Zt'PZt)⁻¹, the prediction errors of tools in units of their variance."""
        found: FloatArray = (self.vectors / (1 + tool * self.eigenvalues)) @ self.vectors.T
        return found

    def tool_effects(self, tool: float) -> FloatArray:
        """Return the BLUPs of the tools, in axis points from the mean."""
        return tool * (self.vectors @ (self.projected / (1 + tool * self.eigenvalues)))

    def mean(self, tool: float) -> float:
        """Return the estimated mean over tools and voters, in axis points from the design's centre."""
        return float(self.level[-1] - self.level[:-2] @ self.tool_effects(tool))

    def voter_errors(self, tool: float) -> FloatArray:
        """Return the prediction variances of voters in units of their variance, shape (voters,), 0 to 1."""
        rows = self.design.rows
        damped = 1 / (1 + self.voter * rows[:, -2])
        told = rows[:, -2] * damped
        by_tool = rows[:, :-2] * damped[:, None] - np.outer(told, self.level[:-2])
        through_tools = tool * ((by_tool @ self.inverse(tool)) * by_tool).sum(axis=1)
        known = self.voter * (told - told**2 / self.weight - through_tools)
        unknown: FloatArray = np.clip(1 - known, 0.0, 1.0)
        return unknown
