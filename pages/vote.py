"""Where an attendee says where each tool belongs."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Vote")
    ui.sentence(head, ui.round_sentence(ui.open_round(board.board_id)))
    with st.container(key="canvas"):
        ui.voting_canvas(board)
