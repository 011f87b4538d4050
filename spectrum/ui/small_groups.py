"""Branches of so few voters that their votes could tell who cast them; these are not shown apart."""

from __future__ import annotations

import pandas as pd

from spectrum.model import FEWEST_OF_GROUP, Selection, Tool
from spectrum.ui import words


def shown_branches(votes: pd.DataFrame) -> pd.Series[str]:
    """The branch of each vote, missing where fewer than `FEWEST_OF_GROUP` of the votes' voters are of it.

    `votes`: one row a voter, with `branch`.
    """
    branch = votes["branch"].astype(object)
    size = branch.map(branch.value_counts())
    return branch.where(size >= FEWEST_OF_GROUP, None)


def left_out_words(votes: pd.DataFrame) -> str:
    """How many votes stand in no branch's group, and why; empty where there are none."""
    named = votes["branch"].notna()
    hidden = named & shown_branches(votes).isna()
    parts = []
    if hidden.any():
        few = int(votes.loc[hidden, "branch"].nunique())
        parts.append(
            f"{words.count(int(hidden.sum()), 'vote')} of {words.count(few, 'branch', 'branches')} "
            f"with fewer than {FEWEST_OF_GROUP} voters on this tool"
        )
    if not named.all():
        parts.append(f"{words.count(int((~named).sum()), 'vote')} of voters who named no branch")
    return f"Not shown apart: {' and '.join(parts)}." if parts else ""


def too_few_words(selection: Selection, votes: pd.DataFrame, tool: Tool) -> str:
    """Why the votes of the chosen branch on a tool are not shown; empty where they are."""
    if selection.branch is None or not 0 < len(votes) < FEWEST_OF_GROUP:
        return ""
    return (
        f"Fewer than {FEWEST_OF_GROUP} voters of branch {selection.branch} have placed {tool.name}. "
        "So few could be recognised, so their votes are not shown."
    )
