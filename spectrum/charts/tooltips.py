"""What a dot says when it is pointed at, in the words and the decimals of all pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from spectrum.charts.numbers import NOTHING, coefficient, count, counted, distance, interval, position, share

_TITLES = {
    "tip_name": "title",  # Vega's tooltip sets the entry of this name as a heading
    "description": "What it does",
    "branches": "Branches",
    "tip_votes": "Votes (n)",
    "tip_mean": "Mean x, y",
    "tip_anchored": "Anchored x, y",
    "tip_seed": "Seed’s share",
    "tip_spread": "Spread",
    "tip_disagreement": "Disagreement D",
}


def tooltip_fields() -> list[alt.Tooltip]:
    """Return the tooltip's lines in order."""
    return [alt.Tooltip(field, type="nominal", title=title) for field, title in _TITLES.items()]


def sentence(field: str) -> alt.Tooltip:
    """Return a tooltip that is one sentence, which stands in the field."""
    return alt.Tooltip(field, type="nominal", title="title")


def with_tooltips(dots: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a text for each line, and a `summary` for those who listen."""
    lines = [_lines(tool) for tool in dots.to_dict(orient="records")]
    told = pd.DataFrame(lines, index=dots.index, columns=[*_TITLES, "summary"])
    return dots.drop(columns=[*_TITLES, "summary"], errors="ignore").join(told)


def _lines(tool: Mapping[Hashable, Any]) -> dict[str, str]:
    where = position(tool["x"], tool["y"])
    return {
        "tip_name": f"{tool['number']}  {tool['name']}",
        "description": tool["description"] or NOTHING,
        "branches": tool["branches"] or NOTHING,
        "tip_votes": _votes(tool["n"], tool["n_y"]),
        "tip_mean": position(tool["mean_x"], tool["mean_y"]),
        "tip_anchored": position(tool["anchored_x"], tool["anchored_y"]),
        "tip_seed": share(tool["seed_share"]),
        "tip_spread": distance(tool["standard_distance"]),
        "tip_disagreement": _disagreement(tool),
        "summary": f"{tool['name']}, number {tool['number']}, at {where}, {counted(tool['n'], 'vote')}",
    }


def _votes(n: float, n_y: float) -> str:
    return count(n) if n_y == n else f"{count(n)}, {count(n_y)} of them with y"


def _disagreement(tool: Mapping[Hashable, Any]) -> str:
    within = interval(tool["disagreement_low"], tool["disagreement_high"])
    return f"{coefficient(tool['disagreement'])} {within}".rstrip()
