"""Charts on their way to the browser: made once for a view, and not checked again.

`st.altair_chart` holds every chart against Vega-Lite's schema on every run, and Altair
each part of one as it is made; either costs a tenth of a second. The tests do that
once and for all. The data go as Arrow, which `st.vega_lite_chart` would make of them
on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Literal

import altair as alt
import streamlit as st
from altair.utils.schemapi import disable_debug_mode
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from spectrum.ui.current import KEPT
from spectrum.ui.frame import palette

Width = Literal["stretch", "content"]
Make = Callable[[], alt.TopLevelMixin]

disable_debug_mode()


def with_packed_data(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with its datasets (records or frames, by name) as Arrow streams."""
    packed = {name: convert_anything_to_arrow_bytes(data) for name, data in spec.get("datasets", {}).items()}
    return spec | ({"datasets": packed} if packed else {})


def show_wide(make: Make, *, kept_for: Hashable, key: str, alternative: str) -> None:
    """Show a chart as wide as its column; its height is that of the plot alone.

    `kept_for`: all that the chart depends on, but for the colours.
    """
    spec = _spec(key, kept_for, palette().theme, make)
    _show(spec | {"autosize": {"type": "fit-x", "contains": "padding"}}, "stretch", key, alternative)


def show_square(make: Make, *, kept_for: Hashable, key: str, alternative: str) -> None:
    """Show a chart that keeps its shape: where there is no room for it, it shrinks as a whole.

    `key` begins with "plane": the style sheet knows such charts by it.
    """
    spec = _spec(key, kept_for, palette().theme, make)
    with st.container(key=key):
        _show(spec | {"autosize": "pad"}, "content", f"{key}_chart", alternative)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _spec(key: str, kept_for: Hashable, theme: str, _make: Make) -> dict[str, Any]:
    return with_packed_data(_make().to_dict(validate=False))


def _show(spec: dict[str, Any], width: Width, key: str, alternative: str) -> None:
    st.vega_lite_chart(spec, theme=None, width=width, key=key, alt=alternative)
