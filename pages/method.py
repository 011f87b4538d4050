"""What is measured and how, where it comes from, what it does not tell; and what is kept of voters."""

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Method")
    ui.sentence(head, ui.method_sentence())
    contents, text = st.columns([1, 3], gap="large")
    with contents:
        ui.method_contents()
    with text:
        ui.method_text(board)
