"""What a view of a board looks at, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from spectrum.exchange.stats_report import plain_line
from spectrum.model import BoardStatistics, Selection


def count_words(counts: BoardStatistics) -> list[str]:
    """How much there is, and how many votes a seed counts."""
    return [
        f"{counts.n_votes:,} votes by {counts.n_voters:,} voters on {counts.n_tools:,} tools",
        f"anchor weight {counts.anchor_weight:g}",
    ]


def selection_words(selection: Selection, round_names: Mapping[str, str]) -> list[str]:
    """How the votes were selected, a phrase for each limit; `round_names` by round_id."""
    phrases = [f"round '{plain_line(round_names[round_id])}'" for round_id in selection.rounds or ()]
    if selection.branch is not None:
        phrases.append(f"branch '{plain_line(selection.branch)}'")
    if selection.cast_from is not None:
        phrases.append(f"cast from {_minute(selection.cast_from)} on")
    if selection.cast_until is not None:
        phrases.append(f"cast before {_minute(selection.cast_until)}")
    if selection.beyond_shown is not None:
        phrases.append(f"over {selection.beyond_shown:g} points from what was shown")
    if selection.chosen_y_only:
        phrases.append("without a y that repeats the seed's")
    return phrases


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
