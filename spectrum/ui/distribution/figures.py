"""The table of all measures of one tool, named and explained by their definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.analysis.camps import EVIDENCE
from spectrum.exchange.csv_format import csv_bytes
from spectrum.model import NEAR_SHOWN, AxisDrift, Board, Ellipse, Position
from spectrum.ui import analyses
from spectrum.ui.distribution.analyses import Details, details
from spectrum.ui.distribution.plane import DATA_ELLIPSES, Figures, ToolOptions, tool_figures
from spectrum.ui.reads import mean_ellipses
from spectrum.ui.words import (
    NOTHING,
    count,
    escape,
    interval,
    points,
    points_interval,
    probability,
    ratio,
    share,
    share_interval,
    thousands,
)

SEED = ("seed", "Seed", "The organiser’s first position.")  # no measure: a fact
WHY_NOT = {
    "geometric_median": "Not given without complete votes.",
    "mean_ellipse": "Not given without complete votes, nor where too few tools have two of them.",
    "covariance": "Not given below 2 complete votes.",
    "standard_distance": "Not given below 2 complete votes.",
    "disagreement": "Not given below 2 complete votes.",
    "disagreement_interval": "Not given below 5 complete votes, nor where without one of them all are the same.",
    "camps": f"Not tested below {analysis.CAMPS_FROM} votes.",
    "votes_needed": "Not given below 2 votes.",
    "seed": "This tool has no seed.",
    "anchored": "This tool has no seed.",
    "seed_share": "This tool has no seed.",
    "collective": "Not given without votes and seed.",
}
"""Why a dash stands for a measure, where its limits do not begin with that."""


@dataclass(frozen=True)
class Row:
    """One measure of a tool as text: of x, of y and of both; empty where it is not of that kind."""

    name: str
    x: str = ""
    y: str = ""
    both: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """What the measure is called."""
        return SEED[1] if self.name == SEED[0] else analysis.measure(self.name).label

    @property
    def words(self) -> str:
        """What the measure says, for anyone."""
        return SEED[2] if self.name == SEED[0] else analysis.measure(self.name).words

    @property
    def remark(self) -> str:
        """A word on the figures; where one is missing, why."""
        if self.note or NOTHING not in (self.x, self.y, self.both):
            return self.note
        return WHY_NOT.get(self.name) or f"{analysis.measure(self.name).limits.split('. ')[0].rstrip('.')}."


def figures_table(votes: pd.DataFrame, board: Board, options: ToolOptions) -> None:
    """The numbers of the charts and all others of the tool, with what they mean one click away."""
    rows = measure_rows(votes, options)
    heads = [
        "Measure",
        f"x: {escape(board.right)}",
        f"y: {escape(board.top)}",
        "both",
        "Note",
        "What it says",
    ]
    lines = [
        [*map(escape, (row.label, row.x, row.y, row.both)), _small(row.remark), escape(row.words)]
        for row in rows
    ]
    table = pd.DataFrame(lines, columns=heads)
    st.subheader("All measures", anchor=False)
    with st.container(key="figures"):  # on a phone the style sheet sets a row's cells below each other
        st.table(table.set_index("Measure"))
    st.caption("Places and distances in axis points, from 0 to 100. A dash: not given; the note says why.")
    with st.container(horizontal=True):
        st.download_button(
            "Figures as CSV",
            data=lambda: csv_bytes(written(rows)),
            file_name=f"figures-{options.tool.tool_id}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("What these mean", icon=":material/help:"):
            st.markdown("\n".join(definition(row.name) for row in rows))


def _small(note: str) -> str:
    """A note as Markdown. The style sheet tells it by its letters from an empty cell, which holds a space."""
    return f":small[{escape(note)}]" if note else ""


def definition(name: str) -> str:
    """A measure in a sentence, its limits and its source, with the way to its formula. Markdown."""
    if name == SEED[0]:
        return f"- **{SEED[1]}**: {escape(SEED[2])}"
    found = analysis.measure(name)
    source = f" *{escape(found.source)}.*" if found.source else ""
    return (
        f"- [**{escape(found.label)}**](method#{name}): {escape(found.words)} {escape(found.limits)}{source}"
    )


def written(rows: list[Row]) -> pd.DataFrame:
    """The table as a file: measure, label, unit, x, y, both, note."""
    units = ["points" if row.name == SEED[0] else analysis.measure(row.name).unit for row in rows]
    lines = [
        [row.name, row.label, unit, row.x, row.y, row.both, row.remark]
        for row, unit in zip(rows, units, strict=True)
    ]
    return pd.DataFrame(lines, columns=["measure", "label", "unit", "x", "y", "both", "note"])


def measure_rows(votes: pd.DataFrame, options: ToolOptions) -> list[Row]:
    """Every measure of one tool, in the order in which they are explained."""
    figures = tool_figures(options.view, options.tool)
    found = details(options.view.selection, options.tool)
    rows = [
        *_places(figures, found, mean_ellipses(options.view).get(options.tool.tool_id)),
        *_spreads(figures, votes),
        _camps(options),
        _needed(figures),
        *_movers(found),
    ]
    order = {name: place for place, name in enumerate(analysis.measures())}
    return sorted(rows, key=lambda row: order.get(row.name, order["anchored"] - 0.5))


def _places(figures: Figures, found: Details, ellipse: Ellipse | None) -> list[Row]:
    n, complete = (thousands(int(figures[name])) for name in ("n", "n_y"))
    middle = found.middle or Position(float("nan"), float("nan"))
    pooled = "Spread pooled over the tools: too few own votes." if ellipse and ellipse.pooled else ""
    return [
        Row("n", n, complete, complete),
        _per_axis("mean", figures, points, "mean_{}"),
        Row("mean_interval", *(_limits(figures, "mean_{}", axis) for axis in "xy")),
        _per_axis("collective", figures, points, "{}"),
        Row("mean_ellipse", both=_ellipse(ellipse), note=pooled),
        _per_axis("median", figures, points, "median_{}"),
        Row("geometric_median", points(middle.x), points(middle.y)),
        _per_axis("seed", figures, points, "seed_{}"),
        _per_axis("anchored", figures, points, "anchored_{}"),
        Row("seed_share", share(figures["seed_share"]), share(figures["seed_share_y"])),
    ]


def _spreads(figures: Figures, votes: pd.DataFrame) -> list[Row]:
    shape = analysis.moments(votes["x"], votes["y"])
    ellipses = (analysis.data_ellipse(shape, share=part) for part in DATA_ELLIPSES)
    both = [_ellipse(ellipse) for ellipse in ellipses if ellipse]
    return [
        _per_axis("standard_deviation", figures, points, "sd_{}"),
        Row("quartiles", *(_quartiles(figures, axis) for axis in "xy")),
        _per_axis("mad", figures, points, "mad_{}"),
        _per_axis("relative_variance", figures, share, "relative_variance_{}"),
        Row("covariance", both=points(figures["cov_xy"])),
        Row("standard_distance", both=points(figures["standard_distance"])),
        Row("disagreement", both=ratio(figures["disagreement"])),
        Row(
            "disagreement_interval", both=interval(figures["disagreement_low"], figures["disagreement_high"])
        ),
        Row("data_ellipse", both="; ".join(both) or NOTHING),
    ]


def _camps(options: ToolOptions) -> Row:
    """The dip tests: q per axis, and the verdict in words."""
    tests = analyses.camps(options.view.selection)
    own = tests[tests["tool_id"] == options.tool.tool_id].set_index("axis")
    if own.empty or own["q"].isna().all():
        return Row("camps", *[NOTHING] * 3)
    found = [axis for axis in analysis.CAMP_AXES if own["verdict"][axis] == EVIDENCE]
    named = ["the principal axis" if axis == "principal" else axis for axis in found]
    verdict = f"Evidence of camps along {', '.join(named)}." if found else "No evidence of camps."
    x, y, both = (f"q {probability(own['q'][axis])}" for axis in analysis.CAMP_AXES)
    return Row("camps", x, y, both, verdict)


def _needed(figures: Figures) -> Row:
    x, y, both = (_whole(figures[f"votes_needed_{of}"]) for of in ("x", "y", "disagreement"))
    return Row("votes_needed", x, y, both)


def _movers(found: Details) -> list[Row]:
    near = found.anchoring
    limits = f" {share_interval(near.low, near.high)}"
    drift = found.drift
    reasons = {drift.x.reason, drift.y.reason} - {""}
    return [
        Row(
            "anchoring",
            both=f"{share(near.share)}{limits}" if near.n_shown else NOTHING,
            note=_shown_note(near.n_shown),
        ),
        Row("seed_y", y=thousands(found.repeats_seed_y)),
        Row("drift", _slope(drift.x), _slope(drift.y), note=_sentence("; ".join(sorted(reasons)))),
    ]


def _shown_note(n_shown: int) -> str:
    if not n_shown:
        return "For none of these votes is it recorded what was shown."
    was = "was" if n_shown == 1 else "were"
    return f"Within {NEAR_SHOWN:g} points; {count(n_shown, 'vote')} {was} shown a position."


def _per_axis(name: str, figures: Figures, write: Callable[[float], str], column: str) -> Row:
    return Row(name, *(write(figures[column.format(axis)]) for axis in "xy"))


def _limits(figures: Figures, column: str, axis: str) -> str:
    return points_interval(*(figures[f"{column.format(axis)}_{end}"] for end in ("low", "high")))


def _quartiles(figures: Figures, axis: str) -> str:
    width = points(figures[f"iqr_{axis}"])
    ends = points_interval(figures[f"q1_{axis}"], figures[f"q3_{axis}"])
    return width if width == NOTHING else f"{width} {ends}"


def _ellipse(ellipse: Ellipse | None) -> str:
    """Half axes in points and the direction of the longer one."""
    if ellipse is None:
        return NOTHING
    return f"± {points(ellipse.half_major)} × {points(ellipse.half_minor)}, {ellipse.angle_degrees:.0f}°"


def _slope(drift: AxisDrift) -> str:
    if drift.reason:
        return NOTHING
    return f"{drift.slope:.1f} {points_interval(drift.low, drift.high)} an hour, p {probability(drift.p)}"


def _whole(value: float) -> str:
    return NOTHING if pd.isna(value) else thousands(int(value))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
