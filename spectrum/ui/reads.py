"""Reads that are kept until the board changes: each key holds the database, the board and its version.

While people vote, that is with every vote. The first page, on which a whole crowd comes in,
therefore takes a `recent_moment` of the board.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import FEWEST_OF_GROUP, Ellipse, Round, Selection, Tool
from spectrum.store import Counts, Store
from spectrum.ui.current import KEPT, OF_MOMENTS, store
from spectrum.ui.moments import Moment, made_for, this_moment
from spectrum.ui.small_groups import TooFewOfBranch, figures_of_enough_voters, of_enough_voters


@dataclass(frozen=True)
class View:
    """What a page looks at: which votes, and how much a seed counts."""

    selection: Selection
    anchor_weight: float = 0.0


def tools(board_id: str) -> list[Tool]:
    """The live tools, in order of number, as everybody may see them."""
    return store().tools(board_id, as_of=store().public_view(board_id).as_of)


def rounds(board_id: str) -> list[Round]:
    """All rounds, oldest first."""
    return store().rounds(board_id)


def open_round(board_id: str) -> Round | None:
    """The round that takes votes now."""
    return next((round_ for round_ in rounds(board_id) if round_.is_open), None)


def round_name(selection: Selection) -> str | None:
    """The name of the one round that is looked at; None if the selection looks at all."""
    if selection.round_id is None:
        return None
    return next((r.name for r in rounds(selection.board_id) if r.round_id == selection.round_id), None)


def positions(view: View) -> pd.DataFrame:
    """The figures of every live tool (columns: `analysis.TOOL_COLUMNS`)."""
    return _positions(*read_key(view.selection), view.selection, view.anchor_weight, store())


def positions_at(moment: Moment, view: View) -> pd.DataFrame:
    """The same as `positions`, of a `recent_moment`."""
    return _positions(*moment, view.selection, view.anchor_weight, store())


def votes(selection: Selection, tool_id: str) -> pd.DataFrame:
    """The counted placements on one tool: voter_id, round_id, x, y, cast_at, branch."""
    return _votes(*read_key(selection), selection, tool_id, store())


def counts(selection: Selection) -> Counts:
    """How many voters and placements count."""
    return _counts(*read_key(selection), selection, store())


def counts_at(moment: Moment, selection: Selection) -> Counts:
    """The same as `counts`, of a `recent_moment`."""
    return _counts(*moment, selection, store())


def rounds_at(moment: Moment, board_id: str) -> list[Round]:
    """The same as `rounds`, of a `recent_moment`: to name them, not to decide what may be seen."""
    return _rounds(*moment, board_id, store())


def branches(board_id: str) -> list[str]:
    """The branches that voters have named."""
    return _branches(*this_moment(board_id), board_id, store())


def check_branch(selection: Selection) -> Selection:
    """The selection, if nobody in it could be recognised by their branch. Raises TooFewOfBranch."""
    if selection.branch is not None and 0 < counts(selection).voters < FEWEST_OF_GROUP:
        raise TooFewOfBranch(selection.branch)
    return selection


def mean_ellipses(view: View) -> dict[str, Ellipse]:
    """The 95 % ellipse of each tool's mean, where there is one."""
    return analysis.mean_ellipses(positions(view))


def read_key(selection: Selection) -> Moment:
    """The board as it is now."""
    return this_moment(selection.board_id)


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _positions(
    database: str, version: int, selection: Selection, anchor_weight: float, _store: Store
) -> pd.DataFrame:
    with made_for((database, version), selection.board_id):
        aggregates = figures_of_enough_voters(_store.positions(selection), selection)
        tools_then = _store.tools(selection.board_id, as_of=selection.as_of)
        return analysis.tool_statistics(aggregates, tools_then, anchor_weight=anchor_weight)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _votes(database: str, version: int, selection: Selection, tool_id: str, _store: Store) -> pd.DataFrame:
    votes = _store.current_votes(selection, tool_id)
    placed = votes[votes["kind"] == "place"].reset_index(drop=True)
    return placed if len(placed) < FEWEST_OF_GROUP else of_enough_voters(placed, selection)


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _counts(database: str, version: int, selection: Selection, _store: Store) -> Counts:
    return _store.counts(selection)


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _rounds(database: str, version: int, board_id: str, _store: Store) -> list[Round]:
    return _store.rounds(board_id)


@st.cache_data(max_entries=OF_MOMENTS, show_spinner=False)
def _branches(database: str, version: int, board_id: str, _store: Store) -> list[str]:
    return _store.branches(board_id)
