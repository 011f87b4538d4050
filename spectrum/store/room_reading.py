"""What the voting room shows of a board, read at one instant.

It is read many times a second. What votes do not change (settings, tools, rounds,
who is blocked) is therefore kept by the caller from one reading to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from spectrum.model import Board, Round, Tool
from spectrum.store.engine import Session
from spectrum.store.protocol import Placement, RoomReading, Tally
from spectrum.store.rows import read_board, read_rounds, read_tools
from spectrum.store.statements import statement

SHOWN_AT_ONCE = 50  # votes of others that one frame may show


@dataclass(frozen=True)
class RoomRules:
    """What decides which votes count, and votes themselves do not change.

    `counts_for`: each live tool, and each that was merged into one, to the live one.
    """

    board: Board
    tools: tuple[Tool, ...]
    counts_for: dict[str, str]
    open_round: Round | None
    last_round: Round | None
    blocked: frozenset[str]


def read_room_rules(session: Session, board_id: str) -> RoomRules:
    """Raises NoSuchBoard."""
    board = read_board(session, board_id)
    rounds = read_rounds(session, board_id)
    tools = read_tools(session, board_id, ("live", "merged"))
    live = {tool.tool_id for tool in tools if tool.status == "live"}
    targets = {tool.tool_id: tool.merged_into or tool.tool_id for tool in tools}
    blocked = session.fetch(statement("list_blocked"), [board_id])
    return RoomRules(
        board=board,
        tools=tuple(tool for tool in tools if tool.status == "live"),
        counts_for={tool_id: target for tool_id, target in targets.items() if target in live},
        open_round=next((round_ for round_ in rounds if round_.is_open), None),
        last_round=rounds[-1] if rounds else None,
        blocked=frozenset(voter_id for (voter_id,) in blocked),
    )


def read_room(session: Session, rules: RoomRules, since: int) -> RoomReading:
    """The collective positions now, and the placements after the seq `since`."""
    counted = _counted_votes(rules)
    live = [tool.tool_id for tool in rules.tools]
    tallies = {
        tool_id: Tally(*figures)
        for tool_id, *figures in session.fetch(statement("collective"), counted)
        if tool_id in rules.counts_for
    }
    [(voters,)] = session.fetch(statement("count_placing_voters"), [*counted, live])
    log = session.fetch(statement("log_since"), [rules.board.board_id, since, SHOWN_AT_ONCE])
    return RoomReading(
        board=rules.board,
        tools=rules.tools,
        open_round=rules.open_round,
        last_round=rules.last_round,
        tallies=tallies,
        voters=int(voters),
        votes=sum(tally.n for tally in tallies.values()),
        last_seq=int(log[0][0]) if log else since,
        recent=tuple(
            Placement(int(seq), rules.counts_for[tool_id], float(x), y)
            for seq, tool_id, voter_id, kind, x, y in log
            if kind == "place" and tool_id in rules.counts_for and voter_id not in rules.blocked
        ),
    )


def _counted_votes(rules: RoomRules) -> list[object]:
    """The parameters that select what counts now: in a round that starts fresh, its own votes."""
    round_ = rules.open_round
    fresh = round_ is not None and round_.start == "fresh"
    return [rules.board.board_id, round_.round_id if round_ and fresh else None, sorted(rules.blocked)]
