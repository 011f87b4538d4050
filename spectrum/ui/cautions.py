"""Words of caution that stand on every page whose figures they concern."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pandas as pd
import streamlit as st

from spectrum.model import Selection
from spectrum.ui import analyses, words
from spectrum.ui.reads import counts


def end_without_votes(selection: Selection) -> None:
    """End the page where no vote counts, with the way to the first one."""
    if counts(selection).votes:
        return
    if selection != _unfiltered(selection) and counts(_unfiltered(selection)).votes:
        end_with("No vote passes the filter. “Filter” with other rounds or branches shows more.")
    end_with("There is nothing to show before the first vote.")


def end_without_own_votes(votes: pd.DataFrame, selection: Selection) -> None:
    """End the page of a tool on which no vote counts. `votes`: those on it."""
    if len(votes):
        return
    if selection != _unfiltered(selection):
        end_with(
            "No vote on this tool passes the filter. “Filter” with other rounds or branches may show some."
        )
    end_with("From the first vote on, its votes and all measures of how far apart they are stand here.")


def _unfiltered(selection: Selection) -> Selection:
    return replace(selection, round_id=None, branch=None, beyond_shown=None, chosen_y_only=False)


def end_with(why: str) -> NoReturn:
    """End the page with a word why, and the way to vote."""
    st.info(words.escape(why), icon=":material/info:")
    st.page_link("vote.py", label="Vote", icon=":material/how_to_vote:")
    st.stop()


def seed_y_caution(selection: Selection) -> None:
    """Say how many votes repeat their tool's seed in y, wherever there are any."""
    text = seed_y_words(
        analyses.repeated_seed_y(selection), counts(selection).votes, left_out=selection.chosen_y_only
    )
    if text:
        st.caption(f":material/warning: {words.escape(text)}")


def seed_y_words(repeating: int, votes: int, *, left_out: bool) -> str:
    """The same as text; empty where no vote does. `left_out`: the filter already takes them out of y."""
    if not repeating:
        return ""
    they = "repeats its tool’s" if repeating == 1 else "repeat their tool’s"
    said = f"{words.thousands(repeating)} of {words.count(votes, 'vote')} {they} seed y to 0.1."
    if left_out:
        return f"{said} Here {'it counts' if repeating == 1 else 'they count'} for x alone."
    return (
        f"{said} In a 1-D view only x is chosen and y was copied, which makes the seed look agreed on. "
        f"“Filter” can leave {'it' if repeating == 1 else 'them'} out of y."
    )
