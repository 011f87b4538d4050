"""Downloads that are made when they are asked for, not on every run."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd
import streamlit as st

from spectrum.charts.images import to_png, to_svg
from spectrum.charts.palette import LIGHT
from spectrum.exchange.csv_format import csv_bytes
from spectrum.ui.current import as_shown


def chart_downloads(
    chart: Callable[[], alt.TopLevelMixin], table: pd.DataFrame | Callable[[], pd.DataFrame], name: str
) -> None:
    """A menu with the chart as PNG and SVG and its numbers as CSV.

    `chart` is called without the page's size, so that the picture has one of its own.
    `table`, or what makes it, if that takes long.
    """
    with st.popover("Download", icon=":material/download:"):
        st.download_button(
            "Chart as PNG",
            data=as_shown(lambda: to_png(chart(), background=LIGHT.background)),
            file_name=f"{name}.png",
            mime="image/png",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            "Chart as SVG",
            data=as_shown(lambda: to_svg(chart()).encode("utf-8")),
            file_name=f"{name}.svg",
            mime="image/svg+xml",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            "Numbers as CSV",
            data=as_shown(lambda: csv_bytes(table() if callable(table) else table)),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
            width="stretch",
        )


def table_download(label: str, table: pd.DataFrame, name: str) -> None:
    """A button that gives a table as CSV, with its numbers unrounded."""
    st.download_button(
        label,
        data=lambda: csv_bytes(table),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
