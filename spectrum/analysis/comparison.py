"""Two sets of votes side by side, tool by tool: two rounds, two branches, blind and open.

Voters who are in both sets make their means alike. The intervals of the
differences allow for that, and so does the test.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from spectrum.analysis.groups import PERMUTATIONS, permanova
from spectrum.analysis.many_tests import adjusted_p
from spectrum.analysis.placements import require
from spectrum.analysis.spread import NO_TRACE, disagreement_from_variances, distance_from_variances
from spectrum.model import Interval

SIDE_COLUMNS = (
    "n",
    "n_y",
    "mean_x",
    "mean_y",
    "sd_x",
    "sd_y",
    "standard_distance",
    "disagreement",
)

ROW_COLUMNS = {
    "n_both": "int64",
    **{f"difference_{axis}{end}": "float64" for axis in "xy" for end in ("", "_low", "_high")},
    **dict.fromkeys(("pseudo_f", "r2", "p"), "float64"),
    "why": "str",
}
"""What needs both sides of a tool, with its types."""

COMPARISON_COLUMNS = (
    "tool_id",
    *(f"{name}_{side}" for name in SIDE_COLUMNS for side in "ab"),
    *ROW_COLUMNS,
    "q",
)
"""What `compare` returns, in this order."""


def compare(
    votes_a: pd.DataFrame,
    votes_b: pd.DataFrame,
    *,
    level: float = 0.95,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return one row of COMPARISON_COLUMNS for each tool that has votes on either side, by tool_id.

    Both frames: current placements (tool_id, voter_id, x, y), at most one for
    each voter and tool.
    - n_*, mean_*, sd_*: over the votes that have the axis; n_y_*,
      standard_distance_*, disagreement_*: over those with both.
    - n_both: voters who placed the tool on both sides.
    - difference_x, difference_y: b - a, in axis points, with the ends of an
      interval (`difference_interval`).
    - pseudo_f, r2, p: `permanova`; q: p adjusted over the tools (Benjamini &
      Hochberg 1995). NaN where undefined, and `why` then says why, else ''.

    Raises ValueError for missing columns.
    """
    for votes in (votes_a, votes_b):
        require(votes, ("tool_id", "voter_id", "x", "y"))
    by_tool_a, by_tool_b = (
        {str(tool): own for tool, own in votes.groupby("tool_id")} for votes in (votes_a, votes_b)
    )
    tools = pd.Index(sorted({*by_tool_a, *by_tool_b}), dtype="str", name="tool_id")
    sides = _side(votes_a, "a", tools).join(_side(votes_b, "b", tools)).reset_index()
    rows = [
        _row(by_tool_a.get(tool, votes_a[:0]), by_tool_b.get(tool, votes_b[:0]), level, permutations, seed)
        for tool in tools
    ]
    figures = pd.DataFrame(rows, columns=list(ROW_COLUMNS)).astype(ROW_COLUMNS)
    together = pd.concat([sides, figures], axis=1)
    return together.assign(q=adjusted_p(together["p"]))[list(COMPARISON_COLUMNS)]


def difference_interval(a: pd.Series, b: pd.Series, *, level: float = 0.95) -> Interval | None:
    """Return the t interval of mean(b) - mean(a), or None if it is undefined.

    `a` and `b` hold values (no NaN), indexed by voter. Without a voter in both
    it is Welch's interval, with all of them in both that of paired values, and
    in between the interval for partly overlapping samples of unequal variance
    (Derrick, Russ, Toher & White 2017). Undefined with fewer than two values on
    a side and where neither side varies.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  (0.2 s that a command without intervals need not wait)

    if min(len(a), len(b)) < 2:
        return None
    spread_a, spread_b = a.var() / len(a), b.var() / len(b)
    n_both, shared = _shared(a, b)
    variance = spread_a + spread_b - 2 * shared
    if variance < NO_TRACE:
        return None
    welch = (spread_a + spread_b) ** 2 / (spread_a**2 / (len(a) - 1) + spread_b**2 / (len(b) - 1))
    alone = len(a) + len(b) - 2 * n_both
    freedom = n_both - 1 + (welch - n_both + 1) / (len(a) + len(b)) * alone
    reach = stdtrit(freedom, (1 + level) / 2) * np.sqrt(variance)
    difference = b.mean() - a.mean()
    return Interval(float(difference - reach), float(difference + reach))


def _shared(a: pd.Series[float], b: pd.Series[float]) -> tuple[int, float]:
    """Return how many voters are in both, and the covariance that they give to the two means.

    One voter alone has no covariance and counts as two people, as do voters who do not vary on a side.
    """
    both = a.index.intersection(b.index)
    if len(both) < 2:
        return 0, 0.0
    own_a, own_b = a.loc[both].to_numpy(), b.loc[both].to_numpy()
    if not (np.ptp(own_a) and np.ptp(own_b)):
        return 0, 0.0
    correlation = float(np.corrcoef(own_a, own_b)[0, 1])
    return len(both), correlation * a.std() * b.std() * len(both) / (len(a) * len(b))


def _side(votes: pd.DataFrame, side: str, tools: pd.Index[str]) -> pd.DataFrame:
    """Sum up one side by tool: SIDE_COLUMNS with `side` behind each name, indexed by `tools`."""
    by_tool = votes[["x", "y"]].groupby(votes["tool_id"])
    complete = votes[votes["y"].notna()]
    own = complete[["x", "y"]].groupby(complete["tool_id"])
    variances = own.var().reindex(tools)
    columns = (
        by_tool["x"].size().reindex(tools, fill_value=0),
        own.size().reindex(tools, fill_value=0),
        *(by_tool[axis].mean() for axis in "xy"),
        *(by_tool[axis].std() for axis in "xy"),
        distance_from_variances(variances["x"], variances["y"]),
        disagreement_from_variances(variances["x"], variances["y"]),
    )
    named = dict(zip((f"{name}_{side}" for name in SIDE_COLUMNS), columns, strict=True))
    return pd.DataFrame(named, index=tools)


def _row(
    a: pd.DataFrame, b: pd.DataFrame, level: float, permutations: int, seed: int
) -> tuple[float | str, ...]:
    """Return what one tool's votes on two sides come to: ROW_COLUMNS."""
    together = pd.concat([a.assign(_side="a"), b.assign(_side="b")])
    test = permanova(together, "_side", permutations=permutations, seed=seed)
    found = (test.pseudo_f, test.r2, test.p)
    ends: list[float] = []
    for axis in ("x", "y"):
        own_a, own_b = (side.set_index("voter_id")[axis].dropna() for side in (a, b))
        interval = difference_interval(own_a, own_b, level=level)
        limits = (np.nan, np.nan) if interval is None else (interval.low, interval.high)
        ends += [own_b.mean() - own_a.mean(), *limits]
    n_both = len(set(a["voter_id"]).intersection(b["voter_id"]))
    return n_both, *ends, *(np.nan if figure is None else figure for figure in found), test.why
