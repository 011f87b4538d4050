"""The log of votes as it is played back: in order of time, each vote with the one that it takes the place of.

Sums over the log are enough to know where every tool stood after any vote, so
nothing here looks at a voter twice. Who voted is not handed on: a vote knows the
row it replaces, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from spectrum.analysis.location import collective
from spectrum.model import Tool

LOG_COLUMNS = ("seq", "tool_id", "voter_id", "round_id", "kind", "x", "y", "cast_at")
"""What `in_order_of_play` reads of `Store.log`."""

PLAY_COLUMNS = ("at", "tool_id", "round_id", "x", "y", "replaces")
"""What it returns."""

SUM_COLUMNS = ("n", "sum_x", "n_y", "sum_y")

TRAVEL_COLUMNS = (
    "tool_id",
    "number",
    "name",
    "n_start",
    "n_end",
    "start_x",
    "start_y",
    "end_x",
    "end_y",
    "moved",
)


def in_order_of_play(log: pd.DataFrame, fresh_rounds: Collection[str] = ()) -> pd.DataFrame:
    """Return every vote of the log in the order in which it is shown (columns: PLAY_COLUMNS).

    Votes without a recorded time come first: they are there from the start, and `at`
    (UTC) is missing. The others follow by time, and by seq where times are equal. A voter's
    votes on one tool keep the order of the log whatever their clocks said, as the last of
    them is the one that counts.

    x and y are what the vote stands for in axis points: on the x axis alone it keeps the
    voter's earlier y, from within the same of the `fresh_rounds`; both are NaN where it
    takes a placement back. `replaces`: the row of the voter's vote before it on this tool, or -1.

    Raises ValueError for missing columns.
    """
    missing = [name for name in LOG_COLUMNS if name not in log.columns]
    if missing:
        raise ValueError(f"the log lacks the columns {', '.join(missing)}")
    votes = log[list(LOG_COLUMNS)].sort_values("seq", ignore_index=True)
    votes["pair"] = votes.groupby(["tool_id", "voter_id"], sort=False).ngroup()
    votes["at"] = _never_before_its_predecessor(votes)
    votes["y"] = _kept_y(votes, fresh_rounds)
    votes.loc[votes["kind"] != "place", ["x", "y"]] = np.nan
    votes = votes.sort_values(["at", "seq"], na_position="first", ignore_index=True)
    row = pd.Series(votes.index, index=votes.index)
    votes["replaces"] = row.groupby(votes["pair"]).shift(fill_value=-1)
    return votes[list(PLAY_COLUMNS)]


def running_sums(votes: pd.DataFrame) -> pd.DataFrame:
    """Return what its tool's placements add up to after each of the `votes` (columns: SUM_COLUMNS).

    `votes`: as `in_order_of_play` returns them. n and n_y count the placements with an x
    and with a y; the sums are in axis points.
    """
    changes = pd.DataFrame(index=votes.index)
    replaced = votes["replaces"].to_numpy()
    for axis, (n, total) in {"x": SUM_COLUMNS[:2], "y": SUM_COLUMNS[2:]}.items():
        now = votes[axis].to_numpy(dtype=float)
        before = np.where(replaced >= 0, now[replaced], np.nan)
        changes[n] = (~np.isnan(now)).astype(int) - (~np.isnan(before)).astype(int)
        changes[total] = np.nan_to_num(now) - np.nan_to_num(before)
    return changes.groupby(votes["tool_id"], sort=False).cumsum()[list(SUM_COLUMNS)]


def travel(votes: pd.DataFrame, tools: Sequence[Tool], *, anchor_weight: float) -> pd.DataFrame:
    """Return where each tool starts and ends, and how far apart these lie (columns: TRAVEL_COLUMNS).

    The start holds the votes without a recorded time alone. Positions are collective ones
    (`location.collective`) in axis points and `moved` is the straight way between them: NaN
    where either is missing on an axis. n_start, n_end: placements that count. By number.
    """
    in_order = sorted(tools, key=lambda tool: tool.number)
    frame = pd.DataFrame(
        {
            "tool_id": pd.Series([tool.tool_id for tool in in_order], dtype="str"),
            "number": pd.Series([tool.number for tool in in_order], dtype="int64"),
            "name": pd.Series([tool.name for tool in in_order], dtype="str"),
        }
    )
    sums = running_sums(votes).assign(tool_id=votes["tool_id"].astype("str"))
    for moment, rows in {"start": sums[votes["at"].isna()], "end": sums}.items():
        frame = frame.assign(**_stand(rows, in_order, anchor_weight, moment))
    frame["moved"] = np.hypot(frame["end_x"] - frame["start_x"], frame["end_y"] - frame["start_y"])
    return frame[list(TRAVEL_COLUMNS)]


def _never_before_its_predecessor(votes: pd.DataFrame) -> pd.Series:
    """When each vote is played: at its time, or at that of the voter's vote before it if that is later."""
    times = votes["cast_at"].astype("datetime64[us]")
    known = times.notna()
    stamps = times.astype("int64").astype("float64").where(known)  # a whole number of µs below 2**53
    latest = stamps.groupby(votes["pair"]).cummax()
    played = latest.groupby(votes["pair"]).ffill()
    return pd.to_datetime(played, unit="us").astype("datetime64[us]")


def _kept_y(votes: pd.DataFrame, fresh_rounds: Collection[str]) -> pd.Series:
    """The y that stands after each vote: its own, or an earlier one that nothing has taken back since."""
    earlier_round = votes["round_id"].groupby(votes["pair"]).shift()
    enters_fresh = votes["round_id"].isin(list(fresh_rounds)) & (votes["round_id"] != earlier_round)
    begins = (votes["kind"] != "place") | enters_fresh
    spell = begins.astype(int).groupby(votes["pair"]).cumsum()
    return votes["y"].groupby([votes["pair"], spell]).ffill()


def _stand(
    sums: pd.DataFrame, tools: Sequence[Tool], anchor_weight: float, moment: str
) -> dict[str, np.ndarray]:
    """Votes and position of every tool once the last of these rows has been played."""
    last = sums.drop_duplicates("tool_id", keep="last").set_index("tool_id")
    last = last.reindex([tool.tool_id for tool in tools]).fillna(0.0)
    stand = {f"n_{moment}": last["n"].to_numpy(dtype=int)}
    for axis, n in (("x", "n"), ("y", "n_y")):
        votes = last[n].to_numpy(dtype=float)
        mean = np.divide(last[f"sum_{axis}"], votes, out=np.zeros_like(votes), where=votes > 0)
        seed = np.array([getattr(tool, f"seed_{axis}") for tool in tools], dtype=float)
        stand[f"{moment}_{axis}"] = collective(mean, votes, seed, anchor_weight)
    return stand
