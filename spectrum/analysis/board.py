"""Figures of a whole board."""

from __future__ import annotations

import pandas as pd

from spectrum.model import BoardStatistics


def board_statistics(statistics: pd.DataFrame, *, n_voters: int, anchor_weight: float) -> BoardStatistics:
    """Count over the live tools of `statistics` (from `tool_statistics`).

    `n_voters`: voters with a counted vote, which aggregates per tool cannot tell.
    """
    live = statistics[statistics["status"] == "live"]
    return BoardStatistics(
        n_tools=len(live), n_voters=n_voters, n_votes=int(live["n"].sum()), anchor_weight=anchor_weight
    )
