"""Everything to take away: the votes, their figures, and what each column means."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Data")
    ui.sentence(head, ui.data_sentence(board))
    ui.package_download(board)
    st.subheader("Snapshots", anchor=False)
    ui.snapshot_shelf()
    st.subheader("Single tables", anchor=False)
    ui.table_downloads(board)
    ui.names_download(board)
    ui.backup(board)
