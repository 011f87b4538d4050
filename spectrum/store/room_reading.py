"""What the voting room shows of a board, read at one instant."""

from __future__ import annotations

from spectrum.model import Board, Round
from spectrum.store.engine import Session
from spectrum.store.protocol import RoomReading, Tally
from spectrum.store.rows import read_board, read_rounds, read_tools
from spectrum.store.statements import over_current, statement

SHOWN_AT_ONCE = 50  # votes of others that one frame may show


def read_room(session: Session, board_id: str, since: int) -> RoomReading:
    """The board, its open round, the collective positions, and the placements after the seq `since`.

    Raises NoSuchBoard.
    """
    board = read_board(session, board_id)
    rounds = read_rounds(session, board_id)
    open_round = next((round_ for round_ in rounds if round_.is_open), None)
    counted = _counted_votes(board, open_round)
    tallies = session.fetch(over_current("collective", from_log=False), counted)
    voters, votes = session.fetch(over_current("count_current", from_log=False), counted)[0]
    last_seq = int(session.fetch(statement("seq_since"), [board_id, since])[0][0])
    recent = (
        session.fetch(statement("votes_since"), [board_id, since, SHOWN_AT_ONCE]) if last_seq > since else []
    )
    return RoomReading(
        board=board,
        tools=tuple(read_tools(session, board_id, ("live",))),
        open_round=open_round,
        last_round=rounds[-1] if rounds else None,
        tallies={row[0]: Tally(*row[1:]) for row in tallies},
        voters=int(voters),
        votes=int(votes),
        last_seq=last_seq,
        recent=tuple((str(tool_id), float(x), y) for tool_id, x, y in recent),
    )


def _counted_votes(board: Board, open_round: Round | None) -> list[object]:
    """The parameters that select what counts now: in a round that starts fresh, its own votes."""
    fresh = open_round is not None and open_round.start == "fresh"
    return [board.board_id, open_round.round_id if open_round and fresh else None, None, None]
