"""The home page with Streamlit and pandas alone: the same figures, from a Parquet file of votes.

Run by `streamlit run`, and by Streamlit's own test harness. BENCH_PARQUET names the file;
BENCH_FOLDED tells that it holds current votes, not the log.
"""

from __future__ import annotations

import os

import altair as alt
import pandas as pd
import streamlit as st

from bench.pandas_way import statistics_of


@st.cache_data
def figures(parquet: str) -> pd.DataFrame:
    """Every tool's figures."""
    return statistics_of(parquet, folded="BENCH_FOLDED" in os.environ)


found = figures(os.environ["BENCH_PARQUET"])
axis = alt.Scale(domain=[0, 100])
chart = alt.Chart(found).mark_circle(size=120).encode(
    x=alt.X("mean_x:Q", scale=axis), y=alt.Y("mean_y:Q", scale=axis), tooltip="tool_id:N"
)  # fmt: skip
st.altair_chart(chart)
st.dataframe(found)
