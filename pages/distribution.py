"""One tool: where its votes lie, and how far apart."""

from functools import partial

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Distribution")
    tool, view = ui.tool_options(board)
    if tool is None:
        ui.no_tools(head)
    votes = ui.votes(view.selection, tool.tool_id)
    figures = ui.tool_figures(view, tool)
    ui.sentence(head, ui.distribution_sentence(tool, figures))

    plane, margins = st.columns([5, 6], gap="large")
    with plane:
        ui.plane(votes, tool, board, view)
        picture = partial(ui.distribution_picture, votes, tool, board, view)
        ui.chart_downloads(picture, ui.public_votes(votes), f"votes-{tool.tool_id}")
    with margins:
        ui.histograms(votes, tool, board, figures)
        ui.figures_table(figures, board)
