"""The ground that charts stand on: axes from 0 to 100, their named ends, the cross and the lettering.

The ends stand outside the plot, where no dot can cover them. What depends on
the room there is (a phone, a projector) reads Vega's own `width` signal, so
that one chart serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt

from spectrum.charts.lettering import FONT, text_width
from spectrum.charts.palette import Palette
from spectrum.model import AXIS_HIGH, AXIS_LOW, Board

NARROW = 560  # pixels of plot width; below, names give way to numbers
LOW = 400  # pixels of plot height; below, the names along it are written small
TICKS = [0, 25, 50, 75, 100]
MIDDLE = 50
ABOVE = 36  # pixels above the plot, for the key
BELOW = 66  # pixels below the plot, for ticks, ends and the page's own margin

_ENDS_OFFSET = 34  # pixels from the plot's edge to the middle of an end's name
_TITLE: dict[str, Any] = {"baseline": "middle", "fontSize": 12}
_TITLE_ROOM = 110  # pixels that an axis' title takes with the space around it
_END_GAP = 12  # pixels between the two ends' names
_ENDS_SIZES = (13, 16)


def by_width(narrow: float, wide: float) -> alt.ExprRef:
    """Return an expression with one value for a narrow plot and one for a wide one."""
    return alt.ExprRef(f"width < {NARROW} ? {narrow:.2f} : {wide:.2f}")


def axis_scale() -> alt.Scale:
    """Return the scale of both axes: 0 to 100, whatever the data."""
    return alt.Scale(domain=[AXIS_LOW, AXIS_HIGH], nice=False, zero=False)


def x_at(field: str) -> alt.X:
    """Return the x channel for a field in axis points."""
    return alt.X(field, type="quantitative", scale=axis_scale(), axis=_axis())


def y_at(field: str, *, shown: bool = True) -> alt.Y:
    """Return the y channel for a field in axis points; not `shown` in a view of the x axis alone."""
    return alt.Y(field, type="quantitative", scale=axis_scale(), axis=_axis() if shown else None)


def readiness(palette: Palette) -> alt.Scale:
    """Return the one colour scale of the y axis, mixed as the voting canvas mixes it."""
    domain = [AXIS_LOW, MIDDLE, AXIS_HIGH]
    return alt.Scale(
        type="linear", domain=domain, range=list(palette.readiness), interpolate="rgb", clamp=True
    )


def by_readiness(field: str, palette: Palette) -> alt.Fill:
    """Return the fill channel for a field on the y axis' colour scale."""
    return alt.Fill(field, type="quantitative", scale=readiness(palette), legend=None)


def ground(board: Board, palette: Palette, *, one_dimensional: bool = False) -> list[alt.Chart]:
    """Return the layers that lie under all others: the cross at 50/50 and the axes' names."""
    ends = names_below("x", board, palette)
    if not one_dimensional:
        ends += names_beside("y", board, palette)
    return [*cross(palette, one_dimensional=one_dimensional), *ends]


def cross(palette: Palette, *, one_dimensional: bool = False) -> list[alt.Chart]:
    """Return the lines through the middle, 50/50; only the upright one in 1-D."""
    middle = alt.Chart(alt.InlineData(values=[{"at": MIDDLE}]))
    style: dict[str, Any] = {"color": palette.quiet, "strokeWidth": 1, "opacity": 0.55}
    upright = middle.mark_rule(**style).encode(x=x_at("at"))
    return [upright] if one_dimensional else [upright, middle.mark_rule(**style).encode(y=y_at("at"))]


def names_below(axis: Literal["x", "y"], board: Board, palette: Palette) -> list[alt.Chart]:
    """Return the names of either axis' ends and its title, below a plot that has it lying."""
    y = f"height + {_ENDS_OFFSET}"
    low, high, colours = _ends(axis, board, palette)
    return [
        text_at(low, 0, y, align="left", color=colours[0], **_end("width", high)),
        text_at(high, "width", y, align="right", color=colours[1], **_end("width", low)),
        text_at(
            _title(axis, "width", low, high), "width / 2", y, align="center", color=palette.quiet, **_TITLE
        ),
    ]


def names_beside(axis: Literal["x", "y"], board: Board, palette: Palette) -> list[alt.Chart]:
    """Return the names of either axis' ends and its title, on the left of a plot that has it upright."""
    x = -_ENDS_OFFSET - 6
    low, high, colours = _ends(axis, board, palette)
    upward: dict[str, Any] = {"angle": 270}
    middle = _title(axis, "height", low, high)
    return [
        text_at(low, x, "height", align="left", color=colours[0], **_end("height", high), **upward),
        text_at(high, x, 0, align="right", color=colours[1], **_end("height", low), **upward),
        text_at(middle, x, "height / 2", align="center", color=palette.quiet, **_TITLE, **upward),
    ]


def text_at(text: str | alt.ExprRef, x: float | str, y: float | str, **style: Any) -> alt.Chart:
    """Return a text at a pixel position; `x` and `y` may be expressions of `width` and `height`."""
    there: dict[str, Any] = {
        channel: alt.ExprRef(at) if isinstance(at, str) else at for channel, at in (("x", x), ("y", y))
    }
    mark: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_text(text=text, **there, **style)
    return mark


def finished(
    layers: Sequence[alt.Chart],
    palette: Palette,
    *,
    width: int | Literal["container"],
    height: int,
    title: alt.TitleParams | None = None,
) -> alt.LayerChart:
    """Return the layers as one chart, with the lettering and the transparent ground that all charts share."""
    config = style(palette)
    size: dict[str, Any] = {"width": width, "height": height, "title": title or alt.Undefined}
    return alt.LayerChart(layer=list(layers), config=config, **size)


def square(
    layers: Sequence[alt.Chart],
    palette: Palette,
    *,
    size: int | Literal["container"],
    title: alt.TitleParams | None = None,
) -> alt.LayerChart:
    """Return the layers as `finished` does, on a plot as high as wide, so that both axes have one measure."""
    if size != "container":
        return finished(layers, palette, width=size, height=size, title=title)
    chart = finished(layers, palette, width=size, height=NARROW, title=title)
    chart.params = [alt.VariableParameter(name="height", expr="width")]  # Vega then takes the height from it
    return chart


def style(palette: Palette) -> alt.Config:
    """Return the lettering and the transparent ground that all charts share."""
    return alt.Config(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=_axis_style(palette),
        text=alt.MarkConfig(color=palette.ink),
        title=_title_style(palette),
    )


def _axis_style(palette: Palette) -> alt.AxisConfig:
    return alt.AxisConfig(
        domain=False,
        ticks=False,
        labelColor=palette.quiet,
        labelFontSize=12,
        labelPadding=6,
        gridColor=palette.quiet,
        gridOpacity=0.18,
        titleColor=palette.quiet,
        titleFontSize=12,
        titleFontWeight="normal",
    )


def _title_style(palette: Palette) -> alt.TitleConfig:
    return alt.TitleConfig(
        color=palette.ink,
        subtitleColor=palette.quiet,
        fontSize=18,
        subtitleFontSize=13,
        anchor="start",
        offset=14,
    )


def _axis() -> alt.Axis:
    return alt.Axis(title=None, values=TICKS, grid=True, format="d")


def _ends(axis: Literal["x", "y"], board: Board, palette: Palette) -> tuple[str, str, tuple[str, str]]:
    """Return the names of an axis' low and high end, with arrows, and their colours."""
    if axis == "x":
        return f"← {board.left}", f"{board.right} →", (palette.ink, palette.generative)
    return f"← {board.bottom}", f"{board.top} →", (palette.not_ready, palette.ready)


def _end(length: str, other: str) -> dict[str, Any]:
    """Return the style of an axis end's name, which may take up half of the axis or what the other leaves."""
    left = [text_width(other, size, bold=True) + _END_GAP for size in _ENDS_SIZES]
    limit = f"max(0.49 * {length}, {length} - ({_small(length)} ? {left[0]:.0f} : {left[1]:.0f}))"
    return {
        "fontSize": alt.ExprRef(f"{_small(length)} ? {_ENDS_SIZES[0]} : {_ENDS_SIZES[1]}"),
        "fontWeight": 600,
        "baseline": "middle",
        "limit": alt.ExprRef(limit),
    }


def _small(length: str) -> str:
    """Return the condition under which names along the plot's width or height are written small."""
    return f"width < {NARROW}" if length == "width" else f"(width < {NARROW} || height < {LOW})"


def _title(axis: str, length: str, *ends: str) -> alt.ExprRef:
    """Return an axis' title with its unit; empty where the ends' names need the room."""
    widths = [2 * max(text_width(end, size, bold=True) for end in ends) + _TITLE_ROOM for size in _ENDS_SIZES]
    needed = f"({_small(length)} ? {widths[0]:.0f} : {widths[1]:.0f})"
    return alt.ExprRef(f"{length} < {needed} ? '' : '{axis}, axis points'")
