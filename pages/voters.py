"""How voters differ: their habits, what is left of their votes, and how near they stay to what they saw."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Voters")
    options = ui.voter_options(board)
    ui.sentence(head, ui.voters_sentence(options))
    ui.end_with_too_few_voters(options)

    map_side, habit_side = st.columns([6, 5], gap="large")
    with map_side:
        ui.residual_panel(options, board)
    with habit_side:
        ui.habit_panel(options, board)
    ui.seed_y_caution(options.selection)
    st.subheader("All voters", anchor=False)
    ui.anchoring_note(options)
    ui.voters_table(options)
