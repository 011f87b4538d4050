"""What a board holds, as tidy frames: all current votes, or those that were selected.

Every frame is handed out as a copy, so that nothing done to it changes what is
measured afterwards.
"""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from math import isfinite
from typing import Any, Self

import pandas as pd

from spectrum import analysis
from spectrum.errors import InvalidSetting, NoSuchRound, NotFound
from spectrum.exchange.columns import POSITIONS, ROUNDS, TOOLS, Table
from spectrum.exchange.stats import VOTES_READ, tool_records
from spectrum.exchange.stats_report import plain_line
from spectrum.model import BRANCH_SEPARATOR, TOOL_STATUSES, Board, BoardStatistics, Selection, Tool
from spectrum.notebook.source import Source
from spectrum.notebook.words import count_words, selection_words

TYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
LISTED = 8  # names that an error lists
VOTER_COLUMNS = ("voter_id", "branch", "n", "n_y", "n_cast", "first_at", "last_at")


class BoardFrames:
    """One board, or the votes of it that were selected, as frames.

    Positions are in axis points from 0 to 100, times naive UTC, missing values
    NaN or NaT. Voters are pseudonyms, the same in all frames and views of one opening.
    """

    def __init__(self, source: Source, selection: Selection, anchor_weight: float) -> None:
        self._source = source
        self._selection = selection
        self._anchor_weight = anchor_weight

    @classmethod
    def over(cls, source: Source, *, anchor_weight: float | None = None) -> Self:
        """Look at all current votes of a board. Raises InvalidSetting for a weight below 0."""
        own = source.store.board(source.board_id).anchor_weight
        return cls(source, Selection(source.board_id), _weight(own, anchor_weight))

    def select(
        self,
        *round_names: str,
        branch: str | None = None,
        cast_from: datetime | None = None,
        cast_until: datetime | None = None,
        beyond_shown: float | None = None,
        chosen_y_only: bool | None = None,
        anchor_weight: float | None = None,
    ) -> Self:
        """Return a view of some of the votes; what is not given stays as it is in this view.

        `round_names`: each voter's latest vote within these rounds. `branch`: the
        voter's. `cast_from`, `cast_until`: recorded times, the latter not
        included. `beyond_shown` (axis points): without votes that near to what the
        voter was shown. `chosen_y_only`: without a y that repeats the seed's.
        `anchor_weight`: how many votes a seed counts. Raises NoSuchRound or InvalidSetting.
        """
        given = {
            "round_ids": self._round_ids(round_names) if round_names else None,
            "branch": branch,
            "cast_from": cast_from,
            "cast_until": cast_until,
            "beyond_shown": beyond_shown,
            "chosen_y_only": chosen_y_only,
        }
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        selection = replace(self._selection, **changes)
        return type(self)(self._source, selection, _weight(self._anchor_weight, anchor_weight))

    # --- votes and voters ---------------------------------------------------------------

    @property
    def current_votes(self) -> pd.DataFrame:
        """The latest vote of each voter on each tool, placement or not, by tool and voter.

        tool_id, voter_id, round_id (missing: outside any round), kind (place, unsure,
        unknown_tool, withdraw), x, y (missing: voted on x alone), cast_at (missing:
        not recorded), branch. Live tools, and voters who are not blocked.
        """
        return self._public(self._source.store.current_votes(self._selection), by=["tool_id", "voter_id"])

    @property
    def placements(self) -> pd.DataFrame:
        """Those of the current votes that place a tool, which measures are of, with what was shown.

        tool_id, voter_id, round_id, seq, x, y, shown_x, shown_y (missing: nothing
        was shown), cast_at, branch.
        """
        return self._public(self._source.store.anchored_votes(self._selection), by=["tool_id", "voter_id"])

    @property
    def log(self) -> pd.DataFrame:
        """Every vote, also those that the voter has replaced since, in the order of the log.

        seq, tool_id (that it counts for), voter_id, round_id, kind, x, y, shown_x,
        shown_y, cast_at, branch.
        """
        return self._public(self._source.store.log(self._selection), by=["seq"])

    @property
    def voters(self) -> pd.DataFrame:
        """Who cast the selected votes, by pseudonym; never a name.

        voter_id, branch (missing: not given), n and n_y (tools that they place now,
        and with a y), n_cast (votes in the log), first_at, last_at (missing: no time).
        """
        cast = self.log.groupby("voter_id", as_index=False).agg(
            branch=("branch", "first"),
            n_cast=("seq", "size"),
            first_at=("cast_at", "min"),
            last_at=("cast_at", "max"),
        )
        placed = self._votes.groupby("voter_id", as_index=False).agg(n=("x", "count"), n_y=("y", "count"))
        voters = cast.merge(placed, on="voter_id", how="left")
        counts = {name: voters[name].fillna(0).astype("int64") for name in ("n", "n_y")}
        return voters.assign(**counts)[list(VOTER_COLUMNS)]

    # --- the board and its tools ----------------------------------------------------------

    @property
    def about(self) -> Board:
        """The board's title, the names of its four ends, and its settings."""
        return self._source.store.board(self._source.board_id)

    @property
    def counts(self) -> BoardStatistics:
        """How many live tools, voters and placements there are, and how many votes a seed counts."""
        voters = self._source.store.counts(self._selection).voters
        return analysis.board_statistics(self.statistics, n_voters=voters, anchor_weight=self._anchor_weight)

    @property
    def tools(self) -> pd.DataFrame:
        """All tools, in order of number, as in tools.csv.

        tool_id, number, name, description, branches (joined by "; "), seed_x, seed_y,
        status (only live ones are in the figures), merged_into, created_at.
        """
        found = self._source.store.tools(self._source.board_id, TOOL_STATUSES)
        rows = [vars(tool) | {"branches": BRANCH_SEPARATOR.join(tool.branches)} for tool in found]
        return _typed(pd.DataFrame(rows, columns=TOOLS.column_names), TOOLS)

    @property
    def rounds(self) -> pd.DataFrame:
        """All rounds, oldest first: round_id, name, opened_at, closed_at (missing: open), reveal, start."""
        rows = [vars(round_) for round_ in self._source.store.rounds(self._source.board_id)]
        return _typed(pd.DataFrame(rows, columns=ROUNDS.column_names), ROUNDS)

    @property
    def positions(self) -> pd.DataFrame:
        """The figures of every live tool that `stats --json` prints, in order of number.

        In the columns of positions.csv, which data/README.md explains with their units.
        """
        votes = self._votes if int(self.statistics["n"].sum()) <= VOTES_READ else None
        flat = pd.json_normalize(tool_records(self.statistics, votes), sep="_")
        return _typed(flat.reindex(columns=POSITIONS.column_names), POSITIONS)

    @property
    def statistics(self) -> pd.DataFrame:
        """What `analysis` and `charts` take for these tools: the columns of `analysis.tool_statistics`."""
        return self._statistics.copy()

    def tool(self, tool: str) -> Tool:
        """The live tool that has this tool_id, or else this name. Raises NotFound."""
        live = self._source.store.tools(self._source.board_id)
        for known in ({each.tool_id: each for each in live}, {each.name: each for each in live}):
            if tool in known:
                return known[tool]
        names = ", ".join(f"'{each.name}'" for each in live[:LISTED]) or "none"
        more = f" and {len(live) - LISTED} more, see `tools`" if len(live) > LISTED else ""
        raise NotFound(f"There is no live tool '{tool}' on this board. Tools that are there: {names}{more}.")

    # --- how it shows itself ----------------------------------------------------------------

    def __repr__(self) -> str:
        if not self._source.is_open:
            return f"A closed board of '{self._source.path}'"
        head, counted = self._described()
        return f"{head}: {counted}"

    def _repr_html_(self) -> str:
        if not self._source.is_open:
            return html.escape(repr(self))
        head, counted = map(html.escape, self._described())
        return f"<strong>{head}</strong><br>{counted}"

    def _described(self) -> tuple[str, str]:
        rounds = {round_.round_id: round_.name for round_ in self._source.store.rounds(self._source.board_id)}
        head = plain_line(f"{self.about.title} ('{self._source.board_id}')")
        return head, ", ".join([*count_words(self.counts), *selection_words(self._selection, rounds)])

    # --- reading --------------------------------------------------------------------------

    @cached_property
    def _votes(self) -> pd.DataFrame:
        """The placements: tool_id, voter_id, x, y, cast_at, branch."""
        current = self.current_votes
        kept = ["tool_id", "voter_id", "x", "y", "cast_at", "branch"]
        return current.loc[current["kind"] == "place", kept].reset_index(drop=True)

    @cached_property
    def _statistics(self) -> pd.DataFrame:
        store, board_id = self._source.store, self._source.board_id
        aggregates = store.positions(self._selection)
        return analysis.tool_statistics(aggregates, store.tools(board_id), anchor_weight=self._anchor_weight)

    def _log_of(self, tool: str) -> pd.DataFrame:
        return self._source.store.log(self._selection, self.tool(tool).tool_id)

    def _public(self, frame: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
        """The frame under pseudonyms, in an order that says nothing of the ids behind them."""
        return self._source.voters.stand_in(frame).sort_values(by, ignore_index=True)

    def _round_ids(self, names: tuple[str, ...]) -> tuple[str, ...]:
        ids = {round_.name: round_.round_id for round_ in self._source.store.rounds(self._source.board_id)}
        for name in names:
            if name not in ids:
                raise NoSuchRound(name, list(ids))
        return tuple(ids[name] for name in names)


def _weight(own: float, wanted: float | None) -> float:
    if wanted is None:
        return own
    if not (isfinite(wanted) and wanted >= 0):
        raise InvalidSetting("anchor_weight", wanted, "a number of votes, 0 or more")
    return wanted


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with the types that the table's columns have, also where it has no rows."""
    types = {column.name: TYPES.get(column.type, "datetime64[us]") for column in table.columns}
    return frame.astype(types)
