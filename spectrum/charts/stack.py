"""Several charts as one picture, one below the other."""

from __future__ import annotations

import altair as alt

from spectrum.charts.palette import Palette
from spectrum.charts.plane import style

SPACING = 40  # pixels


def stacked(*charts: alt.LayerChart, palette: Palette) -> alt.VConcatChart:
    """Return the charts, each of a width of its own, as one; `palette` is theirs."""
    parts = [chart.copy(deep=False) for chart in charts]
    for part in parts:
        part.config = alt.Undefined  # the whole has it: Vega-Lite takes none within
    return alt.VConcatChart(vconcat=parts, spacing=SPACING, config=style(palette))
