"""Does the table of current votes say what the log amounts to?"""

from __future__ import annotations

from spectrum.model import Verification
from spectrum.store.engine import Session
from spectrum.store.readings import whole_board
from spectrum.store.statements import over_current, statement

SHOWN = 10  # differences that are spelled out
COMPARED = ["seq", "round_id", "kind", "x", "y", "cast_at", "source"]


def compare_current(session: Session, board_id: str) -> Verification:
    """Fold the log anew and compare it with the table, row by row."""
    parameters = whole_board(board_id)
    kept = session.frame(over_current("list_rows", "table"), parameters)
    folded = session.frame(over_current("list_rows", "log"), parameters)
    key = ["tool_id", "voter_id"]
    both = kept.merge(folded, on=key, how="outer", suffixes=("_kept", "_folded"), indicator=True)
    wrong = both["_merge"] != "both"
    for column in COMPARED:
        left, right = both[f"{column}_kept"], both[f"{column}_folded"]
        wrong |= ~((left == right) | (left.isna() & right.isna()))
    found = [
        f"tool {row['tool_id']!r}, voter {row['voter_id']!r}: the table has seq {row['seq_kept']}, "
        f"the log gives seq {row['seq_folded']}"
        for row in both[wrong].head(SHOWN).to_dict("records")
    ]
    more = int(wrong.sum()) - len(found)
    if more > 0:
        found.append(f"and {more} more")
    votes = int(session.fetch(statement("count_votes"), [board_id])[0][0])
    return Verification(votes=votes, current_votes=len(kept), differences=tuple(found))
