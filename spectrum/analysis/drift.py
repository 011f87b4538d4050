"""How one tool's votes moved while voting went on; only for votes with a recorded time.

A frame of votes may be current votes or the log's. In the log a voter's later
vote replaces the earlier one, a vote without y leaves the voter's y standing,
and a row without x (a withdrawal) takes the voter's vote back.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spectrum.analysis.moments import FloatArray
from spectrum.analysis.placements import require
from spectrum.analysis.precision import mean_interval
from spectrum.model import AxisDrift, Drift

DRIFT_FROM = 5
"""Votes below which no trend is computed."""

MOST_FOR_SLOPE = 1000
"""Votes whose half a million pairs the slope is taken from, if there are more."""

CONVERGENCE_COLUMNS = (
    "cast_at",
    "n",
    "n_y",
    "mean_x",
    "mean_y",
    "x_low",
    "x_high",
    "y_low",
    "y_high",
)

NO_TIMES = "not available: these votes have no recorded time"
TOO_FEW = f"not available: fewer than {DRIFT_FROM} votes have a recorded time"
ONE_TIME = "not available: all votes were recorded at the same time"
ALL_SAME = "not available: all votes are the same"

HOUR = pd.Timedelta(hours=1)


def convergence(
    votes: pd.DataFrame, *, fresh_rounds: Collection[str] = (), level: float = 0.95
) -> pd.DataFrame:
    """Return where the mean stood after each of one tool's votes, in order of time.

    `votes`: x, y, cast_at, with voter_id if a voter may appear more than once, and
    seq if they are the log's: a voter's votes then keep its order whatever their clocks
    said, as the last of them is the one that counts. Rows without cast_at are left out.
    `fresh_rounds`: ids of rounds (column round_id) into which no earlier y is taken.
    Columns, CONVERGENCE_COLUMNS: cast_at; n, n_y: voters with an x, with a y, so
    far; mean_x, mean_y and the ends of their t intervals, in axis points, NaN while
    there are none. Raises ValueError for missing columns.
    """
    log = _log(votes, fresh_rounds)
    columns: dict[str, object] = {"cast_at": log["cast_at"]}
    for axis, count in (("x", "n"), ("y", "n_y")):
        n, mean, sd = _running(log[axis].to_numpy(), log["voter"].to_numpy())
        low, high = mean_interval(mean, sd, n, level=level)
        columns |= {count: n, f"mean_{axis}": mean, f"{axis}_low": low, f"{axis}_high": high}
    return pd.DataFrame(columns, columns=list(CONVERGENCE_COLUMNS), index=log.index)


def drift(votes: pd.DataFrame, *, fresh_rounds: Collection[str] = ()) -> Drift:
    """Return the trend of one tool's votes over time, per axis: Theil-Sen slope and Kendall's tau test.

    `votes` and `fresh_rounds` as for `convergence`. One vote per voter, the latest, as the test takes
    votes to be independent. The slope, in axis points per hour, is the median over
    all pairs of votes with its 95 % interval (Sen 1968); beyond MOST_FOR_SLOPE votes
    it is taken from that many, evenly spaced in their order of time. The test uses
    all. An axis without figures says why in `reason`.
    """
    log = _log(votes, fresh_rounds)
    standing = log[log["still_stands"]]
    x, y = (_axis_drift(standing, axis, has_votes=bool(votes[axis].notna().any())) for axis in ("x", "y"))
    return Drift(x=x, y=y)


def _log(votes: pd.DataFrame, fresh_rounds: Collection[str]) -> pd.DataFrame:
    """Return the timed votes in order: cast_at, voter (a number), x, y (with the y that a voter keeps).

    `still_stands`: the voter has not taken the vote back later.
    """
    require(votes, ("x", "y", "cast_at"))
    timed = votes.assign(cast_at=pd.to_datetime(votes["cast_at"]))
    timed = timed[timed["cast_at"].notna()]
    if "seq" in timed.columns:
        timed = timed.sort_values("seq", ignore_index=True)
    voter = pd.factorize(timed["voter_id"])[0] if "voter_id" in timed.columns else np.arange(len(timed))
    times = timed["cast_at"].groupby(voter).cummax() if "seq" in timed.columns else timed["cast_at"]
    timed = timed.assign(cast_at=times, voter=voter).sort_values("cast_at", kind="stable", ignore_index=True)
    log = timed[["cast_at", "voter"]].assign(
        x=timed["x"].astype("float64"), chosen_y=timed["y"].astype("float64")
    )
    taken_back = log["x"].isna().groupby(log["voter"]).cumsum()
    spell = (log["x"].isna() | _enters_fresh(timed, fresh_rounds)).groupby(log["voter"]).cumsum()
    standing_y = log.groupby([log["voter"], spell])["chosen_y"].ffill().where(log["x"].notna())
    last = taken_back.groupby(log["voter"]).transform("max")
    return log.assign(y=standing_y, still_stands=log["x"].notna() & (taken_back == last))


def _enters_fresh(votes: pd.DataFrame, fresh_rounds: Collection[str]) -> pd.Series:
    """Whether each vote is its voter's first in a round that starts fresh."""
    if not fresh_rounds or "round_id" not in votes.columns:
        return pd.Series(data=False, index=votes.index)
    before = votes["round_id"].groupby(votes["voter"]).shift()
    return votes["round_id"].isin(list(fresh_rounds)) & (votes["round_id"] != before)


def _running(values: FloatArray, voter: NDArray[np.intp]) -> tuple[NDArray[np.int64], FloatArray, FloatArray]:
    """Return count, mean and sd after each value, each voter counting with the latest; NaN takes it back."""
    told = ~np.isnan(values)
    centre = values[told].mean() if told.any() else 0.0
    now = pd.DataFrame({"n": told, "sum": values - centre, "squares": (values - centre) ** 2})
    now = now.astype("float64").fillna(0.0)
    before = now.groupby(voter).shift(fill_value=0.0)
    n, total, squares = (now - before).cumsum().to_numpy().T
    count = np.where(n > 0, n, np.nan)
    mean = total / count
    variance = np.maximum(squares / count - mean**2, 0.0) * count / np.where(n > 1, n - 1, np.nan)
    return n.astype("int64"), centre + mean, np.sqrt(variance)


def _axis_drift(log: pd.DataFrame, axis: str, *, has_votes: bool) -> AxisDrift:
    chosen = "x" if axis == "x" else "chosen_y"
    latest = log[log[chosen].notna()].drop_duplicates("voter", keep="last")
    n = len(latest)
    values = latest[chosen].to_numpy()
    hours = ((latest["cast_at"] - latest["cast_at"].min()) / HOUR).to_numpy(dtype=float)
    reason = NO_TIMES if has_votes and not n else _why_not(hours, values)
    if reason:
        return AxisDrift(n, 0, np.nan, np.nan, np.nan, np.nan, reason)
    from scipy.stats import kendalltau, theilslopes  # noqa: PLC0415  (0.5 s that others need not wait)

    few = _evenly(n)
    line = theilslopes(values[few], hours[few])
    p = kendalltau(hours, values).pvalue
    return AxisDrift(n, len(few), float(line[0]), float(line[2]), float(line[3]), float(p))


def _why_not(hours: FloatArray, values: FloatArray) -> str:
    if len(hours) < DRIFT_FROM:
        return TOO_FEW
    if hours.min() == hours.max():
        return ONE_TIME
    return ALL_SAME if values.min() == values.max() else ""


def _evenly(n: int) -> NDArray[np.int64]:
    """Return which of n votes to take, first and last included: all, or MOST_FOR_SLOPE evenly spaced."""
    return np.linspace(0, n - 1, min(n, MOST_FOR_SLOPE)).round().astype("int64")
