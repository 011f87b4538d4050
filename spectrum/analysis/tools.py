"""One row of figures for every tool, from the plain aggregates that a store gives.

The store sums up the votes; this adds what the catalogue knows and what needs
more than a sum. Cost grows with the tools, not with the votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from spectrum.analysis import location, precision, spread
from spectrum.analysis.ellipse import is_singular, mean_ellipse
from spectrum.analysis.moments import FloatArray, pool
from spectrum.model import BRANCH_SEPARATOR, RANKED_FROM, Covariance, Ellipse, Moments, Tool

OWN_SHAPE_FROM = 5
"""Complete votes below which a tool's mean ellipse takes its shape from all tools together."""

TOLD_TO_POINTS = 5.0
"""Axis points to either side within which the votes needed would tell a mean."""

TOLD_TO_FACTOR = 1.5
"""Factor up and down within which the votes needed would tell D."""

COUNT_COLUMNS = ("n", "n_y")

PASSED_ON = (
    "mean_x",
    "mean_y",
    "sd_x",
    "sd_y",
    "var_x",
    "var_y",
    "cov_xy",
    "median_x",
    "median_y",
    "q1_x",
    "q3_x",
    "q1_y",
    "q3_y",
    "mad_x",
    "mad_y",
    "mean_complete_x",
    "mean_complete_y",
)

INTERVAL_SUMS = ("mean_d2", "mean_d4", "log_trace_n", "log_trace_var")

AGGREGATE_COLUMNS = ("tool_id", *COUNT_COLUMNS, *PASSED_ON, *INTERVAL_SUMS)
"""What `tool_statistics` reads of a store's positions."""

TOOL_COLUMNS = (
    "tool_id",
    "number",
    "name",
    "description",
    "branches",
    "status",
    "seed_x",
    "seed_y",
    "n",
    "n_y",
    "mean_x",
    "mean_y",
    "anchored_x",
    "anchored_y",
    "x",
    "y",
    "seed_share",
    "seed_share_y",
    "sd_x",
    "sd_y",
    "var_x",
    "var_y",
    "cov_xy",
    "standard_distance",
    "disagreement",
    "disagreement_low",
    "disagreement_high",
    "median_x",
    "median_y",
    "q1_x",
    "q3_x",
    "q1_y",
    "q3_y",
    "iqr_x",
    "iqr_y",
    "mad_x",
    "mad_y",
    "mean_x_low",
    "mean_x_high",
    "mean_y_low",
    "mean_y_high",
    "relative_variance_x",
    "relative_variance_y",
    "votes_needed_x",
    "votes_needed_y",
    "votes_needed_disagreement",
    "mean_complete_x",
    "mean_complete_y",
)
"""What `tool_statistics` returns, in this order."""


def tool_statistics(aggregates: pd.DataFrame, tools: Sequence[Tool], *, anchor_weight: float) -> pd.DataFrame:
    """Return one row for each of `tools`, also those without votes, in order of number.

    `aggregates` has AGGREGATE_COLUMNS (`Store.positions`); rows of other tools are
    left out. Positions, means, medians and sds are in axis points, variances in
    squared points; what is undefined is NaN. The columns, TOOL_COLUMNS, are:

    - tool_id, number, name, description, branches (joined by "; "), status, seed_x, seed_y:
      the catalogue's.
    - n, n_y: placements with an x, with a y. mean_*, sd_*, median_*: over these, per axis.
    - anchored_*: the mean with the seed counted as `anchor_weight` votes; x, y: the collective
      position, which is the plain mean where there is no seed. seed_share, seed_share_y:
      the part of the anchored position that the seed makes up, 0 to 1.
    - var_*, cov_xy, mean_complete_*: over placements with both axes, and so are
      standard_distance, disagreement (0 to 3n/(n-1)) and its 95 % interval: the jackknife's
      where the aggregates have its sums, else that of many votes.
    - q1_*, q3_*, iqr_*, mad_*: quartiles, how far they are apart, and the median distance from
      the median; the latter two NaN below two votes. mean_*_low, mean_*_high: 95 % t interval of
      the mean. relative_variance_*: variance as a part of the largest that the mean allows.
    - votes_needed_*: votes that would tell the mean to TOLD_TO_POINTS, and D to a factor of
      TOLD_TO_FACTOR; never below those there are.

    Raises ValueError for missing columns and InvalidSetting for a negative weight.
    """
    frame = _catalogue(tools).merge(_numbers(aggregates), on="tool_id", how="left", validate="one_to_one")
    frame = frame.astype(dict.fromkeys([*PASSED_ON, *INTERVAL_SUMS], "float64"))
    frame = frame.assign(**{name: frame[name].fillna(0).astype("int64") for name in COUNT_COLUMNS})
    return _with_precision(_with_spread(_with_positions(frame, anchor_weight)))[list(TOOL_COLUMNS)]


def ranked(statistics: pd.DataFrame) -> pd.DataFrame:
    """Return the tools that may be ranked by D: with RANKED_FROM complete votes and an interval, the furthest first."""
    enough = (statistics["n_y"] >= RANKED_FROM) & statistics["disagreement_low"].notna()
    order = ["disagreement", "number"]
    return statistics[enough].sort_values(order, ascending=[False, True])


def mean_ellipses(statistics: pd.DataFrame) -> dict[str, Ellipse]:
    """Return the 95 % ellipse of each tool's mean, by tool_id, from `tool_statistics`.

    Its shape is the tool's own from OWN_SHAPE_FROM complete votes on; below, and
    where these lie on one line, it is pooled over all tools. A tool is left out
    if it has no complete vote, or too few tools have two to pool anything.
    """
    tools = {str(row.tool_id): _moments(row) for row in statistics.itertuples(index=False)}
    pooled = pool(moments.covariance for moments in tools.values())
    ellipses = {tool_id: _own_or_pooled(moments, pooled) for tool_id, moments in tools.items()}
    return {tool_id: ellipse for tool_id, ellipse in ellipses.items() if ellipse is not None}


def _catalogue(tools: Sequence[Tool]) -> pd.DataFrame:
    in_order = sorted(tools, key=lambda tool: tool.number)
    columns = {
        "tool_id": pd.Series([tool.tool_id for tool in in_order], dtype="str"),
        "number": pd.Series([tool.number for tool in in_order], dtype="int64"),
        "name": pd.Series([tool.name for tool in in_order], dtype="str"),
        "description": pd.Series([tool.description for tool in in_order], dtype="str"),
        "branches": pd.Series([BRANCH_SEPARATOR.join(tool.branches) for tool in in_order], dtype="str"),
        "status": pd.Series([tool.status for tool in in_order], dtype="str"),
        "seed_x": pd.Series([tool.seed_x for tool in in_order], dtype="float64"),
        "seed_y": pd.Series([tool.seed_y for tool in in_order], dtype="float64"),
    }
    return pd.DataFrame(columns)


def _numbers(aggregates: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in AGGREGATE_COLUMNS if name not in aggregates.columns]
    if missing:
        raise ValueError(f"aggregates lack the columns {', '.join(missing)}")
    return aggregates[list(AGGREGATE_COLUMNS)].astype({"tool_id": "str"})


def _with_positions(frame: pd.DataFrame, weight: float) -> pd.DataFrame:
    x = (frame["mean_x"], frame["n"], frame["seed_x"])
    y = (frame["mean_y"], frame["n_y"], frame["seed_y"])
    return frame.assign(
        anchored_x=location.anchored(*x, weight),
        anchored_y=location.anchored(*y, weight),
        x=location.collective(*x, weight),
        y=location.collective(*y, weight),
        seed_share=location.seed_share(frame["n"], frame["seed_x"], weight),
        seed_share_y=location.seed_share(frame["n_y"], frame["seed_y"], weight),
    )


def _with_spread(frame: pd.DataFrame) -> pd.DataFrame:
    disagreement = spread.disagreement_from_variances(frame["var_x"], frame["var_y"])
    low, high = _disagreement_limits(frame, disagreement)
    several = {axis: frame[n] >= 2 for axis, n in (("x", "n"), ("y", "n_y"))}
    return frame.assign(
        standard_distance=spread.distance_from_variances(frame["var_x"], frame["var_y"]),
        disagreement=disagreement,
        disagreement_low=low,
        disagreement_high=high,
        iqr_x=(frame["q3_x"] - frame["q1_x"]).where(several["x"]),
        iqr_y=(frame["q3_y"] - frame["q1_y"]).where(several["y"]),
        mad_x=frame["mad_x"].where(several["x"]),
        mad_y=frame["mad_y"].where(several["y"]),
        relative_variance_x=spread.relative_variance(frame["mean_x"], frame["sd_x"], frame["n"]),
        relative_variance_y=spread.relative_variance(frame["mean_y"], frame["sd_y"], frame["n_y"]),
    )


def _disagreement_limits(frame: pd.DataFrame, disagreement: FloatArray) -> FloatArray:
    """The ends of D's interval, shape (2, tools): by the jackknife, or from moments where it has no sums."""
    few = spread.jackknife_limits(disagreement, frame["n_y"], frame["log_trace_n"], frame["log_trace_var"])
    many = spread.large_sample_limits(disagreement, frame["n_y"], frame["mean_d2"], frame["mean_d4"])
    return np.where(frame["log_trace_n"].isna(), many, few)


def _with_precision(frame: pd.DataFrame) -> pd.DataFrame:
    x, y = (frame["sd_x"], frame["n"]), (frame["sd_y"], frame["n_y"])
    low_x, high_x = precision.mean_interval(frame["mean_x"], *x)
    low_y, high_y = precision.mean_interval(frame["mean_y"], *y)
    some = frame["n_y"].where(frame["disagreement"].notna())
    return frame.assign(
        mean_x_low=low_x,
        mean_x_high=high_x,
        mean_y_low=low_y,
        mean_y_high=high_y,
        votes_needed_x=precision.votes_needed_for_mean(*x, TOLD_TO_POINTS),
        votes_needed_y=precision.votes_needed_for_mean(*y, TOLD_TO_POINTS),
        votes_needed_disagreement=precision.votes_needed_for_disagreement(some, TOLD_TO_FACTOR),
    )


def _moments(row: Any) -> Moments:
    shape = Covariance(row.var_x, row.var_y, row.cov_xy, max(row.n_y - 1, 0))
    return Moments(row.n_y, row.mean_complete_x, row.mean_complete_y, shape)


def _own_or_pooled(moments: Moments, pooled: Covariance) -> Ellipse | None:
    if moments.n >= OWN_SHAPE_FROM and not is_singular(moments.covariance):
        return mean_ellipse(moments)
    return mean_ellipse(moments, pooled=pooled)
