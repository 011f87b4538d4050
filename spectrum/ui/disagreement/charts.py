"""The disagreement page's controls, its sentence and its charts.

Nothing is ranked below `RANKED_FROM` votes: up to there the page says how many are missing. Nor is
a tool whose D has no interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from spectrum import analysis, charts
from spectrum.model import RANKED_FROM, Board, Selection
from spectrum.ui import words
from spectrum.ui.controls import one_of, vote_choice
from spectrum.ui.disagreement.figures import FIGURES
from spectrum.ui.pictures import show_picture
from spectrum.ui.reads import counts, read_key, round_name

RANKING, BY_AXIS, FUNNEL = "Ranking", "By axis", "By number of votes"
LONGEST = 40  # tools that a ranking draws unless it is asked for all of them
NAMED = 3  # tools that a sentence names
NEAREST = 8  # tools that the hint names


@dataclass(frozen=True)
class DisagreementOptions:
    """Whose votes, which chart, and whether a long ranking is drawn in full."""

    selection: Selection
    chart: str
    in_full: bool


def disagreement_options(board: Board) -> DisagreementOptions:
    """One row of controls: the chart, and whose votes count."""
    with st.container(horizontal=True, vertical_alignment="center"):
        chart = one_of("Chart", (RANKING, BY_AXIS, FUNNEL), key="chart")
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection = vote_choice(board)
        with st.popover("Options", icon=":material/tune:"):
            in_full = st.toggle(
                "Draw every tool",
                key="every",
                bind="query-params",
                help=f"Of more than {LONGEST} tools a ranking draws the {LONGEST // 2} most and the "
                f"{LONGEST // 2} least disputed. The table always has all of them.",
            )
    return DisagreementOptions(selection, chart, bool(in_full))


# --- the sentence -------------------------------------------------------------------


def disagreement_sentence(figures: pd.DataFrame, selection: Selection) -> str:
    """Which tools are disputed most and least, or what a ranking lacks; and whose votes these are."""
    found = counts(selection)
    tools = words.count(len(figures), "tool")
    if found.votes == 0:
        said = f"{tools}, no votes yet. Disagreement takes 2 votes on a tool, a ranking {RANKED_FROM}."
    else:
        sizes = f"{tools}, {words.count(found.votes, 'vote')} by {words.count(found.voters, 'voter')}."
        said = f"{sizes} {_ranked_words(figures)}"
    return " ".join(filter(None, [said, words.selection_sentence(selection, round_name(selection))]))


def _ranked_words(figures: pd.DataFrame) -> str:
    ranked = analysis.ranked(figures)
    if ranked.empty and (figures["n_y"] >= RANKED_FROM).any():
        return f"No tool with the {RANKED_FROM} votes that a ranking needs has an interval."
    if ranked.empty:
        most = int(figures["n_y"].max())
        nearest = words.listing(figures.loc[figures["n_y"] == most, "name"].tolist(), NAMED)
        return f"No tool has the {RANKED_FROM} votes on both axes that a ranking needs; nearest: {nearest} ({most})."
    most_disputed, least = ranked.iloc[0], ranked.iloc[-1]
    if len(ranked) == 1:
        return f"One tool has the {RANKED_FROM} votes that a ranking needs: {_with_interval(most_disputed)}."
    have = "All have" if len(ranked) == len(figures) else f"{words.thousands(len(ranked))} tools have"
    return (
        f"{have} the {RANKED_FROM} votes that a ranking needs. Furthest apart are the votes on "
        f"{_with_interval(most_disputed)}, closest those on {_with_interval(least)}."
    )


def _with_interval(tool: pd.Series) -> str:
    within = words.interval(tool["disagreement_low"], tool["disagreement_high"])
    return f"{tool['name']} (D {words.ratio(tool['disagreement'])} {within}, n {words.thousands(int(tool['n_y']))})"


# --- the charts ---------------------------------------------------------------------


def disagreement_charts(figures: pd.DataFrame, options: DisagreementOptions) -> None:
    """The chosen chart; tools with too few votes to rank stand apart."""
    ranked, others = analysis.ranked(figures), _too_few_votes(figures)
    if options.chart == FUNNEL:
        _show(options, charts.funnel, figures, "funnel", "Each tool’s disagreement by its number of votes.")
        return
    if len(ranked):
        draw = charts.disagreement_by_axis if options.chart == BY_AXIS else charts.ranked_disagreement
        drawn = ranked if options.in_full else ends_of_ranking(ranked)
        _show(options, draw, drawn, "disagreement", "The tools from the most to the least disagreement.")
        if len(drawn) < len(ranked):
            st.caption(
                f"Drawn: the {LONGEST // 2} most and the {LONGEST // 2} least disputed of "
                f"{words.count(len(ranked), 'tool')}. “Options” draws all, the table has them."
            )
    elif options.chart == BY_AXIS:
        st.info(
            f"Disagreement is split by axis from {RANKED_FROM} votes on; the table has both parts of every tool."
        )
    without_interval = _without_interval(figures)
    if len(without_interval):
        st.caption(f":material/flag: {words.escape(no_interval_words(without_interval))}")
    if others.empty:
        return
    st.caption(f":material/flag: {words.escape(missing_votes_words(others))}")
    if options.chart == RANKING and others["disagreement"].notna().any():
        fold = f"{words.count(len(others), 'tool')} not ranked: fewer than {RANKED_FROM} votes"
        with st.expander(fold) if len(ranked) else st.container():
            shown = others if options.in_full else others.nlargest(LONGEST, "n_y")
            _show(
                options,
                charts.unranked_disagreement,
                shown,
                "not-ranked",
                "Tools with too few votes to rank.",
            )


def ends_of_ranking(ranked: pd.DataFrame) -> pd.DataFrame:
    """The most and the least disputed tools where there are more than `LONGEST`; else all of them."""
    if len(ranked) <= LONGEST:
        return ranked
    return pd.concat([ranked.head(LONGEST // 2), ranked.tail(LONGEST // 2)])


def _too_few_votes(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[figures["n_y"] < RANKED_FROM]


def _without_interval(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[(figures["n_y"] >= RANKED_FROM) & figures["disagreement_low"].isna()]


def no_interval_words(tools: pd.DataFrame) -> str:
    """Which tools have votes enough for a rank, but votes that tell nothing of how sure their D is."""
    names = words.listing(tools["name"].tolist(), NEAREST)
    have = "has" if len(tools) == 1 else "have"
    return f"Not ranked, as the votes are all the same, or all but one: {names} {have} no interval of D."


def missing_votes_words(others: pd.DataFrame) -> str:
    """Which tools are nearest to being ranked, and how many votes all of them lack."""
    lacking = (RANKED_FROM - others["n_y"]).sort_values(kind="stable")
    by_lack = others.loc[lacking.index, "name"].head(NEAREST).groupby(lacking, sort=True)
    nearest = "; ".join(f"{words.listing(names.tolist(), NEAREST)} by {lack}" for lack, names in by_lack)
    together = (
        f" Together the {words.thousands(len(others))} without a rank lack "
        f"{words.count(int(lacking.sum()), 'vote')}."
    )
    few = f"Nearest to the {RANKED_FROM} votes of a ranking, and short of them: {nearest}."
    return few + (together if len(others) > 1 else "")


def _show(
    options: DisagreementOptions,
    draw: Callable[..., alt.LayerChart],
    figures: pd.DataFrame,
    name: str,
    alternative: str,
) -> None:
    charted = figures.assign(n=figures["n_y"])  # D is made of complete votes, and the charts' n counts them
    show_picture(
        partial(draw, charted),
        figures[list(FIGURES)],
        kept_for=(*read_key(options.selection), options),
        name=name,
        alternative=alternative,
    )
