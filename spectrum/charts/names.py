"""Names beside points, on a plot of any width.

They are placed once for each of several plot widths, as the captions of the
board are, and the browser shows the set that suits its plot.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.captions import ENDLESS, HALO, LONGEST, POINT, WIDTHS
from spectrum.charts.frames import rows
from spectrum.charts.labels import place_labels
from spectrum.charts.lettering import shorten
from spectrum.charts.palette import Palette
from spectrum.charts.room import Plot

NAME_SIZE = 12.0  # pixels
NEAR = (8.0, 16.0)  # pixels that a name may stand off from its point


def name_layers(
    points: pd.DataFrame, palette: Palette, *, x: alt.X, y: alt.Y, height: float
) -> list[alt.Chart]:
    """Return the names of the points as text, where there is room for them.

    `points`: across and up, the place in percent of the plot; name, empty for points
    that only stand in the way; the fields of the channels `x` and `y`. Those that
    come first choose first. `height`: of the plot in pixels.
    """
    records: list[dict[str, Any]] = []
    for at_least, below in pairwise([*WIDTHS, ENDLESS]):
        plot = Plot(at_least, height, NAME_SIZE, growth_x=below / at_least, growth_y=1.0)
        records += [{"at_least": at_least, "below": below} | record for record in _placed(points, plot)]
    columns = [*points.columns, "at_least", "below", "text", "dx", "dy", "align"]
    base = alt.Chart(rows(pd.DataFrame(records, columns=columns)))
    shown = base.transform_filter("width >= datum.at_least && width < datum.below").encode(x=x, y=y)
    style: dict[str, Any] = {
        "text": alt.ExprRef("datum.text"),
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "align": alt.ExprRef("datum.align"),
        "fontSize": NAME_SIZE,
        "baseline": "middle",
    }
    return [
        shown.mark_text(stroke=palette.background, strokeWidth=HALO, strokeJoin="round", **style),
        shown.mark_text(color=palette.ink, **style),
    ]


def _placed(points: pd.DataFrame, plot: Plot) -> list[dict[str, Any]]:
    texts = [(shorten(name, LONGEST),) if name else () for name in points["name"]]
    labels = place_labels(
        points["across"].to_numpy(dtype=np.float64),
        points["up"].to_numpy(dtype=np.float64),
        np.full(len(points), POINT),
        texts,
        plot=plot,
        order=range(len(points)),
        standoffs=NEAR,
    )
    records: list[dict[Any, Any]] = points.to_dict(orient="records")
    return [
        point | {"text": label.text, "dx": label.dx, "dy": label.dy, "align": label.align}
        for point, label in zip(records, labels, strict=True)
        if label is not None
    ]
