"""Whole files of votes into PostgreSQL: read and checked by DuckDB, then copied over as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from spectrum.errors import Reject
from spectrum.model import VoteFile
from spectrum.store.board_states import take_turn
from spectrum.store.duckdb import DuckDBSession
from spectrum.store.loading import Load
from spectrum.store.postgres import PostgresSession
from spectrum.store.rows import read_rounds, read_tools
from spectrum.store.statements import statement

MANY = 10_000  # new votes from which on the database counts anew how its log looks


class PostgresLoad(Load):
    """One file on its way into one board, by way of a scratch database in DuckDB."""

    def __init__(
        self, session: PostgresSession, board_id: str, file: VoteFile, now: datetime, scratch: DuckDBSession
    ) -> None:
        super().__init__(session, board_id, file, now, scratch)
        self._postgres = session
        self._duckdb = scratch
        self._last_seq = take_turn(session, [board_id])[board_id].last_seq
        session.script(statement("prepare_load"))
        scratch.script(statement("set_up_scratch"))

    def _show_board(self) -> None:
        scratch, board = self._scratch, self._board
        scratch.script(statement("clear_scratch"))
        scratch.execute(
            statement("show_tools"), [board, [t.tool_id for t in read_tools(self._session, board)]]
        )
        scratch.execute(
            statement("show_rounds"), [board, [r.round_id for r in read_rounds(self._session, board)]]
        )

    def _find_known(self) -> None:
        self._scratch.execute(statement("mark_nul"))
        rows: list[tuple[int, bool]] = []
        if not self._log_was_empty:
            self._session.execute(statement("make_incoming_ids"))
            self._postgres.copy_in(statement("copy_incoming_ids"), self._lines("id_lines"))
            rows = [
                (row, same) for row, same in self._session.fetch(statement("find_incoming"), [self._board])
            ]
        numbers, same = [row for row, _ in rows], [is_same for _, is_same in rows]
        self._scratch.execute(statement("show_known"), [numbers, same])

    def _append(self) -> None:
        named = self._named_rounds()
        default = self._round_called(self._file.round_name) if self._file.round_name else None
        lines = self._lines("vote_lines", [default, list(named), list(named.values())])
        session, board = self._session, self._board
        session.execute(statement("make_incoming_votes"))
        self._postgres.copy_in(statement("copy_incoming_votes"), lines)
        session.execute(statement("append_incoming_votes"), [board, self._last_seq, self._file.source])
        session.execute(statement("add_voters_of_incoming_votes"), [board])

    def _seqs_now(self, seqs: Sequence[int]) -> dict[int, int]:
        places = self._scratch.fetch(statement("places_now"), [seqs])
        return {seq: self._last_seq + place for seq, place in places}

    def _fold(self) -> None:
        many = self._session.fetch(statement("count_votes"), [self._board])[0][0] >= MANY
        if many:
            self._session.script(statement("analyze_log"))
        super()._fold()
        if many:
            self._session.script(statement("analyze_current"))

    def _lines(self, name: str, parameters: Sequence[object] = ()) -> Iterator[bytes]:
        for rows in self._duckdb.fetch_in_parts(statement(name), parameters):
            yield "".join(f"{line}\n" for (line,) in rows).encode()

    def _set_aside(self, rejects: Sequence[Reject]) -> None:
        super()._set_aside(
            [replace(r, reason=_without_nul(r.reason), content=_without_nul(r.content)) for r in rejects]
        )


def _without_nul(text: str) -> str:
    """The text with the character NUL, which PostgreSQL cannot keep, as its picture."""
    return text.replace("\0", "␀")
