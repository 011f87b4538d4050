"""All voters of a board at one moment, under numbers instead of names, with what stands out in their votes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import Selection
from spectrum.store import Store
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.times import now, stamp
from spectrum.ui.current import store

KEPT = 4  # lists
MOMENT = "organiser_voters_at"
CHOSEN = "organiser_voters_chosen"
TICKED = "organiser_voters_ticked"  # how often rows began unticked


@dataclass(frozen=True)
class Moment:
    """A state of a board: its version, and when that was looked at (naive UTC)."""

    database: str
    board_id: str
    version: int
    seen_at: datetime = field(hash=False, compare=False)


@dataclass(frozen=True)
class VoterList:
    """The voters at a moment.

    table: voter_id, voter (a number, by first vote), name, branch, placements, votes, last, blocked,
    state, evidence ("" if nothing stands out), strength.
    """

    moment: Moment
    table: pd.DataFrame


def moment_of(board_id: str) -> Moment:
    """Which state of the board the list is of: kept until the organiser looks again or blocks someone."""
    kept: Moment | None = st.session_state.get(MOMENT)
    if kept is None or kept.board_id != board_id or kept.database != store().database:
        kept = Moment(store().database, board_id, store().version(board_id), now())
        st.session_state[MOMENT] = kept
        choose_none()
    return kept


def look_again() -> None:
    """Let the list be of now; nobody stays chosen."""
    st.session_state.pop(MOMENT, None)
    choose_none()


def choose_none() -> None:
    """Let nobody be chosen, and no row be ticked: the table begins anew, as only visitors can untick its rows."""
    st.session_state.pop(CHOSEN, None)
    st.session_state[TICKED] = times_ticked() + 1


def times_ticked() -> int:
    """How often the table began anew."""
    times: int = st.session_state.get(TICKED, 0)
    return times


def list_voters(board_id: str, moment: Moment) -> VoterList:
    """The voters of a board. Raises NotSignedIn unless the visitor is the organiser."""
    figures = organiser_at_work(board_id).voters
    key = (moment.database, moment.board_id, moment.version)
    return VoterList(moment, _table(*key, figures, store()))


def voter_numbers(figures: pd.DataFrame) -> dict[str, int]:
    """Each voter's number, from 1 on, in the order of their first votes, so that it stays when others come."""
    ordered = figures.sort_values(["first_at", "voter_id"], na_position="first", kind="stable")
    return {voter_id: number for number, voter_id in enumerate(ordered["voter_id"], start=1)}


def under_numbers(text: str, numbers: dict[str, int]) -> str:
    """A sentence in which voters' ids become their numbers."""
    return re.sub(r"\bvoter (\S+?)(?=[,.;:]?(?:\s|$))", lambda found: _numbered(found, numbers), text)


def _numbered(found: re.Match[str], numbers: dict[str, int]) -> str:
    return f"voter {numbers[found[1]]}" if found[1] in numbers else found[0]


@st.cache_data(max_entries=KEPT, show_spinner="Looking through the votes…")
def _table(
    database: str, board_id: str, version: int, _figures: Callable[[], pd.DataFrame], _store: Store
) -> pd.DataFrame:
    figures = _figures()
    numbers = voter_numbers(figures)
    found = analysis.suspicious_patterns(_store.log(Selection(board_id)))
    told = found["evidence"].map(lambda text: under_numbers(text, numbers))
    by_voter = (
        found.assign(evidence=told)
        .groupby("voter_id", sort=False)
        .agg(evidence=("evidence", "; ".join), strength=("strength", "max"))
    )
    table = figures.merge(by_voter, on="voter_id", how="left")
    return pd.DataFrame(
        {
            "voter_id": table["voter_id"],
            "voter": table["voter_id"].map(numbers),
            "name": table["name"].fillna(""),
            "branch": table["branch"].fillna(""),
            "placements": table["n_placements"].astype(int),
            "votes": table["n_votes"].astype(int),
            "last": table["last_at"].map(lambda at: "" if pd.isna(at) else stamp(at)),
            "blocked": table["blocked_at"].notna(),
            "state": table["blocked_at"].map(lambda at: "" if pd.isna(at) else f"blocked {stamp(at)}"),
            "evidence": table["evidence"].fillna(""),
            "strength": table["strength"].fillna(0.0).astype(float),
        }
    ).sort_values("voter", ignore_index=True)
