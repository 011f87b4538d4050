"""The measures of a board as a document: what `stats --json` prints and positions.csv holds.

Figures that have no value are None, never NaN, so that any JSON reader takes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from spectrum.analysis import (
    alpha,
    board_statistics,
    components,
    mean_ellipses,
    tool_statistics,
    tool_votes,
)
from spectrum.errors import InvalidSetting, NoSuchRound
from spectrum.exchange.columns import POSITIONS
from spectrum.model import Agreement, BoardStatistics, Components, Ellipse, Selection
from spectrum.store.protocol import Extract, Store

VOTES_READ = 2_000_000
"""Placements up to which the figures that need every vote are computed; beyond, they are null."""

DECIMALS = 10  # further ones depend on the order in which a database adds votes up
SEARCHED_DECIMALS = 6  # of figures that are searched for step by step
SEARCHED = ("geometric_median_x", "geometric_median_y")
ELLIPSE = "mean_ellipse"
ELLIPSE_FIELDS = ("half_major", "half_minor", "angle_degrees", "pooled")
SOURCES = ("tool", "voter", "residual")


def stats_document(
    store: Store, board_id: str, *, anchor_weight: float | None = None, round_name: str | None = None
) -> dict[str, Any]:
    """The measures of a board and of its live tools, over all rounds or within one.

    `anchor_weight` (votes, at least 0) is tried in place of the board's own. Raises
    NoSuchBoard, NoSuchRound or InvalidSetting.
    """
    board = store.board(board_id)
    weight = board.anchor_weight if anchor_weight is None else anchor_weight
    if not (math.isfinite(weight) and weight >= 0):
        raise InvalidSetting("anchor_weight", weight, "a number of votes, 0 or more")
    selection = Selection(board_id, round_id=_round_id(store, board_id, round_name))
    statistics = tool_statistics(store.positions(selection), store.tools(board_id), anchor_weight=weight)
    counts = board_statistics(statistics, n_voters=store.counts(selection).voters, anchor_weight=weight)
    votes = _placements(store.current_votes(selection)) if counts.n_votes <= VOTES_READ else None
    return _document(board_id, counts, statistics, votes)


def extract_document(extract: Extract) -> dict[str, Any]:
    """The same document of what was extracted: of that one instant."""
    statistics = _statistics(extract)
    votes = _placements(extract.current_votes)
    weight = extract.board.anchor_weight
    counts = board_statistics(statistics, n_voters=votes["voter_id"].nunique(), anchor_weight=weight)
    return _document(
        extract.board.board_id, counts, statistics, votes if counts.n_votes <= VOTES_READ else None
    )


def _document(
    board_id: str, counts: BoardStatistics, statistics: pd.DataFrame, votes: pd.DataFrame | None
) -> dict[str, Any]:
    return {
        "board": {"board_id": board_id, **asdict(counts), **_board_measures(votes)},
        "tools": tool_records(statistics, votes),
    }


def _statistics(extract: Extract) -> pd.DataFrame:
    live = [tool for tool in extract.tools if tool.status == "live"]
    return tool_statistics(extract.positions, live, anchor_weight=extract.board.anchor_weight)


def tool_records(statistics: pd.DataFrame, votes: pd.DataFrame | None) -> list[dict[str, Any]]:
    """One plain record for each row of `tool_statistics`, with its mean ellipse or None.

    `votes`: the placements that the statistics are of; without them, what needs
    every vote is None.
    """
    ellipses = mean_ellipses(statistics)
    if votes is None:
        votes = pd.DataFrame({"tool_id": pd.Series(dtype="str"), "x": pd.Series(dtype="float64")}).assign(
            y=0.0
        )
    whole = statistics.merge(tool_votes(votes), on="tool_id", how="left")
    known = [name for name in POSITIONS.column_names if name in whole.columns]
    return [
        {
            **{str(name): _plain(value, name in SEARCHED) for name, value in row.items()},
            ELLIPSE: _ellipse_record(ellipses.get(row["tool_id"])),
        }
        for row in whole[known].to_dict("records")
    ]


def positions_frame(extract: Extract) -> pd.DataFrame:
    """The same figures as a frame, with the columns of positions.csv."""
    statistics = _statistics(extract)
    votes = _placements(extract.current_votes)
    rows = [_flat(record) for record in tool_records(statistics, votes if len(votes) <= VOTES_READ else None)]
    frame = pd.DataFrame(rows, columns=POSITIONS.column_names)
    whole = {column.name: "Int64" for column in POSITIONS.columns if column.type == "integer"}
    numbers = {column.name: "float64" for column in POSITIONS.columns if column.type == "number"}
    return frame.astype({**whole, **numbers, f"{ELLIPSE}_pooled": "boolean"})


def _placements(current: pd.DataFrame) -> pd.DataFrame:
    return current.loc[current["kind"] == "place", ["tool_id", "voter_id", "x", "y"]]


def _board_measures(votes: pd.DataFrame | None) -> dict[str, Any]:
    """Agreement and variance components; None where undefined or without the votes."""
    measures: dict[str, Any] = {}
    for axis in ("x", "y", "xy"):
        measures[f"alpha_{axis}"] = None if votes is None else _alpha_record(alpha(votes, axis))
    for axis in ("x", "y"):
        measures[f"components_{axis}"] = None if votes is None else _shares(components(votes, axis))
    return measures


def _alpha_record(agreement: Agreement) -> dict[str, Any] | None:
    if agreement.value is None:
        return None
    return {name: _plain(getattr(agreement, name)) for name in ("value", "low", "high")}


def _shares(found: Components) -> dict[str, Any] | None:
    """The share of each source, with the ends of its interval: tool, tool_low, tool_high, …"""
    record: dict[str, Any] = {}
    for source in SOURCES:
        component = getattr(found, source)
        if component is None:
            return None
        record |= {source: component.value, f"{source}_low": component.low, f"{source}_high": component.high}
    return {name: _plain(value, searched=True) for name, value in record.items()}


def _round_id(store: Store, board_id: str, name: str | None) -> str | None:
    if name is None:
        return None
    ids = {round_.name: round_.round_id for round_ in store.rounds(board_id)}
    if name not in ids:
        raise NoSuchRound(name, list(ids))
    return ids[name]


def _plain(value: Any, searched: bool = False) -> Any:
    if isinstance(value, float):
        decimals = SEARCHED_DECIMALS if searched else DECIMALS
        return round(float(value), decimals) if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _ellipse_record(ellipse: Ellipse | None) -> dict[str, Any] | None:
    return None if ellipse is None else {name: _plain(getattr(ellipse, name)) for name in ELLIPSE_FIELDS}


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    ellipse = record[ELLIPSE] or {}
    return {**record, **{f"{ELLIPSE}_{name}": ellipse.get(name) for name in ELLIPSE_FIELDS}}
