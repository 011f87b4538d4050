"""Where an attendee says where each tool belongs."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    ui.page_style()
    with st.container(key="canvas"):
        ui.voting_canvas(board)
