"""The voters' page: its controls, its sentence, the map of residuals and the habits.

Voters are shown one by one here, so only in groups of `FEWEST_OF_GROUP` and never by name or id.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import altair as alt
import pandas as pd
import streamlit as st

from spectrum import charts
from spectrum.charts.palette import Palette
from spectrum.model import FEWEST_OF_GROUP, Board, Selection
from spectrum.ui import analyses, words
from spectrum.ui.cautions import end_with, end_without_votes
from spectrum.ui.controls import one_of, vote_choice
from spectrum.ui.pictures import show_picture
from spectrum.ui.reads import counts, read_key, round_name, tools
from spectrum.ui.voters.numbers import voter_numbers

Axis = Literal["x", "y"]
DEFAULT_WITHIN = 5.0  # axis points
FARTHEST_WITHIN = 50.0  # axis points
MOST_IN_MATRIX = 60  # voters whose residuals are also listed on the page
DRAWING = "Drawing the residuals…"


@dataclass(frozen=True)
class VoterOptions:
    """Whose votes, on which axis, residuals with or without habits, and what counts as near (axis points)."""

    selection: Selection
    axis: Axis
    without_habit: bool
    within: float

    @property
    def residual(self) -> str:
        """The column of the residuals that is shown."""
        return "residual_without_habit" if self.without_habit else "residual"


def voter_options(board: Board) -> VoterOptions:
    """One row of controls: the axis, whose votes count, and what is taken off them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        axis = one_of("Axis", ("x", "y"), key="axis")
        with st.popover("Filter", icon=":material/filter_alt:"):
            selection = vote_choice(board)
        with st.popover("Options", icon=":material/tune:"):
            without_habit = st.toggle(
                "Take each voter’s habit off the residuals",
                key="without_habit",
                bind="query-params",
                help="A residual is how far a vote lies from its tool’s mean. Without habits it shows taste in "
                "single tools; with them, rows of one colour are voters who place everything further along.",
            )
            within = st.number_input(
                "Anchored: within … points of what was shown",
                0.0,
                FARTHEST_WITHIN,
                DEFAULT_WITHIN,
                0.5,
                format="%g",
                key="within",
                bind="query-params",
            )
    return VoterOptions(selection, "y" if axis == "y" else "x", bool(without_habit), float(within))


# --- the sentence -------------------------------------------------------------------


def voters_sentence(options: VoterOptions) -> str:
    """How many voters there are and how much of the variance their habits make up."""
    found = counts(options.selection)
    if found.votes == 0:
        said = "No votes yet."
    else:
        sizes = f"{words.count(found.voters, 'voter')}, {words.count(found.votes, 'vote')}."
        said = sizes if _too_few(options) else f"{sizes} {_habit_words(options)}"
    chosen = words.selection_sentence(options.selection, round_name(options.selection))
    return " ".join(filter(None, [said, chosen]))


def _habit_words(options: VoterOptions) -> str:
    parts = analyses.components(options.selection, options.axis)
    if parts.voter is None:
        return f"Voters’ habits on {options.axis} cannot be told: {parts.why}."
    share, within = words.share(parts.voter.value), words.share_interval(parts.voter.low, parts.voter.high)
    return f"Voters’ habits make up {share} {within} of the variance on {options.axis} (n {words.thousands(parts.n)})."


def _too_few(options: VoterOptions) -> bool:
    return analyses.components(options.selection, options.axis).n_voters < FEWEST_OF_GROUP


def end_with_too_few_voters(options: VoterOptions) -> None:
    """End the page, with a word why, where there are too few voters to show them one by one."""
    end_without_votes(options.selection)
    if _too_few(options):
        end_with(
            f"Voters are shown one by one only where {FEWEST_OF_GROUP} or more have voted on {options.axis}, so that "
            "nobody is singled out. “Filter” with other rounds or branches shows more."
        )


# --- residuals ----------------------------------------------------------------------


def residual_panel(options: VoterOptions, board: Board) -> None:
    """The map of voters × tools, and the same numbers as a table where there is room for it."""
    found = analyses.residuals(options.selection, options.axis)
    if found[options.residual].isna().all():
        why = analyses.components(options.selection, options.axis).why
        st.info(words.escape(f"Habits cannot be taken off: {why}. “Options” shows the residuals with them."))
        return
    table = partial(residual_table, options)
    with st.spinner(DRAWING):
        show_picture(
            partial(_residual_map, options, board),
            table,
            kept_for=_kept_for(options, board),
            name="residuals",
            alternative="How far each vote lies from its tool’s mean.",
        )
    if found["voter_id"].nunique() <= MOST_IN_MATRIX:
        with st.expander("The residuals as a table, in axis points"):
            st.dataframe(residual_matrix(table(), options.residual), placeholder="", key="residual_table")
    else:
        st.caption(f"More than {MOST_IN_MATRIX} voters: the download has every residual.")


def _kept_for(options: VoterOptions, board: Board) -> tuple[object, ...]:
    """What the charts are kept for: the version of the board, and all that was chosen."""
    return (*read_key(options.selection), board, options)


def _residual_map(options: VoterOptions, board: Board, *, palette: Palette) -> alt.LayerChart:
    found = analyses.residuals(options.selection, options.axis)
    numbers = {tool.tool_id: tool.number for tool in tools(board.board_id)}
    drawn = found.assign(residual=found[options.residual], number=found["tool_id"].map(numbers))
    across = found.drop_duplicates("tool_id").sort_values("tool_order")["tool_id"].tolist()
    return charts.residual_map(drawn, axis=options.axis, board=board, palette=palette, tools=across)


def residual_table(options: VoterOptions) -> pd.DataFrame:
    """One row a vote: voter (a number), number and name of the tool, both residuals in axis points."""
    found = analyses.residuals(options.selection, options.axis)
    known = {tool.tool_id: tool for tool in tools(options.selection.board_id)}
    return pd.DataFrame(
        {
            "voter": found["voter_id"].map(voter_numbers(options.selection)),
            "number": found["tool_id"].map({tool_id: tool.number for tool_id, tool in known.items()}),
            "name": found["tool_id"].map({tool_id: tool.name for tool_id, tool in known.items()}),
            "residual": found["residual"],
            "residual_without_habit": found["residual_without_habit"],
        }
    )


def residual_matrix(residuals: pd.DataFrame, column: str) -> pd.DataFrame:
    """Voters down and tools across, in the order of the map; NaN where there is no vote."""
    tool = residuals["number"].astype(str) + " " + residuals["name"]
    wide = residuals.assign(tool=tool).pivot(index="voter", columns="tool", values=column).round(1)
    return wide.reindex(index=residuals["voter"].unique(), columns=tool.unique())


# --- habits -------------------------------------------------------------------------


def habit_panel(options: VoterOptions, board: Board) -> None:
    """Each voter's habit with its interval, from the lowest to the highest."""
    parts = analyses.components(options.selection, options.axis)
    if parts.voter is None:
        st.info(words.escape(f"No habits on {options.axis}: {parts.why}."))
        return
    found = analyses.habits(options.selection, options.axis)
    drawn = found.rename(columns={"low": "habit_low", "high": "habit_high"})
    draw = partial(charts.caterpillar, drawn, axis=options.axis, board=board)
    table = partial(habit_table, options)
    show_picture(
        draw,
        table,
        kept_for=_kept_for(options, board),
        name="habits",
        alternative="The voters from the lowest habit to the highest.",
    )
    st.caption(words.escape(habit_words(found)))


def habit_table(options: VoterOptions) -> pd.DataFrame:
    """The habits with voters' numbers: voter, n, raw, habit, error, low, high; lowest first."""
    found = analyses.habits(options.selection, options.axis)
    voters = found["voter_id"].map(voter_numbers(options.selection))
    return found.drop(columns="voter_id").assign(voter=voters)[["voter", *found.columns.drop("voter_id")]]


def habit_words(habits: pd.DataFrame) -> str:
    """How many voters differ from the others by more than chance explains."""
    apart = int(((habits["low"] > 0) | (habits["high"] < 0)).sum())
    if apart == 0:
        return "No voter’s interval leaves out 0: none is known to differ from the others."
    return (
        f"The 95 % intervals of {words.count(apart, 'voter')} leave out 0; of {words.thousands(len(habits))} "
        f"voters without any habit, about {words.thousands(round(0.05 * len(habits)))} would by chance."
    )
