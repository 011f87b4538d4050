"""From how many votes on something is shown, and what counts as near: the same wherever it is told."""

from __future__ import annotations

GUESS_BELOW = 5
"""Complete votes below which D is a guess."""

RANKED_FROM = 10
"""Complete votes below which a tool is not ranked."""

NEAR_SHOWN = 5.0
"""Axis points within which a vote counts as near what its voter was shown."""

FEWEST_OF_GROUP = 5
"""Voters below which a group is not shown apart, as they could be recognised."""
