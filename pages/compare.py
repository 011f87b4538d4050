"""Two groups of votes side by side: rounds, branches, blind and live, before and after a time, snapshots."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Compare")
    pair = ui.compared(board)
    if isinstance(pair, ui.Lacking):
        ui.nothing_to_compare(head, pair)
    figures = ui.tool_differences(pair)
    ui.sentence(head, ui.comparison_sentence(pair, figures))

    plane, whole = st.columns([5, 4], gap="large")
    with plane:
        ui.comparison_chart(pair, figures, board)
    with whole:
        ui.comparison_groups(pair, figures)
    st.subheader("All tools", anchor=False)
    ui.comparison_table(figures)
