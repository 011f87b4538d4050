"""A chart on a page with its downloads: it takes the page's width and keeps its own height."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd
import streamlit as st

from spectrum.charts.palette import LIGHT
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette

# Streamlit would take a chart's height for that of titles and axes, too, and squeeze the plot between them.
KEEPS_HEIGHT = alt.AutoSizeParams(type="fit-x", contains="padding")

Table = pd.DataFrame | Callable[[], pd.DataFrame]


def show_chart(chart: alt.LayerChart, *, name: str, alternative: str) -> None:
    """Show a chart across the page's or the column's width."""
    shown = chart.copy(deep=False)  # `properties` would check all of a large chart once more
    shown.autosize = KEEPS_HEIGHT
    st.altair_chart(shown, theme=None, key=f"chart_{name}", alt=alternative)


def show_picture(draw: Callable[..., alt.LayerChart], table: Table, *, name: str, alternative: str) -> None:
    """Show `draw(palette=…)` in the visitor's colours, with the same on white and `table` for download."""
    show_chart(
        draw(palette=palette()), name=name, alternative=f"{alternative} The table has the same numbers."
    )
    chart_downloads(lambda: draw(palette=LIGHT), table, name)
