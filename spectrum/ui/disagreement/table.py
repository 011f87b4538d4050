"""The table of all tools on the disagreement page; each name leads to the votes behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import GUESS_BELOW
from spectrum.ui import words
from spectrum.ui.disagreement.figures import COLUMNS
from spectrum.ui.downloads import table_download
from spectrum.ui.frame import palette
from spectrum.ui.measured import number_column, text_column, tool_columns

ENOUGH = "enough"
READ_AS_WRITTEN = ";,/?:@&=+$#"  # characters that the browser's decodeURI leaves encoded


def tool_link(tool_id: str, name: str) -> str:
    """The address of a tool's distribution, with its name behind the # for the table to show."""
    return f"distribution?tool={quote(tool_id, safe='')}#{quote(name, safe=READ_AS_WRITTEN)}"


def disagreement_table(figures: pd.DataFrame) -> None:
    """All tools in order of number, with every figure; the download has them unrounded."""
    tested = figures["dip_q_x"].notna().any()
    shown = table_of(figures)
    grey = f"color: {palette().quiet}"
    guesses = (figures["n_y"] < GUESS_BELOW).tolist()
    styled = shown.style.apply(
        lambda column: [grey if guess else "" for guess in guesses], subset=["disagreement", "interval"]
    )
    st.dataframe(
        styled,
        hide_index=True,
        column_config=_columns(),
        column_order=[name for name in map(str, shown) if tested or not name.startswith("dip_")],
        placeholder=words.NOTHING,
        key="disagreement_table",
        alt=f"The figures of {words.count(len(shown), 'tool')}",
    )
    st.caption(
        f"Grey: fewer than {GUESS_BELOW} votes, a guess. –: too few votes for this figure. "
        "Needed: for both means to ± 5 points and D within a factor of 1.5. D is of the votes on both axes."
    )
    table_download("All figures as CSV", figures[list(COLUMNS)], "disagreement-all-tools")


def table_of(figures: pd.DataFrame) -> pd.DataFrame:
    """The columns that the page shows, with texts for intervals and for the votes needed."""
    shown = figures[["number"]].assign(
        tool=[tool_link(*tool) for tool in zip(figures["tool_id"], figures["name"], strict=True)],
        n=figures["n"],
        n_y=figures["n_y"],
        disagreement=figures["disagreement"],
        interval=_intervals(figures["disagreement_low"], figures["disagreement_high"]),
        disagreement_x=figures["disagreement_x"],
        disagreement_y=figures["disagreement_y"],
        standard_distance=figures["standard_distance"],
        sd_x=figures["sd_x"],
        sd_y=figures["sd_y"],
        needed=[_needed(votes) for votes in figures["votes_still_needed"]],
        camps=figures["camps"],
        **{f"dip_p_{axis}": figures[f"dip_p_{axis}"] for axis in analysis.CAMP_AXES},
        dip_q=figures[[f"dip_q_{axis}" for axis in analysis.CAMP_AXES]].min(axis=1),
    )
    return shown if (figures["n"] != figures["n_y"]).any() else shown.drop(columns="n_y")


def _intervals(low: pd.Series[float], high: pd.Series[float]) -> list[str]:
    return [words.interval(*limits) for limits in zip(low, high, strict=True)]


def _needed(votes: float) -> str:
    if pd.isna(votes):
        return words.NOTHING
    return words.thousands(int(votes)) if votes else ENOUGH


def _columns() -> dict[str, Any]:
    return {
        **tool_columns(),
        "n": number_column("n", "n", decimals=0, width=50),
        "n_y": number_column("n", "n on both axes", decimals=0),
        "disagreement": number_column("disagreement"),
        "interval": text_column("disagreement_interval", "95 % interval"),
        "disagreement_x": number_column("disagreement", "D from x"),
        "disagreement_y": number_column("disagreement", "D from y"),
        "standard_distance": number_column("standard_distance"),
        "sd_x": number_column("standard_deviation", "SD of x, points"),
        "sd_y": number_column("standard_deviation", "SD of y, points"),
        "needed": text_column("votes_needed", "Votes still needed", numbers=True),
        "camps": text_column("camps"),
        "dip_p_x": number_column("camps", "p along x", decimals=3),
        "dip_p_y": number_column("camps", "p along y", decimals=3),
        "dip_p_principal": number_column("camps", "p along the principal axis", decimals=3),
        "dip_q": number_column("camps", "smallest q", decimals=3),
    }
