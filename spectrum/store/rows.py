"""Rows of the small tables, read into the values of `model` and written from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as replace_fields
from typing import Any

from spectrum.errors import NoSuchBoard
from spectrum.model import BRANCH_SEPARATOR, TOOL_STATUSES, Board, Round, Tool, ToolStatus, Voter
from spectrum.store.engine import Session
from spectrum.store.statements import statement


def read_boards(session: Session) -> list[Board]:
    """All boards, in order of their ids."""
    return [Board(*row) for row in session.fetch(statement("list_boards"))]


def read_board(session: Session, board_id: str) -> Board:
    """Raises NoSuchBoard."""
    boards = {board.board_id: board for board in read_boards(session)}
    if board_id not in boards:
        raise NoSuchBoard(board_id, sorted(boards))
    return boards[board_id]


def write_board(session: Session, board: Board) -> None:
    """Store a board, or its new settings."""
    values = (
        board.board_id, board.title, board.left, board.right, board.bottom, board.top,
        float(board.anchor_weight), board.adding_open, board.tools_need_approval, board.contact,
        board.names_kept_days,
    )  # fmt: skip
    session.execute(statement("save_board"), values)


def read_tools(session: Session, board_id: str, statuses: Sequence[ToolStatus] = TOOL_STATUSES) -> list[Tool]:
    """The tools of these statuses, in order of number."""
    return [_tool(row) for row in session.fetch(statement("list_tools"), [board_id, list(statuses)])]


def without_late_seeds(tools: Sequence[Tool], rounds: Sequence[Round]) -> list[Tool]:
    """The tools without the seeds of those that were added since a blind round opened that is still open."""
    blind = next((round_ for round_ in rounds if round_.is_open and round_.is_blind), None)
    if blind is None:
        return list(tools)
    return [
        replace_fields(tool, seed_x=None, seed_y=None)
        if tool.created_at is not None and tool.created_at >= blind.opened_at
        else tool
        for tool in tools
    ]


def _tool(row: tuple[Any, ...]) -> Tool:
    tool_id, name, number, description, branches, *rest = row
    named = tuple(branches.split(BRANCH_SEPARATOR)) if branches else ()
    return Tool(tool_id, name, number, description, named, *rest)


def write_tools(session: Session, board_id: str, tools: Sequence[Tool], *, replace: bool) -> None:
    """Store tools; those that are there already are replaced, or left as they are."""
    if tools:
        session.execute(
            statement("save_tools" if replace else "add_tools"), [board_id, *_tool_columns(tools)]
        )


def _tool_columns(tools: Sequence[Tool]) -> list[list[object]]:
    records = [
        (
            tool.tool_id, tool.name, tool.number, tool.description, BRANCH_SEPARATOR.join(tool.branches),
            tool.seed_x, tool.seed_y, tool.created_by, tool.created_at, tool.status, tool.merged_into,
        )
        for tool in tools
    ]  # fmt: skip
    return [list(column) for column in zip(*records, strict=True)]


def read_rounds(session: Session, board_id: str) -> list[Round]:
    """All rounds, oldest first."""
    return [Round(*row) for row in session.fetch(statement("list_rounds"), [board_id])]


def write_round(session: Session, board_id: str, round_: Round) -> None:
    """Store a new round; one that is there already is left as it is."""
    values = (
        board_id, round_.round_id, round_.name, round_.opened_at, round_.closed_at, round_.reveal,
        round_.start, round_.opened_seq, round_.closes_at, round_.join_code,
    )  # fmt: skip
    session.execute(statement("add_round"), values)


def write_voters(session: Session, board_id: str, voters: Sequence[Voter]) -> None:
    """Make sure that voters are known; those that are keep what they gave."""
    if voters:
        columns = zip(*((v.voter_id, v.name, v.branch, v.blocked_at) for v in voters), strict=True)
        session.execute(statement("add_voters"), [board_id, *(list(column) for column in columns)])
