"""What a board has to compare: its rounds, its branches, the times of its votes, its snapshots.

The page opens on what two groups of votes are there for, so this is asked before any
control is drawn. Each answer is kept until the board changes, by what it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import streamlit as st

from spectrum.model import FEWEST_OF_GROUP, Board, Round, Selection
from spectrum.store import Store
from spectrum.ui import analyses
from spectrum.ui.controls import unique_name
from spectrum.ui.current import KEPT, snapshot_name, store
from spectrum.ui.reads import View, counts, positions, read_key, rounds


def every_round(board: Board) -> Selection:
    """All votes that may be seen, of any round or none."""
    return replace(store().public_view(board.board_id), round_id=None)


def seen_rounds(board: Board) -> dict[str, Round]:
    """The rounds whose votes may be seen, oldest first, by names that tell them apart."""
    known = rounds(board.board_id)
    return {unique_name(each, known): each for each in known if not (each.is_open and each.is_blind)}


def by_round(board: Board) -> dict[str, Selection]:
    """The votes of each round that may be seen, by the round's name."""
    every = every_round(board)
    return {name: replace(every, round_id=each.round_id) for name, each in seen_rounds(board).items()}


def by_branch(board: Board) -> dict[str, Selection]:
    """The votes of the voters of each branch, by its name."""
    every = every_round(board)
    return {name: replace(every, branch=name) for name in store().branches(board.board_id)}


def last_two(selections: Mapping[str, Selection]) -> list[str]:
    """The last two names whose votes are on a tool in common; empty if there are no two such."""
    before: list[tuple[str, set[str]]] = []
    for name, selection in reversed([*selections.items()]):
        placed = _placed(selection)
        for later, others in before:
            if placed & others:
                return [name, later]
        before.append((name, placed))
    return []


def has_blind_and_live(board: Board) -> bool:
    """Whether votes of both kinds of rounds can be shown."""
    kinds, votes = seen_rounds(board), by_round(board)
    return all(
        any(each.is_blind is blind and counts(votes[name]).votes for name, each in kinds.items())
        for blind in (True, False)
    )


def has_snapshot(board: Board) -> bool:
    """Whether there is a snapshot to set beside the live board."""
    return snapshot_name() is None and bool(store().snapshots(board.board_id))


def _placed(selection: Selection) -> set[str]:
    """The tools on which votes can be shown."""
    fewest = 1 if selection.branch is None else FEWEST_OF_GROUP
    if counts(selection).voters < fewest:
        return set()
    figures = positions(View(selection))
    return set(figures.loc[figures["n"] > 0, "tool_id"])


@dataclass(frozen=True)
class Times:
    """Of the votes that count: how many, how many without a recorded time, and the minute that halves the others."""

    votes: int
    untimed: int
    middle: datetime | None


def times(selection: Selection) -> Times:
    """When the votes were cast."""
    return _times(*read_key(selection), selection, store())


@st.cache_data(max_entries=KEPT, show_spinner=analyses.ANALYSING)
def _times(database: str, version: int, selection: Selection, _store: Store) -> Times:
    found = analyses.placements(selection)["cast_at"]
    return Times(len(found), int(found.isna().sum()), _middle_minute(found.dropna()))


def _middle_minute(recorded: pd.Series[pd.Timestamp]) -> datetime | None:
    """The full minute that halves the votes best; None where no full minute parts them."""
    minutes = recorded.dt.floor("min").sort_values()
    later = minutes[minutes > minutes.min()]
    if later.empty:
        return None
    middle = max(minutes.iloc[len(minutes) // 2], later.iloc[0])
    found: datetime = middle.to_pydatetime()
    return found
