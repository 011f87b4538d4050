"""What the voting room shows of a board, read at one instant.

It is read many times a second. What votes do not change (settings, tools, rounds,
who is blocked) is therefore kept by the caller from one reading to the next.
"""

from __future__ import annotations

from spectrum.store.engine import Session
from spectrum.store.protocol import Placement, RoomReading
from spectrum.store.statements import statement
from spectrum.store.voting_rules import VotingRules, read_tallies

SHOWN_AT_ONCE = 50  # votes of others that one frame may show


def read_room(session: Session, rules: VotingRules, since: int) -> RoomReading:
    """The collective positions now, and the placements after the seq `since`."""
    tallies = read_tallies(session, rules)
    [(voters,)] = session.fetch(statement("count_placing_voters"), [*rules.counted, list(rules.not_live)])
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
