"""The organiser's control room: the session, tools, voters, seeds, suggestions, the board and the record."""

from spectrum import ui
from spectrum.ui import control_room

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("Organise")
    ui.sentence(head, ui.round_sentence(ui.open_round(board.board_id)))
    control_room.admit()
    control_room.show_part(board)
