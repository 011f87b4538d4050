"""The table of the compare page: every tool with both groups' figures; each name leads to the votes behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from spectrum.ui import words
from spectrum.ui.compare.figures import FIGURE_COLUMNS
from spectrum.ui.disagreement.table import tool_link
from spectrum.ui.downloads import table_download
from spectrum.ui.measured import number_column, text_column, tool_columns

SHOWN = (
    "number",
    "tool",
    "n_a",
    "n_b",
    "n_both",
    "difference_x",
    "interval_x",
    "difference_y",
    "interval_y",
    "distance",
    "q",
    "p",
    *(f"{name}_{side}" for name in ("mean_x", "mean_y", "sd_x", "sd_y", "disagreement") for side in "ab"),
    "shown_apart",
    "why",
)
"""The columns of the table on the page, in this order."""


def comparison_table(figures: pd.DataFrame) -> None:
    """All tools with every figure; the download has them unrounded."""
    shown = table_of(figures)
    st.dataframe(
        shown,
        hide_index=True,
        column_config=_columns(),
        placeholder=words.NOTHING,
        key="comparison_table",
        alt=f"The differences of {words.count(len(shown), 'tool')}",
    )
    st.caption(
        "Differences are B − A in axis points, with 95 % intervals. q is the p value of exchanging voters between A "
        "and B, adjusted over the tools. Unequal spread can look like a difference of place: compare the SDs. "
        "–: undefined, the last column says why."
    )
    table_download("All figures as CSV", figures[list(FIGURE_COLUMNS)], "comparison-all-tools")


def table_of(figures: pd.DataFrame) -> pd.DataFrame:
    """The columns that the page shows (SHOWN), with texts for intervals."""
    links = [tool_link(*tool) for tool in zip(figures["tool_id"], figures["name"], strict=True)]
    intervals = {
        f"interval_{axis}": [
            words.points_interval(*ends)
            for ends in zip(
                figures[f"difference_{axis}_low"], figures[f"difference_{axis}_high"], strict=True
            )
        ]
        for axis in "xy"
    }
    return figures.assign(tool=links, **intervals)[list(SHOWN)]


def _columns() -> dict[str, Any]:
    both = {
        f"{name}_{side}": number_column(measure, f"{label}, {side.upper()}")
        for name, measure, label in (
            ("mean_x", "mean", "x"),
            ("mean_y", "mean", "y"),
            ("sd_x", "standard_deviation", "SD of x"),
            ("sd_y", "standard_deviation", "SD of y"),
            ("disagreement", "disagreement", "D"),
        )
        for side in "ab"
    }
    return {
        **tool_columns(),
        "n_a": number_column("n", "n, A", decimals=0, width=50),
        "n_b": number_column("n", "n, B", decimals=0, width=50),
        "n_both": st.column_config.NumberColumn(
            "n, both", width=60, help="Voters who placed it on both sides"
        ),
        "difference_x": number_column("difference", "x: B − A"),
        "interval_x": text_column("difference", "95 % interval"),
        "difference_y": number_column("difference", "y: B − A"),
        "interval_y": text_column("difference", "95 % interval"),
        "distance": st.column_config.NumberColumn(
            "Distance", format="%.1f", help="From A’s mean to B’s, in axis points"
        ),
        "q": number_column("permanova", "q", decimals=3),
        "p": number_column("permanova", "p", decimals=3),
        **both,
        "shown_apart": st.column_config.NumberColumn(
            "Shown apart",
            format="%.1f",
            help="How far apart lie the positions that the voters of A and of B were shown on average, in axis points",
        ),
        "why": st.column_config.TextColumn("Why not tested"),
    }
