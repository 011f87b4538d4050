"""How the positions came about: the recorded votes, played back."""

from spectrum import ui
from spectrum.ui import timeline

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Timeline")
    view = timeline.timeline_options(board)
    found = timeline.recorded(view)
    ui.sentence(head, timeline.timeline_sentence(found, view))
    timeline.timeline_player(found, board, view)
    timeline.timeline_tables(found, board, view)
