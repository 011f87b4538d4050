"""Voters × tools: where a vote lies above or below what its tool and its voter would lead one to expect.

A pair without a vote is blank, not zero. Many voters or tools are averaged in
blocks of neighbours, in the order in which the caller put them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from spectrum.charts.frames import require_columns, rows
from spectrum.charts.lettering import shorten
from spectrum.charts.numbers import count, counted, points
from spectrum.charts.palette import Palette
from spectrum.charts.plane import finished
from spectrum.charts.tooltips import sentence
from spectrum.model import Board

COLUMNS = ("voter_id", "tool_id", "number", "residual")
MOST_ROWS, MOST_COLUMNS = 120, 100  # cells; beyond, neighbours share one
MOST_CELLS = 7200  # of which a browser is not slow to draw
ROUND = 10  # axis points to which the scale's ends are rounded up
REACH = 0.98  # share of the cells that the scale reaches; the colours of the others are those of its ends
TALLEST = 720  # pixels
END_LENGTH = 24  # characters
LABEL_ROOM = 20  # pixels that a tool's number needs


def residual_map(
    residuals: pd.DataFrame,
    *,
    axis: Literal["x", "y"],
    board: Board,
    palette: Palette,
    voters: Sequence[str] | None = None,
    tools: Sequence[str] | None = None,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Return a cell for every pair of a voter and a tool that has a vote, coloured by its residual.

    `residuals`: voter_id, tool_id, number (the tool's) and residual in axis points;
    at most one row a pair. `voters`, `tools`: their ids from top to bottom and from
    left to right; by default in order of appearance. Voters are not named.

    Raises ValueError if a column is missing.
    """
    require_columns(residuals, COLUMNS, "The frame of residuals")
    known = residuals[list(COLUMNS)].dropna(subset=["residual"])
    down, across = _ids(known["voter_id"], voters), _ids(known["tool_id"], tools)
    block = _blocks(len(down), len(across))
    cells = _cells(known, down, across, block)
    shape = (len(down), len(across))
    height = int(np.clip(14 * np.ceil(len(down) / block[0]), 120, TALLEST))
    layers = [_map(cells, shape, palette), _numbers(known, across, palette)]
    ends = (board.left, board.right) if axis == "x" else (board.bottom, board.top)
    title = alt.TitleParams(f"Residuals, {axis}", subtitle=_subtitle(len(known), shape, block, ends))
    return finished(layers, palette, width=width, height=height, title=title)


def _blocks(voters: int, tools: int) -> tuple[int, int]:
    """Return how many neighbouring voters and how many tools share a cell."""
    across = max(1, ceil(tools / MOST_COLUMNS))
    columns = max(1, ceil(tools / across))
    return max(1, ceil(voters / min(MOST_ROWS, MOST_CELLS // columns))), across


def _ids(own: pd.Series[str], given: Sequence[str] | None) -> pd.Index[str]:
    """Return the ids in the order in which they are drawn, each once."""
    return pd.Index(own if given is None else list(given)).unique()


def _cells(
    known: pd.DataFrame, down: pd.Index[str], across: pd.Index[str], block: tuple[int, int]
) -> pd.DataFrame:
    """Return the mean residual of each block that has a vote, and its edges in voters and tools."""
    row, column = (
        down.get_indexer(pd.Index(known["voter_id"])),
        across.get_indexer(pd.Index(known["tool_id"])),
    )
    places = pd.DataFrame(
        {
            "row": row // block[0],
            "column": column // block[1],
            "number": known["number"].to_numpy(),
            "residual": known["residual"].to_numpy(dtype=float),
        }
    )[(row >= 0) & (column >= 0)]
    cells = (
        places.groupby(["row", "column"])
        .agg(residual=("residual", "mean"), n=("residual", "size"), first=("number", "first"))
        .reset_index()
    )
    cells["top"], cells["bottom"] = (
        cells["row"] * block[0],
        (cells["row"] + 1).mul(block[0]).clip(upper=len(down)),
    )
    cells["left"], cells["right"] = (
        cells["column"] * block[1],
        (cells["column"] + 1).mul(block[1]).clip(upper=len(across)),
    )
    edges = ["top", "bottom", "left", "right"]
    cells = cells.astype(dict.fromkeys(edges, int)).round({"residual": 1})
    if block == (1, 1):
        cells["said"] = [
            _said(number, residual)
            for number, residual in zip(cells["first"], cells["residual"], strict=True)
        ]
    return cells.drop(columns=["row", "column", "first"])


def _said(number: int, residual: float) -> str:
    away = "above" if residual >= 0 else "below"
    return f"Tool {number}: {points(abs(residual))} points {away} what one would expect"


def _tooltip(cells: pd.DataFrame) -> list[alt.Tooltip]:
    """Return a sentence where cells have one; blocks of many are told in figures, to keep the chart light."""
    if "said" in cells:
        return [sentence("said")]
    return [
        alt.Tooltip("residual:Q", title="Mean residual, axis points", format="+.1f"),
        alt.Tooltip("n:Q", title="Votes (n)"),
    ]


def _map(cells: pd.DataFrame, shape: tuple[int, int], palette: Palette) -> alt.Chart:
    furthest = float(cells["residual"].abs().quantile(REACH)) if len(cells) else 0.0
    limit = max(ROUND, int(np.ceil(furthest / ROUND)) * ROUND)
    scale = alt.Scale(
        domain=[-limit, 0, limit], range=list(palette.deviation.stops), interpolate="lab", clamp=True
    )
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        gradientLength=180,
        gradientThickness=10,
        values=[-limit, 0, limit],
        format="d",
        labelExpr="(datum.value > 0 ? '+' : '') + datum.label",
        labelColor=palette.quiet,
        labelFontSize=12,
        offset=24,
    )
    marks: alt.Chart = (
        alt.Chart(rows(cells))
        .mark_rect(stroke=palette.background, strokeWidth=0.5 if len(cells) < 4000 else 0)
        .encode(
            x=_along("left", shape[1]),
            x2="right",
            y=_down("top", shape[0]),
            y2="bottom",
            fill=alt.Fill("residual:Q", scale=scale, legend=legend),
            tooltip=_tooltip(cells),
        )
    )
    return marks


def _along(field: str, tools: int) -> alt.X:
    return alt.X(
        field, type="quantitative", scale=alt.Scale(domain=[0, max(tools, 1)], nice=False), axis=None
    )


def _down(field: str, voters: int) -> alt.Y:
    scale = alt.Scale(domain=[max(voters, 1), 0], nice=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=None)


def _numbers(known: pd.DataFrame, across: pd.Index[str], palette: Palette) -> alt.Chart:
    """Return the tools' numbers above their columns; on a plot too narrow for all of them, none."""
    of_tool = known.drop_duplicates("tool_id")
    numbers = dict(zip(of_tool["tool_id"], of_tool["number"], strict=True))
    values = [{"at": at + 0.5, "number": str(numbers.get(tool, ""))} for at, tool in enumerate(across)]
    shown = alt.ExprRef(f"width / {max(len(across), 1)} < {LABEL_ROOM} ? 0 : 1")
    style: dict[str, Any] = {"baseline": "bottom", "fontSize": 11, "y": -5}
    texts: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_text(color=palette.quiet, opacity=shown, **style)
        .encode(x=_along("at", len(across)), text="number:N")
    )
    return texts


def _subtitle(n: int, shape: tuple[int, int], block: tuple[int, int], ends: tuple[str, str]) -> list[str]:
    low, high = (shorten(end, END_LENGTH) for end in ends)
    lines = [
        f"{counted(n, 'vote')}: {counted(shape[0], 'voter')} down, {counted(shape[1], 'tool')} across",
        f"Orange: more {low} than expected",
        f"Blue: more {high}. Blank: no vote",
    ]
    if block != (1, 1):
        lines.append(f"Cells average {count(block[0])} × {count(block[1])} neighbours")
    return lines
