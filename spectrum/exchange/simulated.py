"""Made-up votes into a board, by the same way as a file's: their source says what they are."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from spectrum.analysis import SimulatedBoard, Simulation, simulate
from spectrum.exchange.csv_format import write_csv
from spectrum.exchange.public_tables import SIMULATED
from spectrum.model import Loaded, Tool, VoteFile, Voter
from spectrum.store.protocol import Progress, Store

COLUMNS = ("tool_id", "voter_id", "x", "y", "cast_at")


def import_simulation(
    store: Store,
    board_id: str,
    plan: Simulation,
    progress: Progress | None = None,
    *,
    tools: Sequence[Tool] = (),
) -> Loaded:
    """Store the board that `plan` describes; the same plan again adds nothing. Raises NoSuchBoard.

    The votes go to `tools`, in their order, if these are given: at least as many as the plan has.
    """
    board = simulate(plan)
    if tools:
        ids = dict(zip(board.tools["tool_id"], (tool.tool_id for tool in tools), strict=False))
        board = replace(board, votes=board.votes.assign(tool_id=board.votes["tool_id"].map(ids)))
    with tempfile.TemporaryDirectory(prefix="spectrum-simulate-") as folder:
        path = Path(folder) / "simulated.csv"
        with path.open("wb") as file:
            write_csv(board.votes[list(COLUMNS)], file, guard_formulas=False)
        votes = VoteFile(
            path=path, columns=COLUMNS, source=SIMULATED, tools=tools or _tools(board), voters=_voters(board)
        )
        return store.load(board_id, votes, progress)


def _tools(board: SimulatedBoard) -> list[Tool]:
    rows = board.tools[["tool_id", "name", "seed_x", "seed_y"]].itertuples(index=False, name=None)
    return [
        Tool(tool_id, name, number=number, seed_x=_value(seed_x), seed_y=_value(seed_y))
        for number, (tool_id, name, seed_x, seed_y) in enumerate(rows, start=1)
    ]


def _voters(board: SimulatedBoard) -> list[Voter]:
    rows = board.voters[["voter_id", "branch"]].itertuples(index=False, name=None)
    return [Voter(voter_id, branch=None if pd.isna(branch) else branch) for voter_id, branch in rows]


def _value(number: float) -> float | None:
    return None if pd.isna(number) else float(number)
