"""The plots of docs/performance.md, from the results of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bench.results import Results
from bench.table import Row, number
from spectrum.charts.images import to_svg

OURS, THEIRS, THIRD, INK, GRID = "#6D28D9", "#7A7F8A", "#AF4D00", "#111827", "#E3E6EB"
WIDTH = 620  # pixels
NAMES = 380  # pixels for the longest name in a wide font, as a reader's may be
FONT = "Helvetica, Arial, sans-serif"
Records = Sequence[Mapping[str, Any]]


def plots(results: Results, headline: Sequence[Row]) -> dict[str, str]:
    """Name of the file → SVG text, for what the run has measured."""
    made: dict[str, str] = {}
    if rows := [row for row in headline if row.ratio is not None]:
        made["ratios"] = _svg(ratio_chart(rows))
    drawn: dict[str, Callable[[Records], alt.TopLevelMixin]] = {
        "growth": growth_chart,
        "stairs": stairs_chart,
        "memory": memory_chart,
    }
    made |= {name: _svg(draw(results.series[name])) for name, draw in drawn.items() if name in results.series}
    return made


def ratio_chart(rows: Sequence[Row]) -> alt.LayerChart | alt.FacetChart:
    """How many times as good as each alternative, on a logarithmic scale around 1."""
    frame = pd.DataFrame(
        [
            {"name": f"{row.name}|beside {row.alternative}", "ratio": row.ratio, "order": order}
            for order, row in enumerate(rows)
        ]
    ).assign(label=lambda found: [f"× {number(ratio)}" for ratio in found["ratio"]], one=1.0)
    frame["better"] = frame["ratio"] >= 1
    y = alt.Y(
        "name:N",
        sort=alt.SortField("order"),
        title=None,
        axis=alt.Axis(labelLimit=440, minExtent=NAMES, offset=8, labelExpr="split(datum.label, '|')"),
    )
    x = alt.X(
        "ratio:Q",
        scale=alt.Scale(type="log", padding=50),
        axis=alt.Axis(values=[10.0**power for power in range(-4, 6)], format=",~g", labelOverlap="greedy"),
        title="times as good as the alternative (logarithmic)",
    )
    color = alt.Color("better:N", scale=alt.Scale(domain=[True, False], range=[OURS, THIRD]), legend=None)
    base = alt.Chart(frame).encode(y=y)
    stems = base.mark_rule(strokeWidth=2).encode(x=x, x2="one:Q", color=color)
    dots = base.mark_circle(size=70, opacity=1).encode(x=x, color=color)
    ahead = base.transform_filter("datum.better").mark_text(align="left", dx=8, color=INK, fontSize=11)
    behind = base.transform_filter("!datum.better").mark_text(align="right", dx=-8, color=INK, fontSize=11)
    labels = [texts.encode(x=x, text="label:N") for texts in (ahead, behind)]
    even = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=INK, strokeDash=[3, 3]).encode(x="one:Q")
    return alt.layer(even, stems, dots, *labels).properties(width=360, height=alt.Step(34))


def growth_chart(records: Records) -> alt.HConcatChart:
    """Milliseconds by votes, both logarithmic."""
    frame = pd.DataFrame(records)
    frame["what"] = frame["way"].str.split(", ").str[0]
    frame["by"] = frame["way"].str.split(", ").str[1].fillna("Spectrum")
    titles = {"query": "positions query", "page": "home page, nothing cached"}
    return alt.hconcat(
        *(_growth(frame[frame["what"] == what], title) for what, title in titles.items()), spacing=40
    )


def _growth(frame: pd.DataFrame, title: str) -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(frame).encode(
        x=alt.X(
            "votes:Q", scale=alt.Scale(type="log"), title="current votes",
            axis=alt.Axis(format="~s", values=sorted(set(frame["votes"]))),
        ),
        y=alt.Y("milliseconds:Q", scale=alt.Scale(type="log"), title="milliseconds", axis=alt.Axis(format="~s")),
        color=_way_color("by"),
    )  # fmt: skip
    return alt.layer(base.mark_line(strokeWidth=2), base.mark_circle(size=45, opacity=1)).properties(
        width=250, height=220, title=title
    )


def stairs_chart(records: Records) -> alt.LayerChart | alt.FacetChart:
    """How long voters wait for their answers as more and more vote."""
    frame = pd.DataFrame(records).melt(
        ["offered"], ["p50", "p95"], var_name="share", value_name="milliseconds"
    )
    frame["share"] = frame["share"].map({"p50": "half of the votes", "p95": "95 of 100 votes"})
    base = alt.Chart(frame).encode(
        x=alt.X("offered:Q", title="votes offered a second, 1,000 screens watching"),
        y=alt.Y("milliseconds:Q", scale=alt.Scale(type="log"), title="answered within (ms)"),
        color=alt.Color("share:N", scale=alt.Scale(range=[OURS, THIRD]), title=None),
    )
    return alt.layer(base.mark_line(strokeWidth=2), base.mark_circle(size=45, opacity=1)).properties(
        width=WIDTH - 200, height=220
    )


def memory_chart(records: Records) -> alt.LayerChart | alt.FacetChart:
    """Memory of both servers over the soak, and the database on the disk."""
    frame = pd.DataFrame(records)
    data = frame[frame["way"] == "Spectrum"].assign(
        way="its database on the disk", memory=lambda f: f["data"]
    )
    frame = pd.concat([frame, data])
    frame["minutes"] = frame["at"] / 60
    base = alt.Chart(frame).encode(
        x=alt.X("minutes:Q", title="minutes", scale=alt.Scale(domainMin=0)),
        y=alt.Y("memory:Q", title="MB"),
        color=_way_color("way"),
    )
    return alt.layer(base.mark_line(strokeWidth=2)).properties(width=WIDTH - 200, height=220)


def _way_color(field: str) -> alt.Color:
    names = (
        ["Spectrum", "pandas", "polars"]
        if field == "by"
        else ["Spectrum", "socket.io", "its database on the disk"]
    )
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=names, range=[OURS, THEIRS, THIRD]), title=None)


def _svg(chart: Any) -> str:
    """On a white ground, as a page may be dark."""
    dressed = (
        chart.configure(font=FONT, background="#FFFFFF", padding=14)
        .configure_axis(gridColor=GRID, domainColor=THEIRS, labelColor=INK, titleColor=INK, titleFontWeight="normal")
        .configure_view(stroke=None)
        .configure_title(color=INK, fontWeight="normal", anchor="start")
    )  # fmt: skip
    return to_svg(dressed)
