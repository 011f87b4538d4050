"""A PostgreSQL result as a data frame, with the column types that DuckDB gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from psycopg import Column

INTEGERS = {21: "Int16", 23: "Int32", 20: "Int64"}
FLOATS = {700, 701, 1700}
BOOLEAN, TIMESTAMP = 16, 1114
"""Numbers of PostgreSQL's types, the same on every server."""


def as_frame(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame: nulls are NaN among floats, NaT among times, NA among other numbers."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: _column(column.type_code, list(cells))
            for column, cells in zip(columns, values, strict=True)
        }
    )


def _column(type_code: int, cells: list[Any]) -> Any:
    if type_code in FLOATS:
        return np.array(cells, dtype="float64")
    if type_code == TIMESTAMP:
        return np.array(cells, dtype="datetime64[us]")
    if type_code in INTEGERS:
        return _without_nulls(cells, INTEGERS[type_code])
    if type_code == BOOLEAN:
        return _without_nulls(cells, "boolean")
    if all(cell is None for cell in cells):
        return pd.Series(cells, dtype="object")
    return pd.Series(cells, dtype="str")


def _without_nulls(cells: list[Any], nullable: str) -> Any:
    """As a plain numpy type if nothing is null."""
    if None in cells:
        return pd.array(cells, dtype=nullable)  # type: ignore[call-overload]
    return np.array(cells, dtype="bool" if nullable == "boolean" else nullable.lower())
