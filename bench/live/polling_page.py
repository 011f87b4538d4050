"""A page that polls: the usual way to share a chart in Streamlit, with votes kept in memory.

Run by `streamlit run`. Every session runs the fragment each second, whether or not
anything has changed; whoever votes runs the whole page.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import altair as alt
import pandas as pd
import streamlit as st

TOOLS = [f"tool {number}" for number in range(1, 34)]


@dataclass
class Votes:
    """Each voter's latest place for each tool."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    current: dict[tuple[int, str], tuple[float, float]] = field(default_factory=dict)
    count: int = 0

    def take(self, voter: int, tool: str, x: float, y: float) -> int:
        """Keep a vote; return its number."""
        with self.lock:
            self.current[voter, tool] = (x, y)
            self.count += 1
            return self.count

    def averages(self) -> tuple[int, pd.DataFrame]:
        """How many votes there are, and each tool's mean."""
        with self.lock:
            count, rows = self.count, [(tool, x, y) for (_, tool), (x, y) in self.current.items()]
        frame = pd.DataFrame(rows, columns=["tool", "x", "y"])
        return count, frame.groupby("tool", as_index=False)[["x", "y"]].mean()


@st.cache_resource
def shared_votes() -> Votes:
    """The votes of all sessions."""
    return Votes()


def vote() -> None:
    """Take what the widgets hold."""
    state = st.session_state
    state.number = shared_votes().take(id(state), state.tool, state.x, state.y)


@st.fragment(run_every=1.0)
def averages() -> None:
    """Everybody's average, each second."""
    count, frame = shared_votes().averages()
    axis = alt.Scale(domain=[0, 100])
    chart = alt.Chart(frame).mark_circle(size=120).encode(
        x=alt.X("x:Q", scale=axis), y=alt.Y("y:Q", scale=axis), tooltip="tool:N"
    )  # fmt: skip
    st.altair_chart(chart)
    st.caption(f"votes={count};")


st.selectbox("Tool", TOOLS, key="tool")
st.slider("x", 0.0, 100.0, 50.0, 0.1, key="x")
st.slider("y", 0.0, 100.0, 50.0, 0.1, key="y")
st.button("Vote", on_click=vote)
st.caption(f"number={st.session_state.get('number', 0)};")
averages()
