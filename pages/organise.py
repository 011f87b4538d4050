"""Where the organiser opens and closes rounds."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Organise")
    open_round = ui.open_round(board.board_id)
    ui.sentence(head, ui.round_sentence(open_round))
    if not ui.is_organiser():
        ui.invite_to_sign_in()
        st.stop()
    ui.tell_outcome()
    control, join = st.columns([3, 2], gap="large")
    with control:
        if open_round is None:
            ui.opening_form(board)
        else:
            ui.open_round_panel(board, open_round)
        ui.adding_panel(board)
        ui.rounds_so_far(board)
    with join:
        ui.join_panel(board)
