"""The averaged spectrum as a page shows it: the chart, its picture to keep, and its text alternative."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from spectrum.charts.averaged import averaged_spectrum
from spectrum.charts.palette import LIGHT, Palette
from spectrum.charts.specification import specification
from spectrum.model import Board
from spectrum.ui import words
from spectrum.ui.chart_display import with_packed_data
from spectrum.ui.controls import SpectrumOptions, chosen_tool
from spectrum.ui.current import OF_MOMENTS
from spectrum.ui.frame import palette
from spectrum.ui.moments import Moment, made_for
from spectrum.ui.reads import View, counts_at, round_name, rounds_at

HEIGHT = 500  # pixels: the least that the style sheet gives it
PICTURE = (1200, 800)  # pixels


def average_sentence(shown: pd.DataFrame, all_tools: int, view: View, moment: Moment) -> str:
    """How much there is to see, which votes the positions are made of, and whether one can vote."""
    voting = next((each for each in rounds_at(moment, view.selection.board_id) if each.is_open), None)
    found = counts_at(moment, view.selection)
    parts = [
        words.board_sentence(shown, all_tools, found),
        words.standing_sentence(shown, votes=found.votes),
        words.view_sentence(
            view.selection, view.anchor_weight, round_name(view.selection), votes=found.votes
        ),
        words.round_sentence(voting) if voting and not voting.is_blind else "",
    ]
    return " ".join(filter(None, parts))


def spectrum_chart(
    positions: pd.DataFrame, board: Board, options: SpectrumOptions, moment: Moment, *, kept_for: Hashable
) -> dict[str, Any]:
    """The chart for the page, as a specification: drawn once for all who look at the same figures.

    `kept_for`: what the positions depend on besides the options and the moment.
    """
    return _drawn(moment, kept_for, board, options, positions, colours=palette(), selected=chosen_tool())


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _drawn(
    moment: Moment,
    kept_for: Hashable,
    board: Board,
    options: SpectrumOptions,
    _positions: pd.DataFrame,
    *,
    colours: Palette,
    selected: str | None,
) -> dict[str, Any]:
    with made_for(moment, board.board_id):
        chart = averaged_spectrum(
            _positions,
            board,
            palette=colours,
            selected=selected,
            arrows=options.arrows,
            ellipses=options.ellipses,
            one_dimensional=options.one_dimensional,
            height=HEIGHT,
        )
        return with_packed_data(specification(chart.properties(height="container")))


def spectrum_picture(positions: pd.DataFrame, board: Board, options: SpectrumOptions) -> alt.LayerChart:
    """The chart for print and slides: of a size of its own, on white."""
    return averaged_spectrum(
        positions,
        board,
        palette=LIGHT,
        selected=chosen_tool(),
        arrows=options.arrows,
        ellipses=options.ellipses,
        one_dimensional=options.one_dimensional,
        width=PICTURE[0],
        height=PICTURE[1],
    )


def spectrum_alternative(positions: pd.DataFrame, board: Board) -> str:
    """What the chart shows, in a sentence for those who do not see it."""
    return (
        f"{words.count(len(positions), 'tool')} placed from {board.left} (0) to {board.right} (100) across and "
        f"from {board.bottom} (0) to {board.top} (100) upwards. The table beside it has the same numbers."
    )
