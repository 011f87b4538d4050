"""How far apart people place each tool, and how far they agree on the whole."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Disagreement")
    options = ui.disagreement_options(board)
    figures = ui.disagreement_figures(options.selection)
    if figures.empty:
        ui.no_tools(head)
    ui.sentence(head, ui.disagreement_sentence(figures, options.selection))
    ui.end_without_votes(options.selection)

    tools_side, board_side = st.columns([5, 4], gap="large")
    with tools_side:
        ui.disagreement_charts(figures, options)
        ui.seed_y_caution(options.selection)
    with board_side:
        ui.board_agreement(options.selection, board)
    st.subheader("All tools", anchor=False)
    tested = ui.with_camps(figures, options.selection)
    ui.camps_note(tested)
    ui.disagreement_table(tested)
