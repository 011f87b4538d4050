"""What a voter has said, to see, take away and make anonymous."""

from spectrum import ui

with ui.friendly_errors():
    board = ui.board()
    head = ui.page_head("My votes")
    ui.own_votes(head, board)
