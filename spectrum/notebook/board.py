"""A board as a researcher works with it: its frames, and every measure as a function.

Whatever a measure needs of another one is computed once for a view and kept.
"""

from __future__ import annotations

import pandas as pd

from spectrum import analysis
from spectrum.model import Agreement, Anchoring, Components, Drift, Ellipse, Selection
from spectrum.notebook.errors import OpenedApart
from spectrum.notebook.frames import BoardFrames
from spectrum.notebook.pictures import Pictures
from spectrum.notebook.source import Source


class OpenBoard(BoardFrames):
    """One board, or the votes of it that were selected, for reading.

    `analysis` says of each measure how it is defined, when it is undefined, and
    where it comes from. Close the board, or use it in a `with` block, to remove
    the copy that it reads before the process ends.
    """

    def __init__(self, source: Source, selection: Selection, anchor_weight: float) -> None:
        super().__init__(source, selection, anchor_weight)
        self._components: dict[str, Components] = {}

    # --- the board as a whole -----------------------------------------------------------

    def alpha(self, axis: str = "xy") -> Agreement:
        """Krippendorff's α of "x", "y" or both together, "xy", with its interval (`analysis.alpha`)."""
        return analysis.alpha(self._votes, axis)

    def components(self, axis: str) -> Components:
        """What part of the variance on "x" or "y" tools, habits and the rest make up (`analysis.components`)."""
        if axis not in self._components:
            self._components[axis] = analysis.components(self._votes, axis)
        return self._components[axis]

    def habits(self, axis: str) -> pd.DataFrame:
        """How far each voter leans on "x" or "y", in axis points (`analysis.voter_habits`).

        voter_id, n, raw, habit, error, low, high; the lowest first.
        """
        return analysis.voter_habits(self._votes, self.components(axis))

    def residuals(self, axis: str) -> pd.DataFrame:
        """What is left of each vote on "x" or "y", in axis points (`analysis.residual_matrix`).

        voter_id, tool_id, residual, residual_without_habit, voter_order, tool_order.
        """
        return analysis.residual_matrix(self._votes, axis, components=self.components(axis))

    def anchoring(self, *, within: float) -> Anchoring:
        """The share of votes within so many axis points of what the voter saw (`analysis.anchoring_share`)."""
        shown = self.placements
        columns = (shown[name] for name in ("x", "y", "shown_x", "shown_y"))
        return analysis.anchoring_share(*columns, within=within)

    def compare(self, other: OpenBoard, *, permutations: int = analysis.PERMUTATIONS) -> pd.DataFrame:
        """These votes, a, beside those of another view, b, a row a tool (`analysis.compare`).

        n_a, n_b, mean_x_a, …, difference_x (b - a, axis points) with its interval,
        p and q. Raises OpenedApart unless both are views of the same opening.
        """
        if other._source is not self._source:
            raise OpenedApart
        return analysis.compare(self._votes, other._votes, permutations=permutations)

    # --- tools --------------------------------------------------------------------------

    def camps(self) -> pd.DataFrame:
        """Whether the votes on a tool fall into camps, from 30 votes (`analysis.camps`).

        tool_id, n, axis, dip, p, q, verdict.
        """
        return analysis.camps(self._votes)

    def mean_ellipses(self) -> dict[str, Ellipse]:
        """The 95 % ellipse of each tool's mean, by tool_id, in axis points (`analysis.mean_ellipses`)."""
        return analysis.mean_ellipses(self._statistics)

    def convergence(self, tool: str) -> pd.DataFrame:
        """Where a tool's mean stood after each of its votes (`analysis.convergence`).

        cast_at, n, n_y, mean_x, mean_y and their limits x_low, … in axis points; votes
        without a recorded time are left out. `tool`: its tool_id or name. Raises NotFound.
        """
        return analysis.convergence(self._log_of(tool))

    def drift(self, tool: str) -> Drift:
        """How a tool's votes moved, in axis points per hour (`analysis.drift`). `tool`: tool_id or name."""
        return analysis.drift(self._log_of(tool))

    # --- pictures, and the end ------------------------------------------------------------

    @property
    def charts(self) -> Pictures:
        """The dashboard's charts of these votes."""
        return Pictures(self)

    def close(self) -> None:
        """Remove the copy that this board and all views of it read; more than once does no harm."""
        self._source.close()

    def __enter__(self) -> OpenBoard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
