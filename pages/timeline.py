"""How the positions came about: the recorded votes, played back."""

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Timeline")
    view = ui.timeline_options(board)
    found = ui.timeline_figures(view, board)
    ui.sentence(head, ui.timeline_sentence(found, view))
    ui.timeline_player(found)
    ui.timeline_tables(found, board, view)
