"""Columns and labels of tables, named and explained by the definitions of the measures themselves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from spectrum.analysis import Measure, measure
from spectrum.ui.words import escape

DECIMALS = {"points": 1, "points²": 1, "share": 2}
PLAIN = 2  # decimals of a number without a unit


def measured_label(name: str, of: str = "") -> str:
    """A measure's label with what it is taken of and its unit: 'Mean of x, points'. For Markdown."""
    found = measure(name)
    unit = f", {found.unit}" if found.unit.startswith("points") else ""
    return f"{found.label}{f' of {of}' if of else ''}{unit}"


def tool_columns() -> dict[str, Any]:
    """The columns that say which tool a row is about: `number`, and `tool` with its link and name."""
    return {
        "number": st.column_config.NumberColumn("No.", width=40),
        "tool": st.column_config.LinkColumn(
            "Tool",
            display_text="#(.*)$",
            alignment="left",
            width=210,
            help="Opens the distribution of its votes",
        ),
    }


def number_column(
    name: str, label: str | None = None, *, decimals: int | None = None, width: int | None = None
) -> Any:
    """A column of numbers; a hover on its head says what the measure is and what its limits are."""
    found = measure(name)
    places = DECIMALS.get(found.unit, PLAIN) if decimals is None else decimals
    return st.column_config.NumberColumn(
        label or measured_label(name), help=measured_help(found), format=f"%.{places}f", width=width
    )


def text_column(
    name: str, label: str | None = None, *, width: int | None = None, numbers: bool = False
) -> Any:
    """A column of texts about a measure: an interval, a verdict. `numbers`: on the right, as numbers are."""
    return st.column_config.TextColumn(
        label or measured_label(name),
        help=measured_help(measure(name)),
        width=width,
        alignment="right" if numbers else "left",
    )


def measured_help(found: Measure) -> str:
    """What a measure is, its limits and its source, as Markdown on one line."""
    source = f" ({found.source})" if found.source else ""
    return escape(f"{found.words} {found.limits}{source}")
