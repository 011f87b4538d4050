"""A chart across the page's or the column's width, with its downloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import altair as alt
import pandas as pd

from spectrum.charts.palette import LIGHT
from spectrum.ui.chart_display import show_wide
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import palette

Table = pd.DataFrame | Callable[[], pd.DataFrame]


def show_picture(
    draw: Callable[..., alt.LayerChart], table: Table, *, kept_for: Hashable, name: str, alternative: str
) -> None:
    """Show `draw(palette=…)` in the visitor's colours, with the same on white and `table` for download.

    `kept_for`: all that the chart depends on, but for the colours.
    """
    said = f"{alternative} The table has the same numbers."
    show_wide(lambda: draw(palette=palette()), kept_for=kept_for, key=f"chart_{name}", alternative=said)
    chart_downloads(lambda: draw(palette=LIGHT), table, name)
