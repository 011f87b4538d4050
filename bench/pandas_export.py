"""The tables of a data package with pandas, as a careful analyst would write them.

It is spared part of what the product does: the guard against formulas, checksums, the
package's description, tools, rounds and everything that was reset or set aside.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import duckdb
import pandas as pd

from bench.pandas_way import aggregates
from bench.plan import BOARD

TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def export(database: str, target: str) -> int:
    """Write the log, the current votes, the voters and the figures as CSV; return how many votes."""
    folder = Path(target)
    folder.mkdir()
    with duckdb.connect(database, read_only=True) as connection:
        log, current, voters = (
            connection.execute(f"SELECT * EXCLUDE (board_id) FROM {table} WHERE board_id = $1", [BOARD]).df()
            for table in ("votes", "current_votes", "voters")
        )
    pseudonyms = {voter: uuid.uuid4().hex[:12] for voter in voters["voter_id"]}
    for frame in (log, current, voters):
        frame["voter_id"] = frame["voter_id"].map(pseudonyms)
    log = log.sort_values("seq").assign(vote_id=[str(uuid.uuid4()) for _ in range(len(log))])
    current = current.sort_values(["tool_id", "voter_id"])
    placed = current[current["kind"] == "place"].astype({"tool_id": "category"})
    tables = {"votes": log, "current_votes": current, "voters": voters, "positions": _positions(placed)}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, date_format=TIME)
    return len(log)


def _positions(placed: pd.DataFrame) -> pd.DataFrame:
    return aggregates(placed[["tool_id", "x", "y"]])
