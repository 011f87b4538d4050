"""Where the votes place each tool on average."""

from functools import partial

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head(board.title)
    options = ui.spectrum_options(board)
    chart_side, list_side = st.columns([3, 2], gap="medium")

    with list_side:
        card = st.container()
        text, branch, order = ui.tool_search(board.board_id)
    positions = ui.recent_positions(options.view)
    matching = ui.matching_tools(positions, text=text, branch=branch, fewest_votes=options.fewest_votes)
    ui.sentence(head, ui.average_sentence(matching, len(positions), options.view))

    with chart_side:
        ui.pickable_chart(
            ui.spectrum_chart(matching, board, options), alternative=ui.spectrum_alternative(matching, board)
        )
        picture = partial(ui.spectrum_picture, matching, board, options)
        ui.chart_downloads(picture, ui.sorted_tools(matching, order), "spectrum")
    with card:
        ui.tool_card(matching, board)
    with list_side:
        ui.tool_list(ui.sorted_tools(matching, order), board)
