"""Which tools the first page lists and draws, and in which order. It stands in the URL, like all controls."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

EVERY_BRANCH = "tools of every branch"
SORTS = {
    "by number": ("number", True),
    "by name": ("name", True),
    "most votes first": ("n", False),
    "furthest right first": ("x", False),
    "highest first": ("y", False),
}


@dataclass(frozen=True)
class Search:
    """Which tools are looked for, None: those of every branch, and the order of the list (of SORTS)."""

    text: str
    branch: str | None
    order: str


def tool_search(positions: pd.DataFrame) -> Search:
    """The search text, the tool branch and the sort order of the list."""
    text = st.text_input(
        "Search tools",
        key="q",
        bind="query-params",
        placeholder="Search tools…",
        label_visibility="collapsed",
    )
    of_tools = sorted({each for joined in positions["branches"].fillna("") for each in branches_in(joined)})
    left, right = st.columns(2)
    with left:
        branch = st.selectbox(
            "Tools of branch",
            [EVERY_BRANCH, *of_tools],
            key="tools_for",
            bind="query-params",
            label_visibility="collapsed",
        )
    with right:
        order = st.selectbox(
            "Sort", list(SORTS), key="sort", bind="query-params", label_visibility="collapsed"
        )
    return Search(text or "", None if branch == EVERY_BRANCH else branch, order)


def matching_tools(
    positions: pd.DataFrame, *, text: str = "", branch: str | None = None, fewest_votes: int = 0
) -> pd.DataFrame:
    """The rows whose name or description holds `text`, made for `branch`, with enough votes."""
    kept = positions["n"] >= fewest_votes
    if text.strip():
        words = positions["name"].fillna("") + " " + positions["description"].fillna("")
        kept &= words.str.contains(text.strip(), case=False, regex=False)
    if branch:
        kept &= positions["branches"].fillna("").map(lambda joined: branch in branches_in(joined))
    return positions[kept].reset_index(drop=True)


def branches_in(joined: str) -> list[str]:
    """The branches of a tool as `positions` has them."""
    return joined.split("; ") if joined else []


def sorted_tools(positions: pd.DataFrame, order: str) -> pd.DataFrame:
    """The rows in the chosen order; equal ones by number."""
    column, ascending = SORTS[order]
    keyed = positions.assign(key=positions["name"].str.casefold() if column == "name" else positions[column])
    ordered = keyed.sort_values(
        ["key", "number"], ascending=[ascending, True], na_position="last", kind="stable"
    )
    return ordered.drop(columns="key").reset_index(drop=True)
