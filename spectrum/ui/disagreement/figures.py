"""All figures of the disagreement page, one row a tool: the tools' own, the votes still needed, the dip tests."""

from __future__ import annotations

import pandas as pd

from spectrum import analysis
from spectrum.analysis.camps import EVIDENCE, NO_EVIDENCE, TOO_FEW
from spectrum.analysis.spread import disagreement_from_variances
from spectrum.model import Selection
from spectrum.ui import analyses
from spectrum.ui.reads import View, positions

DIP_FIGURES = tuple(f"dip_{figure}_{axis}" for figure in "pq" for axis in analysis.CAMP_AXES)

FIGURES = (
    "tool_id",
    "number",
    "name",
    "n",
    "n_y",
    "disagreement",
    "disagreement_low",
    "disagreement_high",
    "disagreement_x",
    "disagreement_y",
    "standard_distance",
    "sd_x",
    "sd_y",
    "relative_variance_x",
    "relative_variance_y",
    "votes_needed_x",
    "votes_needed_y",
    "votes_needed_disagreement",
    "votes_still_needed",
)
"""What the downloads of the charts hold, in this order."""

COLUMNS = (*FIGURES, "camps", *DIP_FIGURES)
"""What the download of the table holds."""

STRENGTH = {EVIDENCE: 0, NO_EVIDENCE: 1, TOO_FEW: 2}


def disagreement_figures(selection: Selection) -> pd.DataFrame:
    """The figures of every live tool: `analysis.TOOL_COLUMNS` and what FIGURES has besides.

    disagreement_x, disagreement_y: each axis' part of D. votes_still_needed: as in the
    function of this name.
    """
    figures = positions(View(selection))
    split = {f"disagreement_{a}": disagreement_from_variances(figures[f"var_{a}"], 0.0) for a in "xy"}
    return figures.assign(votes_still_needed=votes_still_needed(figures), **split)


def with_camps(figures: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The same with the dip tests: camps, a verdict in words, and DIP_FIGURES. Takes longer than the rest."""
    tested = figures.merge(camps_by_tool(analyses.camps(selection)), on="tool_id", how="left")
    return tested.assign(camps=tested["camps"].fillna(TOO_FEW))


def votes_still_needed(figures: pd.DataFrame) -> pd.Series[float]:
    """How many more votes would tell both means and D as precisely as `analysis` plans; 0: enough.

    The most that any of the three lacks. NaN where there are too few votes to tell.
    """
    lacking = pd.DataFrame(
        {
            "x": figures["votes_needed_x"] - figures["n"],
            "y": figures["votes_needed_y"] - figures["n_y"],
            "both": figures["votes_needed_disagreement"] - figures["n_y"],
        }
    )
    return lacking.max(axis=1, skipna=False)


def camps_by_tool(tests: pd.DataFrame) -> pd.DataFrame:
    """The dip tests (`analysis.camps`) with one row a tool: tool_id, camps and DIP_FIGURES."""
    wide = tests.pivot(index="tool_id", columns="axis", values=["p", "q"])
    wide.columns = wide.columns.map("dip_{0[0]}_{0[1]}".format)
    strongest = tests["verdict"].map(STRENGTH).groupby(tests["tool_id"]).min()  # along any axis
    camps = strongest.map({strength: verdict for verdict, strength in STRENGTH.items()})
    return wide.reindex(columns=list(DIP_FIGURES)).assign(camps=camps).reset_index()
