"""Tidy frames on their way into a chart: checked, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

LONGEST_FRAME = 5000  # rows that Altair takes


def require_columns(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    """Raise ValueError, naming what is missing, unless `frame` has all the columns."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(
            f"{what} lacks {'a column' if len(missing) == 1 else 'columns'}: {', '.join(missing)}. "
            f"It needs: {', '.join(columns)}."
        )


def rows(frame: pd.DataFrame) -> pd.DataFrame | alt.InlineData:
    """Return the frame as a chart takes it, however long it is.

    Altair copies no frame before the chart is written out, but it refuses long
    ones and guesses at the types of empty ones.
    """
    if 0 < len(frame) <= LONGEST_FRAME:
        return frame
    records: list[Any] = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
    with debug_mode(False):  # to hold ten thousand records against the schema takes seconds
        return alt.InlineData(values=records)
