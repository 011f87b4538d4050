"""What a blind round hides, for the organiser alone, and only when asked for: the screen may be on the wall."""

from __future__ import annotations

import streamlit as st

from spectrum.charts.averaged import averaged_spectrum
from spectrum.charts.specification import specification
from spectrum.model import Board, Round
from spectrum.ui.access import is_still_organiser
from spectrum.ui.average.chart import spectrum_alternative
from spectrum.ui.chart_display import with_packed_data
from spectrum.ui.control_room.live_figures import counting
from spectrum.ui.frame import friendly_errors, palette
from spectrum.ui.reads import View, positions

EVERY = 2.0  # seconds
HEIGHT = 420  # pixels


def hidden_positions(board: Board, round_: Round) -> None:
    """The way to the hidden positions of the open round, and these, kept up to date."""
    if hidden_are_asked_for():
        _positions(board, round_)


def hidden_are_asked_for() -> bool:
    """The switch without which nothing that a blind round hides is shown here; off at first."""
    return st.toggle(
        "Show the hidden positions here",
        key="hidden_positions",
        help="Only you see them. Leave this off while your screen is on the projector.",
    )


@st.fragment(run_every=EVERY)
def _positions(board: Board, round_: Round) -> None:
    if not is_still_organiser():
        st.rerun()  # the page then asks for the sign-in
    with friendly_errors():
        now = positions(View(counting(board.board_id, round_), board.anchor_weight))
        chart = averaged_spectrum(now, board, palette=palette(), height=HEIGHT)
        st.vega_lite_chart(
            with_packed_data(specification(chart)),
            theme=None,
            key="hidden_chart",
            alt=spectrum_alternative(now, board),
        )
        st.caption("Hidden from everyone else until the round closes.")
