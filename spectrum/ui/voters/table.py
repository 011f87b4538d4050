"""The table of voters: what each one's habit is and how near their votes stay to what they were shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from spectrum.model import Anchoring, Selection
from spectrum.ui import analyses, words
from spectrum.ui.downloads import table_download
from spectrum.ui.measured import number_column, text_column
from spectrum.ui.voters.charts import VoterOptions
from spectrum.ui.voters.numbers import voter_numbers

LISTED = 200  # voters that the page lists at most

COLUMNS = (
    "voter",
    "n",
    "raw",
    "habit",
    "habit_low",
    "habit_high",
    "n_shown",
    "n_near",
    "share",
    "share_low",
    "share_high",
)
"""What the table holds: the habit on one axis, in axis points, and the anchoring of all votes."""


ANCHORING = ("n_shown", "n_near", "share", "share_interval")
"""The columns that are not shown where nothing is recorded as shown."""


def anchoring_note(options: VoterOptions) -> None:
    """How much of the board stays near what was shown; plainly, where nothing was recorded."""
    found = analyses.anchoring(_with_anchored(options.selection), options.within)
    st.markdown(words.escape(anchoring_words(found, options.within)))
    if options.selection.beyond_shown:
        st.caption("Anchoring is told of all votes, also of those that the filter leaves out for being near.")


def anchoring_words(found: Anchoring, within: float) -> str:
    """The share of votes near what was shown, with n and interval, or why there is none."""
    if found.n_shown == 0:
        return (
            f"Anchoring: not available. For none of the {words.count(found.n, 'vote')} it was recorded what the voter "
            "was shown; imported votes carry no such record."
        )
    share, interval = words.share(found.share), words.share_interval(found.low, found.high)
    rest = found.n - found.n_shown
    unknown = f" For {words.count(rest, 'vote')} nothing is recorded as shown." if rest else ""
    return (
        f"Anchoring: {words.thousands(found.n_near)} of the {words.count(found.n_shown, 'vote')} whose voters were "
        f"shown a position lie within {within:g} points of it, {share} {interval}.{unknown}"
    )


def voter_figures(options: VoterOptions) -> pd.DataFrame:
    """One row for each voter with a vote on the axis, by number: COLUMNS."""
    habits = analyses.habits(options.selection, options.axis).rename(
        columns={"low": "habit_low", "high": "habit_high"}
    )
    near = analyses.anchoring_by_voter(_with_anchored(options.selection), options.within).rename(
        columns={"low": "share_low", "high": "share_high"}
    )
    both = habits.merge(near.drop(columns="n"), on="voter_id", how="left")
    voters = both["voter_id"].map(voter_numbers(options.selection))
    return both.assign(voter=voters)[list(COLUMNS)].sort_values("voter", ignore_index=True)


def listed_voters(figures: pd.DataFrame) -> pd.DataFrame:
    """The voters that the page lists: all, or those with the strongest habits."""
    if len(figures) <= LISTED:
        return figures
    strongest = figures["habit"].abs().nlargest(LISTED).index
    return figures.loc[sorted(strongest)].reset_index(drop=True)


def voters_table(options: VoterOptions) -> None:
    """The voters with their figures; of a crowd those with the strongest habits, and all for download."""
    figures = voter_figures(options)
    listed = listed_voters(figures)
    shown = listed.assign(
        habit_interval=_texts(words.points_interval, listed["habit_low"], listed["habit_high"]),
        share=100 * listed["share"],
        share_interval=_texts(words.share_interval, listed["share_low"], listed["share_high"]),
    )
    columns = _columns(options)
    if not figures["n_shown"].any():
        columns = {name: column for name, column in columns.items() if name not in ANCHORING}
    st.dataframe(
        shown[list(columns)],
        hide_index=True,
        column_config=columns,
        placeholder=words.NOTHING,
        key="voter_table",
        alt=f"The figures of {words.count(len(listed), 'voter')}",
    )
    if len(listed) < len(figures):
        st.caption(
            f"Listed: the {LISTED} strongest habits of {words.count(len(figures), 'voter')}. The download has all."
        )
    st.caption(
        "The numbers stand in for the voters and are drawn anew for every choice of votes. Raw mean: how far a "
        "voter’s votes lie from the tools on average; habit: the same, shrunk where votes are few."
    )
    table_download("All voters as CSV", figures, "voter-figures")


def _with_anchored(selection: Selection) -> Selection:
    """The same votes, those near what was shown among them: to leave them out would hide what is measured."""
    return replace(selection, beyond_shown=None)


def _texts(write: Any, low: pd.Series[float], high: pd.Series[float]) -> list[str]:
    return [write(*limits) for limits in zip(low, high, strict=True)]


def _columns(options: VoterOptions) -> dict[str, Any]:
    axis = options.axis
    return {
        "voter": st.column_config.NumberColumn("Voter", format="Voter %d", width=80, alignment="left"),
        "n": number_column("n", f"n on {axis}", decimals=0),
        "raw": number_column("habit", "Raw mean, points", decimals=1),
        "habit": number_column("habit", f"Habit on {axis}, points"),
        "habit_interval": text_column("habit", "95 % interval of the habit"),
        "n_shown": number_column("anchoring", "n shown a position", decimals=0),
        "n_near": number_column("anchoring", "n near it", decimals=0),
        "share": number_column("anchoring", "Near, %", decimals=0),
        "share_interval": text_column("anchoring", "95 % interval, %"),
    }
