"""Whole files of votes: read and checked by DuckDB, and stored in bulk, all or nothing.

The rows never pass through Python. Only when some of them cannot be used is the
file read again here, to name the lines as an editor counts them. Where the board
lies in another database, the file is read and checked in a scratch one beside it, so
that every database says the same of the same file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from spectrum.errors import Reject, UnusableLines
from spectrum.model import STARTER, VOTE_COLUMNS, Loaded, ResetKind, Round, Tool, VoteFile
from spectrum.store.engine import Session
from spectrum.store.protocol import Progress
from spectrum.store.readings import whole_board
from spectrum.store.resets import write_resets
from spectrum.store.rows import read_rounds, read_tools, write_board, write_round, write_tools, write_voters
from spectrum.store.statements import over_current, statement

LISTED = 1_000  # unusable lines that a refusal lists
MESSAGES = {
    "MISSING COLUMNS": "the line has too few columns",
    "TOO MANY COLUMNS": "the line has too many columns",
    "UNQUOTED VALUE": "a quoted value does not end where it should",
    "INVALID ENCODING": "it is not UTF-8 text",
    "LINE SIZE OVER MAXIMUM": "the line is longer than 2,000,000 bytes",
}


class Load:
    """One file on its way into one board, inside one transaction.

    `scratch`: where the file is read and checked, in DuckDB; the board's own database, if that is one.
    """

    def __init__(
        self, session: Session, board_id: str, file: VoteFile, now: datetime, scratch: Session | None = None
    ) -> None:
        self._session = session
        self._scratch = scratch or session
        self._board = board_id
        self._file = file
        self._now = now
        self._refused: list[Reject] = []
        self._log_was_empty = not session.fetch(statement("count_votes"), [board_id])[0][0]

    def run(self, progress: Progress) -> Loaded:
        """Raises UnusableLines; the caller's transaction then undoes everything."""
        self._scratch.script(statement("drop_incoming"))
        progress("Reading", 0.0)
        self._read()
        progress("Checking", 0.2)
        self._prepare_board()
        self._check()
        self._leave_out_resets()
        new_tools = self._bring_tools() + self._settle_tools()
        rejects, rejected = self._collect_rejects()
        progress("Storing", 0.45)
        votes, tools, voters, new = self._scratch.fetch(statement("count_usable"))[0]
        if new:
            self._append()
            self._bring_resets()
            self._scratch.script(statement("drop_incoming"))
            progress("Averaging", 0.65)
            self._fold()
        progress("Setting aside", 0.95)
        self._set_aside(rejects)
        progress("Done", 1.0)
        return Loaded(
            tools=len(self._file.tools) or tools,
            votes=votes,
            voters=voters,
            quarantined=rejected,
            new_votes=new,
            new_tools=new_tools,
        )

    def _fold(self) -> None:
        store = "add_current" if self._log_was_empty else "store_current"
        self._session.execute(over_current(store, "log"), whole_board(self._board))

    def _read(self) -> None:
        types = ", ".join(f"'{column}': 'VARCHAR'" for column in self._file.columns)
        sql = statement("read_incoming").format(types=types)
        self._scratch.execute(sql, [_literally(self._file.path)])
        refused = self._scratch.fetch(statement("refused_lines"))
        lines = lines_at(self._file.path, [int(byte) for byte, *_ in refused])
        self._refused = [
            Reject(
                lines[int(byte)], column or "line", MESSAGES.get(kind, kind.lower()), content.strip()[:500]
            )
            for byte, column, kind, content in refused
        ]

    def _prepare_board(self) -> None:
        """Take over the file's settings, rounds and voters."""
        file, session, board = self._file, self._session, self._board
        if file.board is not None:
            write_board(session, replace(file.board, board_id=board))
        for round_ in file.rounds:  # a file never opens voting
            write_round(session, board, replace(round_, closed_at=round_.closed_at or self._now))
        write_voters(session, board, file.voters)

    def _bring_tools(self) -> int:
        """Take over the file's tools; return how many are new. On a board without votes they replace the starters."""
        session, board = self._session, self._board
        if self._log_was_empty:
            self._starters_give_way()
        before = {tool.tool_id for tool in read_tools(session, board)}
        write_tools(session, board, self._numbered(self._file.tools), replace=self._log_was_empty)
        return len({tool.tool_id for tool in self._file.tools} - before)

    def _starters_give_way(self) -> None:
        starters = [t.tool_id for t in read_tools(self._session, self._board) if t.created_by == STARTER]
        named = set() if self._file.tools else self._tools_voted_on()
        if not named and not self._file.tools:
            return  # the file brings nothing that could take their place
        self._session.execute(
            statement("delete_tools"), [self._board, [t for t in starters if t not in named]]
        )

    def _tools_voted_on(self) -> set[str]:
        return {tool_id for (tool_id,) in self._scratch.fetch(statement("tools_voted_on"))}

    def _numbered(self, tools: Sequence[Tool]) -> list[Tool]:
        """The tools with numbers after those that the board has; known ones keep theirs."""
        known = {tool.tool_id: tool.number for tool in read_tools(self._session, self._board)}
        highest = max(known.values(), default=0)
        numbered = []
        for tool in tools:
            number = known.get(tool.tool_id) or (tool.number if not known else 0)
            if not number:
                number = highest = highest + 1
            numbered.append(replace(tool, number=number))
        return numbered

    def _check(self) -> None:
        scratch, board = self._scratch, self._board
        present = self._file.columns
        columns = ", ".join(f'"{c}"' if c in present else f'NULL::text AS "{c}"' for c in VOTE_COLUMNS)
        scratch.execute(statement("check_incoming").format(columns=columns), [board])
        if scratch.fetch(statement("has_repeats"))[0][0]:
            scratch.execute(statement("mark_repeated_ids"))
            scratch.execute(statement("number_repeats"))
        self._find_known()
        scratch.execute(statement("mark_taken_ids"))
        self._show_board()
        scratch.execute(statement("mark_missing_rounds"), [board])

    def _find_known(self) -> None:
        """Find the rows that the log has already: the table `known`."""
        self._scratch.execute(statement("known_votes"), [self._board])

    def _show_board(self) -> None:
        """Hook for a scratch database beside: put the board's tools and rounds there, as they are now."""

    def _leave_out_resets(self) -> None:
        """On a board that has votes of its own, the file's resets are about the file's votes alone.

        So these are marked as never counting. Votes that were baked into a seed are, too,
        if the board takes the seed over; where it has its own, they are votes like others.
        """
        known = {tool.tool_id for tool in read_tools(self._session, self._board)}
        resets = [r for r in self._file.resets if r.kind == "reset" or r.tool_id not in known]
        if resets and not self._log_was_empty:
            columns = [[r.tool_id for r in resets], [r.at_seq for r in resets]]
            self._scratch.execute(statement("supersede_reset"), columns)

    def _bring_resets(self) -> None:
        """Take over the file's resets, on a board that had no votes, at the seqs that its votes have now."""
        if not (self._file.resets and self._log_was_empty):
            return
        wanted = sorted({reset.at_seq for reset in self._file.resets})
        now_at = self._seqs_now(wanted)
        together: dict[tuple[int, ResetKind, datetime], dict[str, int]] = {}
        for reset in self._file.resets:  # those of one action stay together, so that they are undone together
            if at_seq := now_at.get(reset.at_seq):
                action = together.setdefault((reset.at_seq, reset.kind, reset.reset_at), {})
                action[reset.tool_id] = int(at_seq)
        for (_, kind, reset_at), at_seqs in together.items():
            write_resets(self._session, self._board, at_seqs, kind, reset_at)

    def _seqs_now(self, seqs: Sequence[int]) -> dict[int, int]:
        """The seq that the last row up to each of the file's seqs has in the log."""
        return dict(self._session.fetch(statement("seqs_now"), [self._board, seqs]))

    def _settle_tools(self) -> int:
        if self._file.unknown_tools != "create":
            return 0
        self._show_board()
        missing = self._scratch.fetch(statement("missing_tools"), [self._board])
        tools = [Tool(tool_id, name or tool_id, created_at=self._now) for tool_id, name, _ in missing]
        write_tools(self._session, self._board, self._numbered(tools), replace=False)
        return len(tools)

    def _collect_rejects(self) -> tuple[list[Reject], int]:
        """Everything that is to be set aside; raises UnusableLines if that was not asked for."""
        file = self._file
        self._show_board()
        if file.unknown_tools == "refuse":
            self._scratch.execute(statement("mark_missing_tools"), [self._board])
        problems = int(self._scratch.fetch(statement("count_problems"))[0][0])
        total = problems + len(self._refused)
        if total and not file.quarantine:
            listed = sorted([*self._refused, *self._problems(LISTED)], key=lambda r: r.line)
            raise UnusableLines(_called(file), listed, total)
        if file.unknown_tools == "quarantine":
            self._scratch.execute(statement("mark_missing_tools"), [self._board])
        rejects = [*file.rejects, *self._refused, *self._problems(None)]
        return rejects, len(rejects)

    def _problems(self, limit: int | None) -> list[Reject]:
        rows = self._scratch.fetch(statement("list_problems"), [limit])
        if not rows:
            return []
        refused = {reject.line for reject in self._refused}
        lines = physical_lines(self._file.path, {row for row, _, _ in rows}, refused)
        rejects = []
        for row, problem, content in rows:
            column, reason = problem.split("|", 1)
            rejects.append(Reject(lines.get(row, row + 1), column, reason, content))
        return rejects

    def _append(self) -> None:
        session, board = self._session, self._board
        named = self._named_rounds()
        default = self._round_called(self._file.round_name) if self._file.round_name else None
        meant = [self._file.source, default, list(named), list(named.values())]
        if self._log_was_empty and session.fetch(statement("is_in_order"))[0][0]:
            session.execute(statement("append_all"), [board, *meant])
        else:
            last = dict(session.fetch(statement("last_seq"))).get(board, 0)
            session.execute(statement("append_incoming"), [board, last, *meant])
        session.execute(statement("add_incoming_voters"), [board])

    def _named_rounds(self) -> dict[str, str]:
        rows = self._scratch.fetch(statement("named_rounds"))
        return {name: self._round_called(name, first, last) for name, first, last, _ in rows}

    def _round_called(self, name: str, first: datetime | None = None, last: datetime | None = None) -> str:
        """The id of the round of that name; if there is none, it is stored as one that is over."""
        for round_ in reversed(read_rounds(self._session, self._board)):
            if round_.name == name:
                return round_.round_id
        new = Round(uuid4().hex[:12], name, opened_at=first or self._now, closed_at=last or self._now)
        write_round(self._session, self._board, new)
        return new.round_id

    def _set_aside(self, rejects: Sequence[Reject]) -> None:
        if rejects:
            columns = zip(
                *((self._file.source, r.line, r.column, r.reason, r.content) for r in rejects), strict=True
            )
            parameters = [self._board, *(list(column) for column in columns), self._now]
            self._session.execute(statement("set_aside"), parameters)


def _literally(path: Path) -> str:
    """The path, so that no character of it is taken for a pattern of several files."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _called(file: VoteFile) -> str:
    """The file's name, with that of the package that it came in."""
    outer = file.source.removeprefix("import:")
    return file.path.name if outer == file.path.name else f"{file.path.name} of {outer}"


def lines_at(path: Path, positions: Sequence[int]) -> dict[int, int]:
    """The line in which each byte of the file stands; both counted from 1.

    A position on a line's end belongs to the line after it.
    """
    found: dict[int, int] = {}
    line, read = 1, 0
    with path.open("rb") as file:
        for position in sorted(set(positions)):
            line += file.read(position - read).count(b"\n")
            read = position
            found[position] = line
    return found


def physical_lines(path: Path, wanted: set[int], refused: set[int]) -> dict[int, int]:
    """The line in the file (the header is line 1) of each wanted row, counted as the bulk reader does.

    Rows may span lines and blank lines are no rows; `refused` are lines that were no rows either.
    """
    found: dict[int, int] = {}
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        row, start = -1, 1
        for record in reader:
            first, start = start, reader.line_num + 1
            if not record or first in refused:
                continue
            row += 1
            if row in wanted:
                found[row] = first
                if len(found) == len(wanted):
                    break
    return found
