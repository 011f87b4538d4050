"""What visitors propose while voting is off: a tool, or a place for one that is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from spectrum.errors import (
    ActionRefused,
    InvalidSetting,
    NoSuchTool,
    NotFound,
    SuggestionsClosed,
    SuggestionsFull,
    ToolNameTaken,
    VoterBlocked,
)
from spectrum.model import (
    LONGEST_NAME,
    LONGEST_TEXT,
    SUGGESTION_KINDS,
    Suggestion,
    SuggestionStatus,
    Tool,
    ToolChanges,
    check_place,
    check_text,
)
from spectrum.store.audit import Deed
from spectrum.store.catalogue import add_tools, edit_tool, find_tool
from spectrum.store.engine import Session
from spectrum.store.rounds import find_open_round
from spectrum.store.rows import read_board, read_tools
from spectrum.store.statements import statement

MOST_OF_VOTER = 5  # suggestions of one voter that may wait
MOST_WAITING = 200  # of all together: what an organiser can look through


def suggest(session: Session, board_id: str, suggestion: Suggestion, now: datetime) -> Suggestion:
    """Take a suggestion.

    Raises SuggestionsClosed, SuggestionsFull, VoterBlocked, ToolNameTaken, NoSuchTool or InvalidSetting.
    """
    read_board(session, board_id)
    if open_ := find_open_round(session, board_id):
        raise SuggestionsClosed(open_.name)
    _check_room(session, board_id, suggestion.voter_id)
    there = read_tools(session, board_id, ("live", "proposed"))
    live = {tool.tool_id for tool in there if tool.status == "live"}
    taken = replace(
        _checked(suggestion), suggestion_id=uuid4().hex[:12], made_at=now, status="waiting", decided_at=None
    )
    if taken.kind == "tool" and taken.name.casefold() in {tool.name.casefold() for tool in there}:
        raise ToolNameTaken(taken.name)
    if taken.kind == "move" and taken.tool_id not in live:
        raise NoSuchTool(taken.tool_id or "")
    values = [
        board_id, taken.suggestion_id, taken.kind, taken.tool_id, taken.name, taken.text, taken.x, taken.y,
        taken.voter_id, now,
    ]  # fmt: skip
    session.execute(statement("add_suggestion"), values)
    return taken


def _check_room(session: Session, board_id: str, voter_id: str | None) -> None:
    """Raise VoterBlocked or SuggestionsFull if nothing more is taken from a voter, or from anybody."""
    for _, _, _, blocked_at in session.fetch(statement("find_voter"), [board_id, voter_id]):
        if blocked_at is not None:
            raise VoterBlocked
    [(waiting, own)] = session.fetch(statement("count_waiting"), [board_id, voter_id])
    if own >= MOST_OF_VOTER:
        raise SuggestionsFull(own, own=True)
    if waiting >= MOST_WAITING:
        raise SuggestionsFull(waiting, own=False)


def read_suggestions(session: Session, board_id: str, status: SuggestionStatus | None) -> list[Suggestion]:
    """Suggestions of one status or of all, oldest first."""
    return [Suggestion(*row) for row in session.fetch(statement("list_suggestions"), [board_id, status])]


def accept_suggestion(session: Session, board_id: str, suggestion_id: str, now: datetime) -> Deed[Suggestion]:
    """Do what was proposed: add the tool, or make the proposed place the tool's seed.

    Raises NotFound, ActionRefused if it was decided before, ToolNameTaken.
    """
    waiting = _waiting(session, board_id, suggestion_id)
    done: Deed[Any]
    if waiting.kind == "tool":
        tool = Tool(
            f"added_{waiting.suggestion_id}",
            waiting.name,
            0,
            waiting.text,
            seed_x=waiting.x,
            seed_y=waiting.y,
        )
        done = add_tools(session, board_id, [tool], now)
    else:
        done = _move(session, board_id, waiting)
    return _decided(session, board_id, waiting, "accepted", now, done=done)


def decline_suggestion(
    session: Session, board_id: str, suggestion_id: str, now: datetime
) -> Deed[Suggestion]:
    """Put a suggestion away. Raises NotFound, ActionRefused if it was decided before."""
    return _decided(session, board_id, _waiting(session, board_id, suggestion_id), "declined", now, done=None)


def undo_decline(session: Session, board_id: str, suggestion_id: str) -> Deed[Suggestion]:
    """Let a declined suggestion wait again. Raises NotFound, or ActionRefused if it is not declined."""
    found = _find(session, board_id, suggestion_id)
    if found.status != "declined":
        now = "accepted" if found.status == "accepted" else "waiting already"
        raise ActionRefused(f"The suggestion is {now}, not declined. Nothing was changed.")
    session.execute(statement("decide_suggestion"), [board_id, suggestion_id, "waiting", None])
    waiting = replace(found, status="waiting", decided_at=None)
    return Deed(
        "undo_decline", suggestion_id, waiting, before={"status": found.status}, after={"status": "waiting"}
    )


def _move(session: Session, board_id: str, waiting: Suggestion) -> Deed[Tool]:
    """Make the proposed place the tool's seed; without a y, the seed's y stays."""
    tool = find_tool(session, board_id, waiting.tool_id or "")
    if tool.status != "live":
        raise ActionRefused(
            f"'{tool.name}' is {tool.status} now, so it cannot be moved. Decline the suggestion."
        )
    place = ToolChanges(seed_x=waiting.x)
    if waiting.y is not None:
        place["seed_y"] = waiting.y
    return edit_tool(session, board_id, tool.tool_id, place)


def _checked(suggestion: Suggestion) -> Suggestion:
    if suggestion.kind not in SUGGESTION_KINDS:
        raise InvalidSetting("kind", suggestion.kind, "one of " + ", ".join(SUGGESTION_KINDS))
    is_tool = suggestion.kind == "tool"
    if not is_tool and suggestion.x is None:
        raise InvalidSetting("x", None, "a number from 0 to 100, as a move goes somewhere")
    return replace(
        suggestion,
        x=check_place("x", suggestion.x),
        y=check_place("y", suggestion.y),
        tool_id=None if is_tool else suggestion.tool_id,
        name=check_text("name", suggestion.name, LONGEST_NAME, required=is_tool) if is_tool else "",
        text=check_text("text", suggestion.text, LONGEST_TEXT),
    )


def _find(session: Session, board_id: str, suggestion_id: str) -> Suggestion:
    rows = session.fetch(statement("find_suggestion"), [board_id, suggestion_id])
    if not rows:
        raise NotFound(f"There is no suggestion '{suggestion_id}' on this board. Nothing was changed.")
    return Suggestion(*rows[0])


def _waiting(session: Session, board_id: str, suggestion_id: str) -> Suggestion:
    found = _find(session, board_id, suggestion_id)
    if found.status != "waiting":
        raise ActionRefused(f"The suggestion was {found.status} before. Nothing was changed.")
    return found


def _decided(
    session: Session,
    board_id: str,
    waiting: Suggestion,
    status: SuggestionStatus,
    now: datetime,
    *,
    done: Deed[Any] | None,
) -> Deed[Suggestion]:
    session.execute(statement("decide_suggestion"), [board_id, waiting.suggestion_id, status, now])
    decided = replace(waiting, status=status, decided_at=now)
    before: dict[str, Any] = {"status": waiting.status} | dict(done.before if done else {})
    after: dict[str, Any] = {"status": status} | dict(done.after if done else {})
    action = "accept_suggestion" if done else "decline_suggestion"
    return Deed(action, waiting.suggestion_id, decided, before=before, after=after)
