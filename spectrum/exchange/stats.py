"""The measures of a board as a document: what `stats --json` prints and positions.csv holds.

Figures that have no value are None, never NaN, so that any JSON reader takes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from spectrum.analysis import board_statistics, mean_ellipses, tool_statistics
from spectrum.errors import InvalidSetting, NoSuchRound
from spectrum.exchange.columns import POSITIONS
from spectrum.model import Ellipse, Selection
from spectrum.store.protocol import Extract, Store

BOARD_MEASURES_TO_COME = ("alpha_x", "alpha_y", "alpha_xy", "components_x", "components_y")
TOOL_MEASURES_TO_COME = ("geometric_median_x", "geometric_median_y", "dip_p_x", "dip_p_y")
DECIMALS = 10  # further ones depend on the order in which a database adds votes up
ELLIPSE = "mean_ellipse"
ELLIPSE_FIELDS = ("half_major", "half_minor", "angle_degrees", "pooled")


def stats_document(
    store: Store, board_id: str, *, anchor_weight: float | None = None, round_name: str | None = None
) -> dict[str, Any]:
    """The measures of a board and of its live tools, over all rounds or within one.

    `anchor_weight` (votes, at least 0) is tried in place of the board's own. Keys
    that begin like TOOL_MEASURES_TO_COME and BOARD_MEASURES_TO_COME hold None.
    Raises NoSuchBoard, NoSuchRound or InvalidSetting.
    """
    board = store.board(board_id)
    weight = board.anchor_weight if anchor_weight is None else anchor_weight
    if not (math.isfinite(weight) and weight >= 0):
        raise InvalidSetting("anchor_weight", weight, "a number of votes, 0 or more")
    selection = Selection(board_id, round_id=_round_id(store, board_id, round_name))
    statistics = tool_statistics(store.positions(selection), store.tools(board_id), anchor_weight=weight)
    counts = board_statistics(statistics, n_voters=store.counts(selection).voters, anchor_weight=weight)
    return {
        "board": {"board_id": board_id, **asdict(counts), **dict.fromkeys(BOARD_MEASURES_TO_COME)},
        "tools": tool_records(statistics),
    }


def tool_records(statistics: pd.DataFrame) -> list[dict[str, Any]]:
    """One plain record for each row of `tool_statistics`, with its mean ellipse or None."""
    ellipses = mean_ellipses(statistics)
    known = [name for name in POSITIONS.column_names if name in statistics.columns]
    return [
        {
            **{str(name): _plain(value) for name, value in row.items()},
            **dict.fromkeys(TOOL_MEASURES_TO_COME),
            ELLIPSE: _ellipse_record(ellipses.get(row["tool_id"])),
        }
        for row in statistics[known].to_dict("records")
    ]


def positions_frame(extract: Extract) -> pd.DataFrame:
    """The same figures as a frame, with the columns of positions.csv."""
    live = [tool for tool in extract.tools if tool.status == "live"]
    weight = extract.board.anchor_weight
    statistics = tool_statistics(extract.positions, live, anchor_weight=weight)
    rows = [_flat(record) for record in tool_records(statistics)]
    frame = pd.DataFrame(rows, columns=POSITIONS.column_names)
    whole = {column.name: "Int64" for column in POSITIONS.columns if column.type == "integer"}
    numbers = {column.name: "float64" for column in POSITIONS.columns if column.type == "number"}
    return frame.astype({**whole, **numbers, f"{ELLIPSE}_pooled": "boolean"})


def _round_id(store: Store, board_id: str, name: str | None) -> str | None:
    if name is None:
        return None
    ids = {round_.name: round_.round_id for round_ in store.rounds(board_id)}
    if name not in ids:
        raise NoSuchRound(name, list(ids))
    return ids[name]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(float(value), DECIMALS) if math.isfinite(value) else None
    return value.item() if hasattr(value, "item") else value


def _ellipse_record(ellipse: Ellipse | None) -> dict[str, Any] | None:
    return None if ellipse is None else {name: _plain(getattr(ellipse, name)) for name in ELLIPSE_FIELDS}


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    ellipse = record[ELLIPSE] or {}
    return {**record, **{f"{ELLIPSE}_{name}": ellipse.get(name) for name in ELLIPSE_FIELDS}}
