"""The dashboard's charts for a notebook: each is an Altair chart, to be shown, changed or saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from spectrum import analysis, charts
from spectrum.charts.convergence import Axis

if TYPE_CHECKING:
    from spectrum.notebook.board import OpenBoard

WIDTH = 720  # pixels
PALETTE = charts.LIGHT  # notebooks and papers are white


class Pictures:
    """Charts of the votes that a board, or a view of it, looks at."""

    def __init__(self, board: OpenBoard) -> None:
        self._board = board

    def average(self) -> alt.LayerChart:
        """Where the votes place every tool."""
        return charts.averaged_spectrum(
            self._board.statistics, self._board.about, palette=PALETTE, width=WIDTH
        )

    def tool(self, tool: str) -> alt.LayerChart:
        """One tool's votes with their mean and its 95 % ellipse. `tool`: its tool_id or name."""
        found = self._board.tool(tool)
        [row] = self._rows(found.tool_id)
        ellipse = self._board.mean_ellipses().get(found.tool_id)
        votes = self._board.placements
        return charts.tool_distribution(
            votes[votes["tool_id"] == found.tool_id],
            tool=found,
            board=self._board.about,
            palette=PALETTE,
            mean=None if row["n_y"] == 0 else (row["mean_complete_x"], row["mean_complete_y"]),
            ellipse=None if ellipse is None else analysis.outlines({found.tool_id: ellipse}),
            pooled=ellipse is not None and ellipse.pooled,
        )

    def disagreement(self) -> alt.LayerChart:
        """The tools that may be ranked (`analysis.ranked`), the most disputed first, with 95 % intervals."""
        ranked = analysis.ranked(self._board.statistics)
        return charts.ranked_disagreement(ranked, palette=PALETTE, width=WIDTH)

    def alpha(self) -> alt.LayerChart:
        """Krippendorff's α of each axis and of both, with 95 % intervals."""
        found = {axis: self._board.alpha(axis) for axis in ("x", "y", "xy")}
        rows = [
            {"axis": axis, "n": a.n, "alpha": a.value, "alpha_low": a.low, "alpha_high": a.high}
            for axis, a in found.items()
        ]
        return charts.agreement(pd.DataFrame(rows), board=self._board.about, palette=PALETTE, width=WIDTH)

    def components(self) -> alt.LayerChart:
        """What part of the variance tools, habits, and taste and noise make up on each axis."""
        return charts.variance_shares(
            pd.DataFrame([row for axis in ("x", "y") for row in self._shares(axis)]),
            board=self._board.about,
            palette=PALETTE,
            width=WIDTH,
        )

    def compare(self, other: OpenBoard, *, names: tuple[str, str] = ("A", "B")) -> alt.LayerChart:
        """An arrow for every tool from its mean here, A, to its mean in `other`, B."""
        found = self._board.compare(other).merge(self._board.statistics[["tool_id", "name", "number"]])
        ends = {f"{side}_{axis}": found[f"mean_{axis}_{side}"] for side in "ab" for axis in "xy"}
        counts = {f"n_{side}": found[f"n_y_{side}"] for side in "ab"}
        return charts.comparison(
            found.assign(**ends, **counts),
            board=self._board.about,
            palette=PALETTE,
            names=names,
            size=WIDTH,
        )

    def convergence(self, tool: str, axis: Axis) -> alt.LayerChart:
        """One tool's mean on "x" or "y", vote by vote. `tool`: its tool_id or name."""
        return charts.convergence(
            self._board.convergence(tool),
            axis=axis,
            tool=self._board.tool(tool),
            board=self._board.about,
            palette=PALETTE,
            width=WIDTH,
        )

    def _rows(self, tool_id: str) -> list[dict[str, Any]]:
        tools = self._board.statistics
        rows = tools[tools["tool_id"] == tool_id].to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in rows]

    def _shares(self, axis: str) -> list[dict[str, Any]]:
        found = self._board.components(axis)
        parts = {"tool": found.tool, "voter": found.voter, "residual": found.residual}
        return [
            {
                "axis": axis,
                "n": found.n,
                "component": name,
                "share": None if part is None else part.value,
                "share_low": None if part is None else part.low,
                "share_high": None if part is None else part.high,
            }
            for name, part in parts.items()
        ]
