"""Where the votes place each tool on average."""

from functools import partial

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head(board.title)
    options = ui.spectrum_options(board)
    chart_side, list_side = st.columns([3, 2], gap="medium")

    moment = ui.recent_moment(board.board_id)
    positions = ui.positions_at(moment, options.view)
    with list_side:
        card = st.container()
        search = ui.tool_search(positions)
    matching = ui.matching_tools(
        positions, text=search.text, branch=search.branch, fewest_votes=options.fewest_votes
    )
    listed = ui.sorted_tools(matching, search.order)
    ui.sentence(head, ui.average_sentence(matching, len(positions), options.view, moment))

    with chart_side:
        ui.pickable_chart(
            ui.spectrum_chart(matching, board, options, moment, kept_for=(search.text, search.branch)),
            alternative=ui.spectrum_alternative(matching, board),
        )
        ui.chart_downloads(partial(ui.spectrum_picture, matching, board, options), listed, "spectrum")
    with card:
        ui.tool_card(matching, board)
    with list_side:
        ui.tool_list(listed, board)
