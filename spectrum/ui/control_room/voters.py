"""The voters: who stands out, what leaving them out would change, and their blocking.

The list is of one moment, which the page names, until the organiser looks again
or blocks someone: rows that move under the hand while votes come in would lead to the wrong voter.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from spectrum import analysis
from spectrum.model import Board
from spectrum.ui.access import organiser_at_work
from spectrum.ui.control_room.blocking import blocking_panel
from spectrum.ui.control_room.times import clock, zone_name
from spectrum.ui.control_room.voter_list import (
    CHOSEN,
    VoterList,
    choose_none,
    list_voters,
    look_again,
    moment_of,
    times_ticked,
)
from spectrum.ui.controls import one_of
from spectrum.ui.words import count, escape

SUSPICIOUS = "suspicious"
EVERYONE = "all"
BLOCKED = "blocked"
LIST = "organiser_voters"
LISTED = "organiser_voters_listed"  # their ids, in the order of the rows
LIST_HEIGHT = 460  # pixels
ROW_HEIGHT = 35  # pixels
TWO_LINES = 66  # pixels of a row: above 64, Streamlit wraps its texts


def voters_part(board: Board) -> None:
    """The list of voters, and beside it what can be done with those who are chosen."""
    organiser_at_work(board.board_id)
    voters = list_voters(board.board_id, moment_of(board.board_id))
    if voters.table.empty:
        st.info(
            "Nobody has voted on this board yet. Voters appear here with their first vote.",
            icon=":material/groups:",
        )
        return
    list_side, effect_side = st.columns([4, 3], gap="large")
    with list_side:
        shown = _shown(voters)
        _table(shown)
    with effect_side:
        blocking_panel(board, _chosen(voters))


def _shown(voters: VoterList) -> pd.DataFrame:
    """The rows of the chosen kind."""
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = one_of("Voters", (SUSPICIOUS, EVERYONE, BLOCKED), key="voters", on_change=choose_none)
        names = st.toggle(
            "Show names",
            key="voter_names",
            help="Display names that voters gave. Others never see this list.",
        )
        st.button("Look again", icon=":material/refresh:", key="look_again", on_click=look_again)
    table = voters.table
    st.caption(
        escape(
            f"{count(len(table), 'voter')}, {int(table['evidence'].ne('').sum())} of them with a pattern, "
            f"{int(table['blocked'].sum())} blocked. As of {clock(voters.moment.seen_at)} ({zone_name()})."
        )
    )
    rows = {
        SUSPICIOUS: table[table["evidence"].ne("") & ~table["blocked"]].sort_values(
            ["strength", "voter"], ascending=[False, True]
        ),
        EVERYONE: table,
        BLOCKED: table[table["blocked"]],
    }[kind or SUSPICIOUS]
    columns = ["voter", "name"] if names else ["voter"]
    if kind == SUSPICIOUS:
        return rows[["voter_id", *columns, "evidence", "placements", "votes"]]
    return rows[["voter_id", *columns, "branch", "placements", "votes", "last", "state"]]


def _table(shown: pd.DataFrame) -> None:
    if shown.empty:
        nobody = "Nobody stands out." if "evidence" in shown else "Nobody is blocked."
        st.info(f"{nobody} Choose “all” to see every voter.", icon=":material/check_circle:")
        return
    if "evidence" in shown:
        st.warning(analysis.SUSPICIOUS_NOT_GUILTY, icon=":material/visibility:")
    st.session_state[LISTED] = shown["voter_id"].tolist()
    row = TWO_LINES if "evidence" in shown else ROW_HEIGHT
    key = f"{LIST}_{times_ticked()}"
    st.dataframe(
        shown.drop(columns="voter_id"),
        hide_index=True,
        height=min(LIST_HEIGHT, ROW_HEIGHT + row * len(shown) + 2),
        row_height=row,
        key=key,
        on_select=partial(_choose, key),
        selection_mode="multi-row",
        column_config={
            "voter": st.column_config.NumberColumn(
                "Voter", width=60, help="A number in place of a name, by first vote"
            ),
            "name": st.column_config.TextColumn("Name", width=130),
            "evidence": st.column_config.TextColumn("What stands out", width=430),
            "branch": st.column_config.TextColumn("Branch", width=110),
            "placements": st.column_config.NumberColumn(
                "n", width=50, help="Tools on which they have a placement"
            ),
            "votes": st.column_config.NumberColumn("Sent", width=60, help="All votes that they sent"),
            "last": st.column_config.TextColumn(f"Last vote ({zone_name()})", width=150),
            "state": st.column_config.TextColumn("State", width=160),
        },
        placeholder="–",
        alt=f"{len(shown)} voters",
    )


def _choose(key: str) -> None:
    """Note who is chosen by id, as the table was when it was clicked."""
    rows = st.session_state[key]["selection"]["rows"]
    listed = st.session_state[LISTED]
    st.session_state[CHOSEN] = [listed[row] for row in rows if row < len(listed)]


def _chosen(voters: VoterList) -> pd.DataFrame:
    """The rows of the voters who are chosen."""
    ids = st.session_state.get(CHOSEN, [])
    return voters.table[voters.table["voter_id"].isin(ids)]
