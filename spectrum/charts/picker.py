"""Votes on a plane from which some are picked by a click or a lasso: a figure for Plotly.

It is drawn by a Plotly.js of 2020 (see `ui.picking`), which reads neither Plotly's
newer encoding of arrays nor anything else that came later. So the figure is made
of plain lists, and holds numbers alone: no name that somebody typed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import require_columns
from spectrum.charts.lettering import FONT
from spectrum.charts.palette import Palette
from spectrum.charts.plane import MIDDLE, TICKS
from spectrum.model import AXIS_HIGH, AXIS_LOW

MARGIN = 2  # axis points around the plot, so that dots on its edge are whole
SIZE, TICK_SIZE = 11, 14  # pixels
OPACITY, UNPICKED = 0.7, 0.18
HOVER, HOVER_ON_X = "%{x:.1f}, %{y:.1f}<extra></extra>", "%{x:.1f} on x alone<extra></extra>"
BUTTONS_LEFT_OUT = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d", "toImage"]
BUTTONS_LEFT_OUT += ["hoverClosestCartesian", "hoverCompareCartesian", "toggleSpikelines"]


@dataclass(frozen=True)
class PlainFigure:
    """A Plotly figure as the dictionaries and lists that its JSON is made of."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    config: dict[str, Any]

    def to_json(self) -> str:
        """Return the figure as Plotly.js takes it."""
        return json.dumps({"data": self.data, "layout": self.layout, "config": self.config})


def vote_picker(
    votes: pd.DataFrame, *, palette: Palette, picked: Sequence[int] = (), height: int = 480
) -> PlainFigure:
    """Return the votes as one trace, in their order, so that a point's index is a vote's row.

    `votes`: x and y in axis points; a vote without y stands as a tick on the bottom
    edge. `picked`: rows that are shown as picked; the others then fade. `height` in
    pixels; the plot is square and as large as it and the page's width allow.

    Raises ValueError if a column is missing.
    """
    require_columns(votes, ["x", "y"], "The frame of votes")
    on_x_alone = votes["y"].isna().to_numpy()
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": votes["x"].astype(float).tolist(),
        "y": votes["y"].astype(float).fillna(AXIS_LOW).tolist(),
        "marker": {
            "size": np.where(on_x_alone, TICK_SIZE, SIZE).tolist(),
            "symbol": np.where(on_x_alone, "line-ns-open", "circle").tolist(),
            "color": _colours(votes["y"].to_numpy(dtype=float), palette),
            "opacity": OPACITY,
            "line": {"width": 0},
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": UNPICKED}},
        "hovertemplate": np.where(on_x_alone, HOVER_ON_X, HOVER).tolist(),
        "showlegend": False,
    }
    if len(picked):
        trace["selectedpoints"] = [int(row) for row in picked]
    config = {"displaylogo": False, "displayModeBar": True, "modeBarButtonsToRemove": BUTTONS_LEFT_OUT}
    return PlainFigure([trace], _layout(palette, height), config)


def _colours(y: npt.NDArray[np.float64], palette: Palette) -> list[str]:
    """Return each vote's colour by its y; a vote without one has the colour of x."""
    stops = np.array([_channels(colour) for colour in palette.readiness], dtype=float)
    at = np.nan_to_num(y)
    mixed = [np.interp(at, [AXIS_LOW, MIDDLE, AXIS_HIGH], stops[:, channel]) for channel in range(3)]
    hexes = ["#{:02X}{:02X}{:02X}".format(*rgb) for rgb in np.rint(mixed).astype(int).T]
    return [palette.generative if np.isnan(value) else colour for value, colour in zip(y, hexes, strict=True)]


def _layout(palette: Palette, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 48, "r": 12, "t": 34, "b": 44},
        "dragmode": "lasso",
        "clickmode": "event+select",
        "hovermode": "closest",
        "paper_bgcolor": palette.background,
        "plot_bgcolor": palette.background,
        "font": {"family": FONT, "size": 12, "color": palette.quiet},
        "modebar": {"bgcolor": palette.background, "color": palette.quiet, "activecolor": palette.ink},
        "hoverlabel": {"bgcolor": palette.ink, "font": {"color": palette.background}},
        "xaxis": _axis("x", palette),
        "yaxis": {**_axis("y", palette), "scaleanchor": "x"},
        "shapes": [_rule(axis, palette) for axis in ("x", "y")],
    }


def _axis(name: str, palette: Palette) -> dict[str, Any]:
    return {
        "range": [AXIS_LOW - MARGIN, AXIS_HIGH + MARGIN],
        "fixedrange": True,
        "constrain": "domain",
        "tickvals": TICKS,
        "zeroline": False,
        "gridcolor": f"rgba({_rgb(palette.quiet)},0.18)",
        "title": {"text": f"{name}, axis points", "standoff": 8},
    }


def _rule(axis: str, palette: Palette) -> dict[str, Any]:
    """Return the line through the middle of an axis."""
    ends = {"x0": MIDDLE, "x1": MIDDLE, "y0": AXIS_LOW, "y1": AXIS_HIGH}
    if axis == "y":
        ends = {"y0": MIDDLE, "y1": MIDDLE, "x0": AXIS_LOW, "x1": AXIS_HIGH}
    line = {"color": f"rgba({_rgb(palette.quiet)},0.55)", "width": 1}
    return {"type": "line", "layer": "below", "line": line, **ends}


def _rgb(colour: str) -> str:
    return ",".join(map(str, _channels(colour)))


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
