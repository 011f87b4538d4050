"""What the tests of the analysis share: published examples, and a slow store in pandas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

Aggregate = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="session")
def example() -> Callable[[str], Any]:
    """Reads a file of published or independently computed figures."""
    return lambda name: json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def aggregate() -> Aggregate:
    """Sums up votes (tool_id, x, y) as a store does, but by the definitions and one tool at a time."""
    return _aggregate


def _aggregate(votes: pd.DataFrame) -> pd.DataFrame:
    columns = list(_aggregate_tool(votes))
    rows = [{**_aggregate_tool(own), "tool_id": tool_id} for tool_id, own in votes.groupby("tool_id")]
    return pd.DataFrame(rows, columns=["tool_id", *columns])


def _aggregate_tool(votes: pd.DataFrame) -> dict[str, float]:
    x, y = votes["x"], votes["y"]
    both = votes[y.notna()]
    d2 = (both["x"] - both["x"].mean()) ** 2 + (both["y"] - both["y"].mean()) ** 2
    logs = _log_leave_one_out_traces(both)
    return {
        "n": len(x),
        "n_y": int(y.count()),
        "mean_x": x.mean(),
        "mean_y": y.mean(),
        "median_x": x.median(),
        "median_y": y.median(),
        "q1_x": x.quantile(0.25),
        "q3_x": x.quantile(0.75),
        "q1_y": y.quantile(0.25),
        "q3_y": y.quantile(0.75),
        "mad_x": (x - x.median()).abs().median(),
        "mad_y": (y - y.median()).abs().median(),
        "sd_x": x.std(),
        "sd_y": y.std(),
        "var_x": both["x"].var(),
        "var_y": both["y"].var(),
        "cov_xy": both["x"].cov(both["y"]) if len(both) > 1 else np.nan,
        "mean_complete_x": both["x"].mean(),
        "mean_complete_y": both["y"].mean(),
        "mean_d2": d2.mean(),
        "mean_d4": (d2**2).mean(),
        "log_trace_n": len(logs),
        "log_trace_var": pd.Series(logs, dtype=float).var(),
    }


def _log_leave_one_out_traces(both: pd.DataFrame) -> list[float]:
    if len(both) < 3:
        return []
    others = [both.drop(index=left_out) for left_out in both.index]
    traces = [float(rest["x"].var() + rest["y"].var()) for rest in others]
    return [float(np.log(trace)) for trace in traces if trace > 1e-9]
