"""What decides which votes are taken and which count, and votes themselves do not change.

It is needed for every commit and every reading of the voting room, so whoever
needs it keeps it until something other than a vote changes the board.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from spectrum.model import Board, Round, Tally, Tool, ToolStatus
from spectrum.store.engine import Session
from spectrum.store.rows import read_board, read_rounds, read_tools
from spectrum.store.statements import statement

COUNTING: tuple[ToolStatus, ...] = ("live", "merged")  # of tools whose votes count, here or for another tool


@dataclass(frozen=True)
class VotingRules:
    """One board's rules. `tools`: the live ones; `not_live`: the ids of all others.

    `counts_for`: each live tool, and each that was merged into one, to the live one.
    """

    board: Board
    tools: tuple[Tool, ...]
    not_live: tuple[str, ...]
    counts_for: dict[str, str]
    open_round: Round | None
    last_round: Round | None
    blocked: frozenset[str]

    @property
    def counted(self) -> list[object]:
        """The parameters that select what counts now: in a round that starts fresh, its own votes."""
        round_ = self.open_round
        fresh = round_ is not None and round_.start == "fresh"
        return [self.board.board_id, round_.round_id if round_ and fresh else None, sorted(self.blocked)]


def read_voting_rules(session: Session, board_id: str) -> VotingRules:
    """Raises NoSuchBoard."""
    board = read_board(session, board_id)
    rounds = read_rounds(session, board_id)
    tools = read_tools(session, board_id)
    live = {tool.tool_id for tool in tools if tool.status == "live"}
    targets = {tool.tool_id: tool.merged_into or tool.tool_id for tool in tools if tool.status in COUNTING}
    blocked = session.fetch(statement("list_blocked"), [board_id])
    return VotingRules(
        board=board,
        tools=tuple(tool for tool in tools if tool.status == "live"),
        not_live=tuple(tool.tool_id for tool in tools if tool.status != "live"),
        counts_for={tool_id: target for tool_id, target in targets.items() if target in live},
        open_round=next((round_ for round_ in rounds if round_.is_open), None),
        last_round=rounds[-1] if rounds else None,
        blocked=frozenset(voter_id for (voter_id,) in blocked),
    )


def read_tallies(
    session: Session, rules: VotingRules, tool_ids: Collection[str] | None = None
) -> dict[str, Tally]:
    """What counts now for each of the live tools that has votes, or for some of them."""
    wanted = None if tool_ids is None else sorted(tool_ids)
    return {
        tool_id: Tally(*figures)
        for tool_id, *figures in session.fetch(statement("collective"), [*rules.counted, wanted])
        if tool_id in rules.counts_for
    }
