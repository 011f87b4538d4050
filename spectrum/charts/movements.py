"""What voting did to a tool: an arrow from its seed to the mean, an ellipse for the spread."""

from __future__ import annotations

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from spectrum.charts.frames import rows
from spectrum.charts.palette import Palette
from spectrum.charts.plane import by_readiness, x_at, y_at

ELLIPSE_MIN_VOTES = 5
ELLIPSE_CORNERS = 60
ENDS = ["seed_x", "seed_y", "mean_x", "mean_y"]
SEED_SIZE, HEAD_SIZE = 45, 90  # square pixels
SHORTEST = 6  # pixels; a shorter way is not drawn


def arrow_layers(tools: pd.DataFrame, palette: Palette, *, stop: float = 0.0) -> list[alt.Chart]:
    """Return a hollow seed, a line and an arrowhead at the mean, for each tool that has both.

    `tools`: seed_x, seed_y, mean_x, mean_y in axis points. The head ends `stop`
    pixels before the mean. A seed alone stands without an arrow.
    """
    seeded = alt.Chart(rows(tools.loc[tools[["seed_x", "seed_y"]].notna().all(axis=1), ENDS]))
    arrows = way_layers(seeded, "seed", "mean", colour=palette.quiet, stop=stop)
    return [*arrows, start_layer(seeded, "seed", palette)]


def way_layers(
    base: alt.Chart, start: str, end: str, *, colour: str, width: float = 1.5, stop: float = 0.0
) -> list[alt.Chart]:
    """Return a line and an arrowhead for each row, from the columns `start`_x and _y to those of `end`.

    The head ends `stop` pixels before the end. Ways without an end, or shorter
    than `SHORTEST` pixels beside that, are not drawn. `width` in pixels.
    """
    across = f"((datum.{end}_x - datum.{start}_x) * width / 100)"  # pixels
    up = f"((datum.{end}_y - datum.{start}_y) * height / 100)"
    length = f"sqrt(pow({across}, 2) + pow({up}, 2))"
    moved = base.transform_filter(f"isValid(datum.{end}_x) && isValid(datum.{end}_y)").transform_filter(
        f"{length} > {SHORTEST + stop}"
    )
    back_x = alt.ExprRef(f"-{stop} * {across} / {length}")
    back_y = alt.ExprRef(f"{stop} * {up} / {length}")
    lines = moved.mark_rule(color=colour, strokeWidth=width, x2Offset=back_x, y2Offset=back_y)
    heads = moved.mark_point(
        shape="M 0 0 L 0.5 1.2 L -0.5 1.2 Z",
        size=HEAD_SIZE,
        angle=alt.ExprRef(f"atan2({across}, {up}) * 180 / PI"),
        fill=colour,
        stroke=None,
        opacity=1,
        xOffset=back_x,
        yOffset=back_y,
    )
    return [
        lines.encode(x=x_at(f"{start}_x"), y=y_at(f"{start}_y"), x2=f"{end}_x", y2=f"{end}_y"),
        heads.encode(x=x_at(f"{end}_x"), y=y_at(f"{end}_y")),
    ]


def start_layer(base: alt.Chart, start: str, palette: Palette) -> alt.Chart:
    """Return a hollow ring for each row at the columns `start`_x and _y."""
    rings: alt.Chart = base.mark_point(
        shape="circle", size=SEED_SIZE, filled=False, stroke=palette.quiet, strokeWidth=1.5, opacity=1
    ).encode(x=x_at(f"{start}_x"), y=y_at(f"{start}_y"))
    return rings


def arrow_ends(tools: pd.DataFrame) -> pd.DataFrame:
    """Return the points x, y at which the tools' arrows start and end."""
    ends = [tools[[f"{end}_x", f"{end}_y"]].set_axis(["x", "y"], axis=1) for end in ("seed", "mean")]
    return pd.concat(ends, ignore_index=True).dropna()


def ellipse_layer(tools: pd.DataFrame, palette: Palette) -> alt.Chart:
    """Return the one-standard-deviation ellipses of the tools' votes, as pale fills around their means.

    `tools`: tool_id, n_y, y, mean_x, mean_y, var_x, var_y, cov_xy. Drawn from
    `ELLIPSE_MIN_VOTES` votes, as fewer have no shape.
    """
    shaped = tools[
        (tools["n_y"] >= ELLIPSE_MIN_VOTES) & tools[["var_x", "var_y", "cov_xy"]].notna().all(axis=1)
    ]
    outlines = [_outline(tool) for _, tool in shaped.iterrows()]
    columns = ["tool_id", "corner", "x", "y", "readiness"]
    corners = pd.concat(outlines) if outlines else pd.DataFrame(columns=columns)
    fills: alt.Chart = (
        alt.Chart(rows(corners))
        .mark_line(
            filled=True,
            fillOpacity=0.14,
            strokeOpacity=0,
            interpolate="linear-closed",
            clip=True,
        )
        .encode(
            x=x_at("x"),
            y=y_at("y"),
            order=alt.Order("corner:Q"),
            detail="tool_id:N",
            fill=by_readiness("readiness", palette),
        )
    )
    return fills


def one_sd_outline(var_x: float, var_y: float, cov_xy: float) -> npt.NDArray[np.float64]:
    """Return corners (k, 2) around (0, 0) at a Mahalanobis distance of one."""
    sizes, axes = np.linalg.eigh([[var_x, cov_xy], [cov_xy, var_y]])
    angles = np.linspace(0, 2 * np.pi, ELLIPSE_CORNERS, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    outline: npt.NDArray[np.float64] = (circle * np.sqrt(np.clip(sizes, 0, None))) @ axes.T
    return outline


def _outline(tool: pd.Series) -> pd.DataFrame:
    corners = one_sd_outline(tool["var_x"], tool["var_y"], tool["cov_xy"])
    return pd.DataFrame(
        {
            "tool_id": tool["tool_id"],
            "corner": range(len(corners)),
            "x": tool["mean_x"] + corners[:, 0],
            "y": tool["mean_y"] + corners[:, 1],
            "readiness": tool["y"],
        }
    )
