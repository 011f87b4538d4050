"""Analyses of one tool's votes that are kept until the board changes, as `analyses` keeps those of the board."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import NEAR_SHOWN, Anchoring, Drift, Position, Selection, Tool
from spectrum.store import Store
from spectrum.ui.analyses import ANALYSING, log, placements
from spectrum.ui.controls import unique_name
from spectrum.ui.current import KEPT, store
from spectrum.ui.reads import read_key, rounds, votes
from spectrum.ui.small_groups import of_enough_voters

NO_ROUND = "No round (imported)"


@dataclass(frozen=True)
class Details:
    """What of a tool's figures needs its votes, and not only sums over them.

    `repeats_seed_y`: votes whose y is the seed's to 0.1.
    """

    middle: Position | None
    anchoring: Anchoring
    repeats_seed_y: int
    drift: Drift


def details(selection: Selection, tool: Tool) -> Details:
    """The figures of one tool that are made vote by vote."""
    return _details(*read_key(selection), selection, tool, store())


def course(selection: Selection, tool_id: str) -> pd.DataFrame:
    """Where the mean stood after each vote with a recorded time (columns: `analysis.CONVERGENCE_COLUMNS`)."""
    return _course(*read_key(selection), selection, tool_id, store())


def round_votes(selection: Selection, tool_id: str) -> pd.DataFrame:
    """The counted placements on a tool round by round: x, y, `group` (the round's name), oldest first.

    In each round a voter counts with the latest vote there; so one may count in several.
    """
    return _round_votes(*read_key(selection), selection, tool_id, store())


def other_votes(selection: Selection, tool_id: str, voters: pd.Series[str]) -> pd.DataFrame:
    """The counted placements of these voters on all tools but one: tool_id, x, y. Not to be changed."""
    return _other_votes(*read_key(selection), selection, tool_id, digest(voters), voters)


def digest(ids: pd.Series[str]) -> int:
    """A number that stands for a set of ids, whatever their order."""
    return int(pd.util.hash_pandas_object(ids, index=False).sum())


@st.cache_resource(max_entries=8, show_spinner=False)
def _other_votes(
    database: str, version: int, selection: Selection, tool_id: str, whose: int, _voters: pd.Series[str]
) -> pd.DataFrame:
    placed = placements(selection)
    theirs = placed["voter_id"].isin(_voters) & (placed["tool_id"] != tool_id)
    return placed.loc[theirs, ["tool_id", "x", "y"]].reset_index(drop=True)


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _details(database: str, version: int, selection: Selection, tool: Tool, _store: Store) -> Details:
    placed = votes(selection, tool.tool_id)
    shown = _store.anchored_votes(selection, tool.tool_id)
    columns = (shown[name] for name in ("x", "y", "shown_x", "shown_y"))
    return Details(
        analysis.geometric_median(placed["x"], placed["y"]),
        analysis.anchoring_share(*columns, within=NEAR_SHOWN),
        int(analysis.repeats_seed_y(placed.assign(tool_id=tool.tool_id), [tool]).sum()),
        analysis.drift(log(selection, tool.tool_id), fresh_rounds=_fresh_rounds(selection)),
    )


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _course(database: str, version: int, selection: Selection, tool_id: str, _store: Store) -> pd.DataFrame:
    return analysis.convergence(log(selection, tool_id), fresh_rounds=_fresh_rounds(selection))


def _fresh_rounds(selection: Selection) -> frozenset[str]:
    return frozenset(round_.round_id for round_ in rounds(selection.board_id) if round_.start == "fresh")


def _placed(votes: pd.DataFrame) -> pd.DataFrame:
    return votes[votes["kind"] == "place"]


@st.cache_data(max_entries=KEPT, show_spinner=ANALYSING)
def _round_votes(
    database: str, version: int, selection: Selection, tool_id: str, _store: Store
) -> pd.DataFrame:
    known = rounds(selection.board_id)
    looked_at = selection.rounds
    groups = []
    if looked_at is None:
        everywhere = votes(selection, tool_id)
        imported = everywhere[everywhere["round_id"].isna()].assign(tool_id=tool_id)
        groups.append(of_enough_voters(imported, selection).assign(group=NO_ROUND))
    for round_ in known:
        if looked_at is None or round_.round_id in looked_at:
            own = replace(selection, round_ids=None, round_id=round_.round_id)
            placed = of_enough_voters(_placed(_store.current_votes(own, tool_id)), own)
            groups.append(placed.assign(group=unique_name(round_, known)))
    frames = [group[["x", "y", "group"]] for group in groups if not group.empty]
    empty = pd.DataFrame(
        {"x": pd.Series(dtype=float), "y": pd.Series(dtype=float), "group": pd.Series(dtype=str)}
    )
    return pd.concat(frames, ignore_index=True) if frames else empty
