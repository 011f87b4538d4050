"""How the session goes, a second old at most: who is there, what comes in, what is refused, what time is left.

Only this part of the page is drawn anew, and only for the organiser; the crowd
gets its frames from the voting room. It asks for the sign-in each time.
"""

from __future__ import annotations

import streamlit as st

from spectrum.live import RoomFigures, room_figures
from spectrum.model import Round, Selection
from spectrum.model.database import is_postgres
from spectrum.ui import words
from spectrum.ui.access import is_still_organiser
from spectrum.ui.control_room.times import clock, countdown, now
from spectrum.ui.current import store
from spectrum.ui.frame import friendly_errors
from spectrum.ui.reads import counts, open_round

EVERY = 1.0  # seconds
MEANINGS = (
    "**Votes**: placements that count now. **Voters**: who has one. **Per minute**: votes that came in during the last "
    "minute, also those that replace earlier ones. **Connected**: browsers that have the board open, to vote or as the "
    "wall; several pages of one count once. **Refused**: votes that were not taken in this round."
)


@st.fragment(run_every=EVERY)
def live_figures(board_id: str, shown: Round | None) -> None:
    """The figures; when a round opens or closes, or its end moves, the whole page follows. `shown`: what it shows."""
    with friendly_errors():
        now_open = open_round(board_id)
        if now_open != shown or not is_still_organiser():
            st.rerun()
        room = room_figures(board_id)
        counted = counts(counting(board_id, now_open))
        with st.container(horizontal=True, key="live"):
            if now_open is not None and now_open.closes_at is not None:
                left = (now_open.closes_at - now()).total_seconds()
                _figure("Closes in", countdown(left))
            _figure("Votes", words.thousands(counted.votes))
            _figure("Voters", words.thousands(counted.voters))
            _figure("Per minute", words.thousands(sum(store().votes_by_minute(board_id, 1))))
            _room(room)
        st.caption(words.escape(_sentence(room, now_open)), help=_meanings())


def counting(board_id: str, now_open: Round | None) -> Selection:
    """The votes that count now, also those that a blind round hides: for the organiser's eyes."""
    fresh = now_open is not None and now_open.start == "fresh"
    return Selection(board_id, now_open.round_id if now_open is not None and fresh else None)


def _room(room: RoomFigures | None) -> None:
    _figure("Connected", words.NOTHING if room is None else words.thousands(room.browsers))
    _figure("Refused", words.NOTHING if room is None else words.thousands(sum(room.refused.values())))


def _figure(label: str, value: str) -> None:
    st.metric(label, value, border=True, width="stretch")


def _meanings() -> str:
    here = " Both are of this server." if is_postgres(store().database) else ""
    return MEANINGS + here


def _sentence(room: RoomFigures | None, now_open: Round | None) -> str:
    """Why votes were refused, and whether all that came in is saved."""
    if room is None:
        return "The voting room of this server is not open, so nobody is connected."
    when = "in this round" if now_open else "while voting was off"
    ends = f"Closes at {clock(now_open.closes_at)}. " if now_open and now_open.closes_at else ""
    reasons = "; ".join(f"{words.thousands(n)} × {reason}" for reason, n in room.refused.items())
    refused = f"Refused {when}: {reasons}." if reasons else f"No vote was refused {when}."
    saved = (
        f"{words.count(room.waiting, 'vote')} wait to be saved." if room.waiting else "Every vote is saved."
    )
    return f"{ends}{refused} {saved}"
