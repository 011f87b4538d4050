"""Which votes a selection looks at, read as frames: the one way from a Selection to SQL.

Most selections read the table of current votes. Only those that look at a part of
the log (rounds, an earlier moment, a span of time) are folded from it, and only
those that ask what voters were shown look the votes up in it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from spectrum.model import Selection
from spectrum.store.engine import Session
from spectrum.store.protocol import Counts
from spectrum.store.statements import Source, over_current, statement
from spectrum.store.summing import sum_up_cells, sum_up_votes, with_left_out

JACKKNIFE_BELOW = 200
"""Complete placements below which a tool's votes are looked at again, one left out at a time.

From there on the interval of D from moments alone is 2 to 4 % narrower than the jackknife's,
whose ends it misses by 1 to 4 % of the width (normal, skewed and two-camp data, simulated).
"""


READ_AS_VOTES = 50_000
"""Votes in the log up to which it is faster to read all placements than to have them counted first."""


def read_positions(session: Session, selection: Selection) -> pd.DataFrame:
    """Plain aggregates of the selected placements, a row for each live tool that has any."""
    [(votes,)] = session.fetch(statement("count_votes_up_to"), [selection.board_id, READ_AS_VOTES + 1])
    if votes <= READ_AS_VOTES:
        placed = _frame(session, selection, "list_placed", None)
        return with_left_out(sum_up_votes(placed), placed, below=JACKKNIFE_BELOW)
    positions = sum_up_cells(_frame(session, selection, "list_cells"))
    few = positions.loc[positions["n_y"].between(1, JACKKNIFE_BELOW - 1), "tool_id"]
    placed = _frame(session, selection, "list_placed", few.tolist())
    return with_left_out(positions, placed, below=JACKKNIFE_BELOW)


def read_lattice(session: Session, selection: Selection) -> pd.DataFrame:
    """How many selected placements are nearest to each 0.1 point of an axis: tool_id, axis, cell, n."""
    return _frame(session, selection, "lattice")


def read_current(session: Session, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
    """The selected current votes, of all tools or of one."""
    return _frame(session, selection, "list_current", tool_id)


def read_anchored(session: Session, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
    """The selected placements with what their voters were shown, of all tools or of one."""
    return _frame(session, selection, "list_anchored", tool_id, with_shown=True)


def read_log(session: Session, selection: Selection, tool_id: str | None = None) -> pd.DataFrame:
    """Every selected vote, not only the latest of a voter, in the order of the log."""
    return _frame(session, selection, "list_counted_log", tool_id, source="every vote")


def read_counts(session: Session, selection: Selection) -> Counts:
    """How many voters and placements count."""
    counts = _frame(session, selection, "count_current").iloc[0]
    return Counts(voters=int(counts["voters"]), votes=int(counts["votes"]))


def whole_board(board_id: str, round_id: str | None = None) -> list[Any]:
    """The parameters that look at all votes of a board, or at those of one round."""
    return [board_id, None if round_id is None else [round_id], None, None, None]


def _frame(
    session: Session,
    selection: Selection,
    name: str,
    *more: Any,
    source: Source | None = None,
    with_shown: bool = False,
) -> pd.DataFrame:
    blocked = session.fetch(statement("list_blocked"), [selection.board_id])
    sql = over_current(
        name,
        source or _source(selection, with_shown=with_shown),
        all_voters=not blocked and selection.branch is None,
    )
    return session.frame(sql, [*_values(selection), *more])


def _source(selection: Selection, *, with_shown: bool) -> Source:
    parts_of_the_log = (selection.rounds, selection.as_of, selection.cast_from, selection.cast_until)
    if any(part is not None for part in parts_of_the_log):
        return "log"
    return "table with shown" if with_shown or selection.beyond_shown is not None else "table"


def _values(selection: Selection) -> list[Any]:
    return [
        selection.board_id,
        None if selection.rounds is None else list(selection.rounds),
        selection.as_of,
        selection.cast_from,
        selection.cast_until,
        selection.branch,
        selection.beyond_shown,
        selection.chosen_y_only,
    ]
