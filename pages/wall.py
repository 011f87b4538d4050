"""What stands on the big screen while people vote: the board, how to join, and how many have."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    ui.whole_screen()
    with st.container(key="wall"):
        ui.wall_canvas(board)
