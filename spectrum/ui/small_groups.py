"""Branches of so few voters that their votes could tell who cast them; these are not shown apart."""

from __future__ import annotations

import pandas as pd

from spectrum.errors import SpectrumError
from spectrum.model import FEWEST_OF_GROUP, Selection, Tool
from spectrum.ui import words

OF_X = ("n", "tool_id")
ON_X = ("mean_x", "sd_x", "median_x", "q1_x", "q3_x", "mad_x")


class TooFewOfBranch(SpectrumError):
    """So few voters of a branch have votes that nothing is shown of it."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"Fewer than {FEWEST_OF_GROUP} voters of branch {branch} have votes here. So few could be recognised, "
            "so their figures are not shown. “Filter” with another branch or more rounds shows more."
        )


def of_enough_voters(votes: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The votes of a chosen branch without those on tools that too few of its voters placed; else all.

    A y that too few of them gave is left out alone. `votes`: with tool_id, voter_id and y.
    """
    if selection.branch is None:
        return votes
    kept = votes[_voters(votes) >= FEWEST_OF_GROUP].reset_index(drop=True)
    with_y = kept[kept["y"].notna()]
    few = _voters(with_y).reindex(kept.index) < FEWEST_OF_GROUP
    return kept.assign(y=kept["y"].mask(few))


def figures_of_enough_voters(aggregates: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """`Store.positions` of a chosen branch in the same way: no tool that too few placed, no y that too few gave."""
    if selection.branch is None:
        return aggregates
    kept = aggregates[aggregates["n"] >= FEWEST_OF_GROUP].reset_index(drop=True)
    few = kept["n_y"] < FEWEST_OF_GROUP
    of_both = [name for name in kept.columns if name not in (*OF_X, *ON_X, "n_y")]
    kept[of_both] = kept[of_both].mask(few)
    return kept.assign(n_y=kept["n_y"].mask(few, 0))


def _voters(votes: pd.DataFrame) -> pd.Series[int]:
    """For each vote, how many voters have one on its tool."""
    return votes.groupby("tool_id")["voter_id"].transform("nunique")


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
