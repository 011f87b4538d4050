"""The next simplest way: the same work with pandas, as a careful analyst would write it.

It is spared part of what the product does: ids by which a file imported twice is
recognised, the line and column of every unusable row, withdrawn votes, blocked voters.
"""

from __future__ import annotations

import math
import time
from importlib import import_module
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from bench.plan import BOARD
from spectrum.analysis import tool_statistics
from spectrum.model import AXIS_HIGH, AXIS_LOW, Tool
from spectrum.store.readings import JACKKNIFE_BELOW

ID_LIMIT = 200  # characters
COLUMNS = {"tool_id": "str", "voter_id": "str", "x": "str", "y": "str", "cast_at": "str"}
INSERTS = (
    """
    INSERT INTO votes
    SELECT $1, row_number() OVER (), uuid(), NULL, tool_id, voter_id, 'place', x, y, NULL, NULL, cast_at,
           'import:votes.csv', false
    FROM incoming
    """,
    """
    INSERT INTO current_votes
    SELECT $1, tool_id, voter_id, seq, NULL, 'place', x, y, cast_at, 'import:votes.csv' FROM latest
    """,
    "INSERT INTO voters (board_id, voter_id) SELECT $1, voter_id FROM voters_seen",
    """
    INSERT INTO tools
    SELECT $1, tool_id, row_number() OVER (), tool_id, '', '', NULL, NULL, NULL, now()::timestamp, 'live', NULL
    FROM tools_seen
    """,
)


def import_csv(csv: str, database: str) -> int:
    """Read, check and store a CSV file of votes in a migrated, empty database; return how many."""
    incoming = check(pd.read_csv(csv, dtype=COLUMNS, keep_default_na=False))
    latest = fold(incoming.assign(seq=np.arange(1, len(incoming) + 1)))
    frames = {
        "incoming": incoming,
        "latest": latest,
        "voters_seen": incoming[["voter_id"]].drop_duplicates(),
        "tools_seen": incoming[["tool_id"]].drop_duplicates(),
    }
    with duckdb.connect(database) as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        connection.execute("BEGIN")
        for insert in INSERTS:
            connection.execute(insert, [BOARD]).fetchall()
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    return len(incoming)


def check(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their types; raises ValueError with the first one that cannot be used."""
    x = pd.to_numeric(rows["x"], errors="coerce")
    y = pd.to_numeric(rows["y"], errors="coerce")
    cast_at = pd.to_datetime(rows["cast_at"], errors="coerce", utc=True, format="ISO8601").dt.tz_localize(
        None
    )
    wrong = (
        ~rows["tool_id"].str.len().between(1, ID_LIMIT)
        | ~rows["voter_id"].str.len().between(1, ID_LIMIT)
        | ~x.between(AXIS_LOW, AXIS_HIGH)
        | ((rows["y"] != "") & ~y.between(AXIS_LOW, AXIS_HIGH))
        | ((rows["cast_at"] != "") & cast_at.isna())
    )
    if wrong.any():
        raise ValueError(f"unusable row {int(np.argmax(wrong)) + 2}")
    return rows.assign(x=x, y=y, cast_at=cast_at)


def fold(log: pd.DataFrame) -> pd.DataFrame:
    """The latest row of each voter on each tool, with the last y that is there."""
    return log.groupby(["tool_id", "voter_id"], as_index=False, sort=True).last()


def first_page(parquet: str, spawned_at: float) -> dict[str, Any]:
    """The home page's figures from a Parquet file of the log: seconds since the start, and the figures."""
    import_module("scipy.special")  # which intervals load when the first of them is computed
    imported = time.time()
    statistics = statistics_of(parquet)
    done = time.time()
    return {
        "start": imported - spawned_at,
        "data": done - imported,
        "votes": int(statistics["n"].sum()),
        "disagreement": float(statistics["disagreement"].sum()),
    }


def statistics_of(parquet: str, *, folded: bool = False) -> pd.DataFrame:
    """Every tool's figures as the home page shows them, from a Parquet file of the log.

    `folded`: the file holds current votes alone.
    """
    positions = tables(parquet)[0] if folded else aggregates(fold(pd.read_parquet(parquet)))
    tools = [Tool(tool_id, tool_id, number) for number, tool_id in enumerate(positions["tool_id"], start=1)]
    return tool_statistics(positions, tools, anchor_weight=0.0)


def tables(parquet: str) -> tuple[pd.DataFrame, float]:
    """The table per tool from a Parquet file of the current placements, and how many seconds it took."""
    started = time.perf_counter()
    placed = pd.read_parquet(parquet, columns=["tool_id", "x", "y"]).astype({"tool_id": "category"})
    return aggregates(placed), time.perf_counter() - started


def aggregates(placed: pd.DataFrame) -> pd.DataFrame:
    """What `Store.positions` gives, from the current placements: columns tool_id, x, y."""
    by_tool = placed.groupby("tool_id", observed=True)
    complete = placed[placed["y"].notna()]
    centres = complete.groupby("tool_id", observed=True)[["x", "y"]].transform("mean")
    dx, dy = complete["x"] - centres["x"], complete["y"] - centres["y"]
    parts = pd.DataFrame({"tool_id": complete["tool_id"], "xx": dx * dx, "yy": dy * dy, "xy": dx * dy})
    parts["d2"] = parts["xx"] + parts["yy"]
    parts["d4"] = parts["d2"] * parts["d2"]
    by_complete = parts.groupby("tool_id", observed=True)
    sums, counted = by_complete[["xx", "yy", "xy"]].sum(), by_complete.size()
    figures = pd.DataFrame(
        {
            "n": by_tool.size(),
            "n_y": by_tool["y"].count(),
            "mean_x": by_tool["x"].mean(),
            "mean_y": by_tool["y"].mean(),
            **_quantiles(placed),
            "sd_x": by_tool["x"].std(),
            "sd_y": by_tool["y"].std(),
            "mean_complete_x": complete.groupby("tool_id", observed=True)["x"].mean(),
            "mean_complete_y": by_tool["y"].mean(),
            "var_x": sums["xx"] / (counted - 1),
            "var_y": sums["yy"] / (counted - 1),
            "cov_xy": sums["xy"] / (counted - 1),
            "mean_d2": by_complete["d2"].mean(),
            "mean_d4": by_complete["d4"].mean(),
        }
    )
    return figures.join(_left_out(parts, figures)).reset_index()


def _quantiles(placed: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Quartiles, median, and median distance from the median, of each axis."""
    found = {}
    for axis in ("x", "y"):
        by_tool = placed.groupby("tool_id", observed=True)[axis]
        quartiles = by_tool.quantile(np.array([0.25, 0.5, 0.75])).unstack()
        deviation = (placed[axis] - by_tool.transform("median")).abs()
        found[f"q1_{axis}"], found[f"median_{axis}"], found[f"q3_{axis}"] = (
            quartiles[share] for share in (0.25, 0.5, 0.75)
        )
        found[f"mad_{axis}"] = deviation.groupby(placed["tool_id"], observed=True).median()
    return found


def _left_out(parts: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """How the sum of the variances varies when each vote is left out in turn, where they are few."""
    parts = parts[parts["tool_id"].isin(figures.index[figures["n_y"] < JACKKNIFE_BELOW])]
    of_tool = figures[["n_y", "var_x", "var_y"]].reindex(parts["tool_id"])
    n = of_tool["n_y"].to_numpy(dtype="float64")
    trace = (of_tool["var_x"] + of_tool["var_y"]).to_numpy()
    remaining = ((n - 1) * trace - n * parts["d2"].to_numpy() / (n - 1)) / (n - 2)
    logs = pd.DataFrame(
        {"tool_id": parts["tool_id"], "log": np.log(np.where(remaining > 1e-9, remaining, math.nan))}
    )
    by_tool = logs.groupby("tool_id", observed=True)["log"]
    return pd.DataFrame({"log_trace_n": by_tool.count(), "log_trace_var": by_tool.var()})
