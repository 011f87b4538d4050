"""Where an attendee says where a tool belongs."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Vote")
    open_round = ui.open_round(board.board_id)
    ui.sentence(head, ui.round_sentence(open_round))
    ui.tell_outcome()
    if open_round is None:
        ui.voting_is_off()
        st.stop()
    form, mine = st.columns([5, 4], gap="large")
    with form:
        tool = ui.tool_to_vote_on(board)
        if tool is not None:
            ui.vote_form(board, tool, open_round)
    with mine:
        ui.my_votes(board)
