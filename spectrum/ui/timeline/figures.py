"""The votes of the timeline page, summed up once for a version of the board, as they may be a million."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from spectrum.analysis.replay import travel
from spectrum.model import Board, Round, Tool
from spectrum.store import Store
from spectrum.ui.current import store
from spectrum.ui.reads import View, read_key
from spectrum.ui.small_groups import of_enough_voters
from spectrum.ui.timeline.replay import Handover, handover, played_votes

NO_ROUND = "no round"
ROUND_COLUMNS = ("round", "votes", "without_time", "voters", "first_vote", "last_vote")
READING = "Reading the votes…"


@dataclass(frozen=True)
class Recorded:
    """The votes that a view looks at, changes of mind included, as a whole and ready to be replayed.

    `times`: when each was cast (UTC), missing where that was not recorded; `start` and `end`: of
    those with a time, None where there is none. `changes`: whether anybody voted twice on a tool.
    `moved`: where each tool starts and ends (`analysis.replay.TRAVEL_COLUMNS` without ids).
    `rounds`: a row for each round with votes, oldest first (ROUND_COLUMNS). `replay`: what the
    browser is handed; its `fingerprint` differs only where another replay is shown.
    """

    times: pd.Series[pd.Timestamp]
    voters: int
    changes: bool
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    moved: pd.DataFrame
    rounds: pd.DataFrame
    replay: Handover
    fingerprint: str

    @property
    def total(self) -> int:
        """How many votes there are."""
        return len(self.times)

    @property
    def untimed(self) -> int:
        """How many of them have no recorded time."""
        return int(self.times.isna().sum())


def timeline_figures(view: View, board: Board) -> Recorded:
    """The votes that are replayed. Not to be changed."""
    return _timeline_figures(*read_key(view.selection), view, board, store())


def summed_up(
    log: pd.DataFrame, tools: Sequence[Tool], rounds: Sequence[Round], board: Board, *, anchor_weight: float
) -> Recorded:
    """Sum up a log (`Store.log`). `tools`: the live ones; `rounds`: the board's, oldest first."""
    cast_in = set(log["round_id"].dropna())
    own = [round_ for round_ in rounds if round_.round_id in cast_in]
    played = played_votes(log, own)
    replay = handover(played, tools, own, board, anchor_weight=anchor_weight)
    times = log["cast_at"]
    timed = times.dropna()
    return Recorded(
        times,
        log["voter_id"].nunique(),
        bool(log.duplicated(["tool_id", "voter_id"]).any()),
        None if timed.empty else timed.min(),
        None if timed.empty else timed.max(),
        travel(played, tools, anchor_weight=anchor_weight).drop(columns="tool_id"),
        round_table(log, own),
        replay,
        hashlib.sha256(json.dumps(replay).encode()).hexdigest()[:16],
    )


def round_table(log: pd.DataFrame, rounds: Sequence[Round]) -> pd.DataFrame:
    """Votes and voters of each round with the times of the first and the last (columns: ROUND_COLUMNS)."""
    names = {round_.round_id: round_.name for round_ in rounds}
    votes = log.assign(round_id=log["round_id"].where(log["round_id"].isin(list(names)), ""))
    grouped = votes.groupby("round_id", sort=False)
    table = pd.DataFrame(
        {
            "votes": grouped.size(),
            "without_time": grouped.size() - grouped["cast_at"].count(),
            "voters": grouped["voter_id"].nunique(),
            "first_vote": grouped["cast_at"].min(),
            "last_vote": grouped["cast_at"].max(),
        }
    ).reindex([key for key in ["", *names] if key in grouped.groups])
    table.insert(0, "round", [names.get(str(key), NO_ROUND) for key in table.index])
    return table.reset_index(drop=True)[list(ROUND_COLUMNS)]


@st.cache_resource(max_entries=16, show_spinner=READING)
def _timeline_figures(database: str, version: int, view: View, board: Board, _store: Store) -> Recorded:
    return summed_up(
        of_enough_voters(_store.log(view.selection), view.selection),
        _store.tools(board.board_id, as_of=view.selection.as_of),
        _store.rounds(board.board_id),
        board,
        anchor_weight=view.anchor_weight,
    )
