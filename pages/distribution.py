"""One tool: where its votes lie, how far apart, and what else the same voters placed."""

from functools import partial

import streamlit as st

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Distribution")
    options = ui.tool_options(board)
    if options is None:
        ui.no_tools(head)
    votes = ui.votes(options.view.selection, options.tool.tool_id)
    ui.end_if_too_few(head, votes, options)
    figures = ui.tool_figures(options.view, options.tool)
    ui.sentence(head, ui.distribution_sentence(options, figures))

    if options.look == ui.PICKING:
        ui.vote_picking(votes, board, options)
    elif options.look != ui.WHOLE:
        ui.grouped_votes(votes, board, options)
    else:
        plane, margins = st.columns([5, 6], gap="large")
        with plane:
            ui.plane(votes, board, options)
            picture = partial(ui.distribution_picture, votes, board, options)
            ui.chart_downloads(picture, ui.public_votes(votes), f"votes-{options.tool.tool_id}")
        with margins:
            ui.end_without_own_votes(votes, options.view.selection)
            ui.margins(votes, board, options, figures)
            both = partial(ui.margins_picture, votes, board, options, figures)
            ui.chart_downloads(both, ui.public_votes(votes), f"margins-{options.tool.tool_id}")
        ui.mean_course(votes, board, options)
        ui.figures_table(votes, board, options)
        ui.seed_y_caution(options.view.selection)
