"""A chart as a Vega-Lite specification, with its frames as they are.

Altair checks each part of a specification against its schema, which takes longer than
drawing the chart did; the tests do that. How it writes frames down is a setting that
all threads share and that Streamlit changes at times, so they are taken out first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import pandas as pd


def specification(chart: alt.LayerChart) -> dict[str, Any]:
    """Return what Vega-Lite draws; `datasets` holds the frames by the names that layers give for their data."""
    frames: dict[str, pd.DataFrame] = {}
    names: dict[int, str] = {}
    holders = [(each, each.data) for each in _parts(chart) if isinstance(each.data, pd.DataFrame)]
    try:
        for part, frame in holders:
            name = names.setdefault(id(frame), f"frame-{len(names)}")
            frames[name] = frame
            part.data = alt.NamedData(name)
        spec: dict[str, Any] = chart.to_dict(validate=False)
    finally:
        for part, frame in holders:
            part.data = frame
    spec["datasets"] = {**spec.get("datasets", {}), **frames}
    return spec


def _parts(chart: Any) -> Iterator[Any]:
    """The chart and its layers."""
    yield chart
    for layer in getattr(chart, "layer", ()):
        yield from _parts(layer)
