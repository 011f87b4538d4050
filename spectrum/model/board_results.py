"""Results of the analysis for a whole board. What is undefined is NaN or None, as each says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BoardStatistics:
    """Counts over the live tools of a board: voters with a counted vote, counted placements."""

    n_tools: int
    n_voters: int
    n_votes: int
    anchor_weight: float
