"""Analyses that are kept until the board changes, as `reads` keeps what they start from.

Each is computed once a version of the board and selection of votes, for all visitors.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import Agreement, Anchoring, Components, Selection
from spectrum.store import Store
from spectrum.ui.current import KEPT, store
from spectrum.ui.reads import read_key
from spectrum.ui.small_groups import of_enough_voters

ANALYSING = "Working through the votes…"
WHOLE_FRAMES = 4  # frames with a row for every vote that a cache holds: a million rows take 100 MB


def placements(selection: Selection) -> pd.DataFrame:
    """The counted placements on all tools: tool_id, voter_id, round_id, x, y, cast_at, branch. Not to be changed."""
    return _placements(*read_key(selection), selection, store())


def shown_placements(selection: Selection) -> pd.DataFrame:
    """The same with shown_x and shown_y, what their voters were shown. Not to be changed."""
    return _shown_placements(*read_key(selection), selection, store())


def log(selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
    """Every vote of the log that the selection looks at, in order (`Store.log`). Not to be changed."""
    return _log(*read_key(selection), selection, tool_id, store())


def alpha(selection: Selection, axis: str) -> Agreement:
    """Krippendorff's α on "x", "y" or "xy"."""
    return _alpha(*read_key(selection), selection, axis, store())


def components(selection: Selection, axis: str) -> Components:
    """The variance components of an axis."""
    return _components(*read_key(selection), selection, axis, store())


def habits(selection: Selection, axis: str) -> pd.DataFrame:
    """Each voter's habit on an axis (columns: `analysis.HABIT_COLUMNS`)."""
    return _habits(*read_key(selection), selection, axis, store())


def residuals(selection: Selection, axis: str) -> pd.DataFrame:
    """The residual of every vote on an axis (columns: `analysis.RESIDUAL_COLUMNS`). Not to be changed."""
    return _residuals(*read_key(selection), selection, axis, store())


def camps(selection: Selection) -> pd.DataFrame:
    """The dip tests of all tools (columns: `analysis.CAMP_COLUMNS`)."""
    return _camps(*read_key(selection), selection, store())


def anchoring(selection: Selection, within: float) -> Anchoring:
    """How many votes lie within so many points of what their voters were shown."""
    return _anchoring(*read_key(selection), selection, within, store())


def anchoring_by_voter(selection: Selection, within: float) -> pd.DataFrame:
    """The same voter by voter (columns: `analysis.VOTER_ANCHORING_COLUMNS`)."""
    return _anchoring_by_voter(*read_key(selection), selection, within, store())


def repeated_seed_y(selection: Selection) -> int:
    """How many votes have a y that is their tool's seed's, to 0.1."""
    return _repeated_seed_y(*read_key(selection), replace(selection, chosen_y_only=False), store())


def comparison(a: Selection, b: Selection) -> pd.DataFrame:
    """Two selections tool by tool, b against a (columns: `analysis.COMPARISON_COLUMNS`)."""
    return _comparison(*read_key(a), a, b, store())


@st.cache_resource(max_entries=WHOLE_FRAMES, show_spinner=False)
def _placements(database: str, version: int, selection: Selection, _store: Store) -> pd.DataFrame:
    votes = _store.current_votes(selection)
    return of_enough_voters(votes[votes["kind"] == "place"].reset_index(drop=True), selection)


@st.cache_resource(max_entries=WHOLE_FRAMES, show_spinner=False)
def _shown_placements(database: str, version: int, selection: Selection, _store: Store) -> pd.DataFrame:
    return of_enough_voters(_store.anchored_votes(selection), selection)


@st.cache_resource(max_entries=WHOLE_FRAMES, show_spinner=False)
def _log(
    database: str, version: int, selection: Selection, tool_id: str | None, _store: Store
) -> pd.DataFrame:
    return of_enough_voters(_store.log(selection, tool_id), selection)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _alpha(database: str, version: int, selection: Selection, axis: str, _store: Store) -> Agreement:
    return analysis.alpha(_placements(database, version, selection, _store), axis)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _components(database: str, version: int, selection: Selection, axis: str, _store: Store) -> Components:
    return analysis.components(_placements(database, version, selection, _store), axis)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _habits(database: str, version: int, selection: Selection, axis: str, _store: Store) -> pd.DataFrame:
    parts = _components(database, version, selection, axis, _store)
    return analysis.voter_habits(_placements(database, version, selection, _store), parts)


@st.cache_resource(max_entries=WHOLE_FRAMES, show_spinner=ANALYSING)
def _residuals(database: str, version: int, selection: Selection, axis: str, _store: Store) -> pd.DataFrame:
    parts = _components(database, version, selection, axis, _store)
    return analysis.residual_matrix(_placements(database, version, selection, _store), axis, components=parts)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _camps(database: str, version: int, selection: Selection, _store: Store) -> pd.DataFrame:
    return analysis.camps(_placements(database, version, selection, _store))


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _anchoring(database: str, version: int, selection: Selection, within: float, _store: Store) -> Anchoring:
    votes = _shown_placements(database, version, selection, _store)
    return analysis.anchoring_share(votes["x"], votes["y"], votes["shown_x"], votes["shown_y"], within=within)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _anchoring_by_voter(
    database: str, version: int, selection: Selection, within: float, _store: Store
) -> pd.DataFrame:
    votes = _shown_placements(database, version, selection, _store)
    return analysis.anchoring_by_voter(votes, within=within)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _repeated_seed_y(database: str, version: int, selection: Selection, _store: Store) -> int:
    """Counted on the lattice, which the database sums up: 0.1 is its step, too."""
    cells = _store.lattice(selection)
    cells = cells[cells["axis"] == "y"]
    same = analysis.repeats_seed_y(
        cells.assign(y=cells["cell"] / 10), _store.tools(selection.board_id, as_of=selection.as_of)
    )
    return int(cells.loc[same, "n"].sum())


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _comparison(database: str, version: int, a: Selection, b: Selection, _store: Store) -> pd.DataFrame:
    sides = (_placements(database, version, side, _store) for side in (a, b))
    return analysis.compare(*sides)
