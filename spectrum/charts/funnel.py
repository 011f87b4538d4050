"""Disagreement against the number of votes, with what sampling alone would give.

Few votes scatter widely around the board's own disagreement. Only a tool
outside the funnel differs from the board by more than its number of votes explains.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.names import name_layers
from spectrum.charts.numbers import coefficient, count, counted
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence

Floats = npt.NDArray[np.float64]

COLUMNS = ("name", "number", "n", "disagreement")
FEWEST = 2  # votes, below which there is no D
SURE_FROM = 5  # votes; D of fewer is a guess, and its dot hollow
LIMITS = (0.95, 0.998)
AXES = 2
CORNERS = 120
ROOM_ABOVE = 1.08
DOT_SIZE = 70  # square pixels
TICKS = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000]


def funnel(
    tools: pd.DataFrame,
    *,
    palette: Palette,
    width: int | Literal["container"] = "container",
    height: int = 380,
) -> alt.LayerChart:
    """Return each tool's D against its n, on a log scale, over the limits of sampling.

    `tools`: name, number, n (complete votes) and disagreement; those without a D are
    left out. A tool outside the 95 % limits is solid and named, from `SURE_FROM` votes.
    `width` and `height` in pixels.

    Raises ValueError if a column is missing.
    """
    require_columns(tools, COLUMNS, "The frame of tools")
    known = tools[list(COLUMNS)].dropna(subset=["disagreement"])
    known = known[known["n"] >= FEWEST].astype({"n": float, "disagreement": float}).reset_index(drop=True)
    centre = pooled_disagreement(known["disagreement"].to_numpy(), known["n"].to_numpy())
    placed = _placed(known, centre)
    most = max(float(known["n"].max()) * 1.15 if len(known) else 0.0, 10.0)
    top = ROOM_ABOVE * max(float(np.nan_to_num(known["disagreement"].max())), 1.0)
    x, y = _n(most), _d(top)
    layers = [
        *(_limits(centre, most, top, palette) if len(known) else []),
        *_dots(placed, palette, x, y),
        *name_layers(_points(placed, most, top), palette, x=x, y=y, height=height),
    ]
    title = alt.TitleParams("Disagreement by number of votes", subtitle=_subtitle(len(known), centre))
    return finished(layers, palette, width=width, height=height, title=title)


def pooled_disagreement(disagreement: Floats, n: Floats) -> float:
    """Return the tools' common D, weighted by their degrees of freedom, n-1; NaN without tools."""
    freedom = n - 1
    return float(disagreement @ freedom / freedom.sum()) if freedom.sum() > 0 else float("nan")


def sampling_limits(n: Floats, centre: float, share: float) -> tuple[Floats, Floats]:
    """Return the limits that hold `share` of the D of tools with n votes whose true D is `centre`.

    D is a sum of two sample variances. If votes are spread normally, independently
    and equally along both axes, 2(n-1)·D/centre follows chi² with 2(n-1) degrees of
    freedom. Where the axes differ or go together the true limits are wider (down to
    n-1 degrees of freedom for votes on one line), and where votes crowd at two ends,
    narrower. Funnel after Spiegelhalter (2005).
    """
    from scipy.special import chdtri  # noqa: PLC0415  (0.1 s that other charts need not wait)

    freedom = AXES * (n - 1)
    tail = (1 - share) / 2
    return centre * chdtri(freedom, 1 - tail) / freedom, centre * chdtri(freedom, tail) / freedom


def _placed(tools: pd.DataFrame, centre: float) -> pd.DataFrame:
    """Return the tools with whether they are outliers, the furthest from the limits first, and their words."""
    n, disagreement = tools["n"].to_numpy(), tools["disagreement"].to_numpy()
    low, high = sampling_limits(n, centre, LIMITS[0])
    outside = ((disagreement < low) | (disagreement > high)) & (n >= SURE_FROM)
    where = np.select([outside, n < SURE_FROM], ["outside", "unsure"], default="inside")
    said = [
        f"{name}: D {coefficient(d)}, n {count(votes)}; sampling alone {coefficient(lower)} to {coefficient(upper)}"
        for name, d, votes, lower, upper in zip(tools["name"], disagreement, n, low, high, strict=True)
    ]
    placed = tools.assign(where=where, said=said, away=np.maximum(low - disagreement, disagreement - high))
    return placed.sort_values(["away", "number"], ascending=[False, True], ignore_index=True)


def _limits(centre: float, most: float, top: float, palette: Palette) -> list[alt.Chart]:
    """Return the two bands, the one inside the other, and the line that they close in on."""
    n, x, y = np.geomspace(FEWEST, most, CORNERS), _n(most), _d(top)
    bands = []
    for share in reversed(LIMITS):
        low, high = sampling_limits(n, centre, share)
        frame = pd.DataFrame({"n": n, "disagreement": low, "high": np.minimum(high, top)})
        area = alt.Chart(rows(frame)).mark_area(fill=palette.quiet, fillOpacity=0.13, clip=True)
        bands.append(area.encode(x=x, y=y, y2="high"))
    middle = alt.Chart(rows(pd.DataFrame({"disagreement": [centre]})))
    return [*bands, middle.mark_rule(color=palette.quiet, strokeWidth=1.2, strokeDash=[4, 3]).encode(y=y)]


def _dots(placed: pd.DataFrame, palette: Palette, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    looks: dict[str, dict[str, Any]] = {
        "unsure": {"fill": palette.background, "stroke": palette.quiet},
        "inside": {"fill": palette.background, "stroke": palette.ink},
        "outside": {"fill": palette.ink, "stroke": palette.background},
    }
    return [
        alt.Chart(rows(placed[placed["where"] == where]))
        .mark_point(shape="circle", size=DOT_SIZE, strokeWidth=1.5, opacity=1, **look)
        .encode(x=x, y=y, tooltip=sentence("said"))
        for where, look in looks.items()
    ]


def _points(placed: pd.DataFrame, most: float, top: float) -> pd.DataFrame:
    """Return all tools as points of the plot, with a name if they are outside the limits."""
    return pd.DataFrame(
        {
            "n": placed["n"],
            "disagreement": placed["disagreement"],
            "across": 100 * np.log(placed["n"] / FEWEST) / np.log(most / FEWEST),
            "up": 100 * placed["disagreement"] / top,
            "name": placed["name"].where(placed["where"] == "outside", ""),
        }
    )


def _n(most: float) -> alt.X:
    scale = alt.Scale(type="log", domain=[FEWEST, most], nice=False)
    axis = alt.Axis(
        title="votes on both axes (n), log scale",
        values=[tick for tick in TICKS if tick <= most],
        format="d",
        grid=True,
        labelOverlap=True,
    )
    return alt.X("n:Q", scale=scale, axis=axis)


def _d(top: float) -> alt.Y:
    scale = alt.Scale(domain=[0, top], nice=False)
    return alt.Y(
        "disagreement:Q", scale=scale, axis=alt.Axis(title="Disagreement D", tickCount=5, format=".2f")
    )


def _subtitle(tools: int, centre: float) -> list[str]:
    if not tools:
        return [f"No tool has {FEWEST} votes yet"]
    return [
        f"{counted(tools, 'tool')}. Dashed: the board’s D, {coefficient(centre)}",
        "Bands: what sampling alone gives, 95 and 99.8 %",
    ]
