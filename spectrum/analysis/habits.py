"""What the variance components say of each voter and each tool: best predictions (BLUPs).

A voter's habit is how far above or below others they place the same tools. It
is shrunk towards 0 the more, the fewer tools they placed (Robinson 1991).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from spectrum.analysis.absorption import Absorbed, Design
from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import placements
from spectrum.analysis.threads import on_one_thread
from spectrum.model import Components

HABIT_COLUMNS = ("voter_id", "n", "raw", "habit", "error", "low", "high")

TOOL_EFFECT_COLUMNS = ("tool_id", "n", "raw", "effect", "error", "low", "high")


@on_one_thread
def voter_habits(votes: pd.DataFrame, components: Components, *, level: float = 0.95) -> pd.DataFrame:
    """Return each voter's habit on the components' axis, in axis points: HABIT_COLUMNS, lowest first.

    `votes`: what `components` was computed from. n: the voter's votes on the
    axis. raw: how far they are from the predicted tools on average. habit: the
    same, shrunk. error: its standard error of prediction; low, high: habit ±
    error times a normal quantile. NaN where the components are undefined.
    """
    found = placements(votes, components.axis)
    design = Design.of(found)
    n = design.rows[:, -2]
    raw, habit, error = np.full((3, len(n)), np.nan)
    if components.voter is not None:
        absorbed, ratio = _absorbed(design, components)
        expected = n * absorbed.mean(ratio) + design.rows[:, :-2] @ absorbed.tool_effects(ratio)
        raw = (design.rows[:, -1] - expected) / n
        habit = raw * n * absorbed.voter / (1 + n * absorbed.voter)
        error = np.sqrt(components.voter.variance * absorbed.voter_errors(ratio))
    return _frame(HABIT_COLUMNS, found.voters, n, (raw, habit, error), level)


@on_one_thread
def tool_effects(votes: pd.DataFrame, components: Components, *, level: float = 0.95) -> pd.DataFrame:
    """Return where each tool is, from the mean of all tools: TOOL_EFFECT_COLUMNS, lowest first.

    `votes`: what `components` was computed from. All but n are in axis points.
    raw: the tool's plain mean from the estimated mean. effect: its prediction,
    which allows for who voted on it. error, low, high: as for habits. NaN where
    the components are undefined.
    """
    found = placements(votes, components.axis)
    design = Design.of(found)
    n = np.diag(design.whole)[:-2]
    raw, effect, error = np.full((3, len(n)), np.nan)
    if components.tool is not None:
        absorbed, ratio = _absorbed(design, components)
        raw = design.whole[-1, :-2] / n - absorbed.mean(ratio)
        effect = absorbed.tool_effects(ratio)
        error = np.sqrt(components.tool.variance * np.diag(absorbed.inverse(ratio)).clip(0, 1))
    return _frame(TOOL_EFFECT_COLUMNS, found.tools, n, (raw, effect, error), level)


def _absorbed(design: Design, components: Components) -> tuple[Absorbed, float]:
    """Return the fit that the components describe, and the tools' ratio."""
    tool, voter, residual = (
        1.0 if part is None else part.variance
        for part in (components.tool, components.voter, components.residual)
    )
    return Absorbed(design, voter / residual), tool / residual


def _frame(
    columns: tuple[str, ...],
    ids: pd.Index[str],
    n: FloatArray,
    found: tuple[FloatArray, FloatArray, FloatArray],
    level: float,
) -> pd.DataFrame:
    from scipy.special import ndtri  # noqa: PLC0415  (0.2 s that a command without intervals need not wait)

    _, predicted, error = found
    reach = ndtri((1 + level) / 2) * error
    figures = (n.astype("int64"), *found, predicted - reach, predicted + reach)
    frame = pd.DataFrame(dict(zip(columns, (ids, *figures), strict=True)))
    return frame.sort_values(columns[3], kind="stable", ignore_index=True)
