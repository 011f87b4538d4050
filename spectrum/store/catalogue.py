"""What an organiser does to the tools of a board: add, edit, approve, hide, restore, put in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from spectrum.errors import ActionRefused, NotFound, ToolNameTaken
from spectrum.model import (
    LONGEST_NAME,
    LONGEST_TEXT,
    ORGANISER,
    STARTER,
    Tool,
    ToolChanges,
    ToolStatus,
    check_branches,
    check_place,
    check_text,
)
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.rows import read_tools, write_tools
from spectrum.store.statements import statement

SHOWN: tuple[ToolStatus, ...] = ("live", "proposed")
LONGEST_ID = 200  # characters


def find_tool(session: Session, board_id: str, tool_id: str) -> Tool:
    """The tool, whatever its status. Raises NotFound."""
    for tool in read_tools(session, board_id):
        if tool.tool_id == tool_id:
            return tool
    raise NotFound(
        f"There is no tool '{tool_id}' on this board. Nothing was changed; reload to see its tools."
    )


def set_status(
    session: Session,
    board_id: str,
    tool_id: str,
    *,
    action: str,
    allowed: Collection[ToolStatus],
    status: ToolStatus,
) -> Deed[Tool]:
    """Approve, hide or restore a tool.

    Raises ActionRefused if its status is none of `allowed`, ToolNameTaken if another
    tool has its name by now.
    """
    tool = find_tool(session, board_id, tool_id)
    if tool.status not in allowed:
        raise ActionRefused(
            f"'{tool.name}' is {tool.status}, but must be {' or '.join(allowed)} for this. Nothing was changed."
        )
    if status == "live":
        _check_names([tool], read_tools(session, board_id, SHOWN))
    return _changed(session, board_id, tool, replace(tool, status=status), action)


def edit_tool(session: Session, board_id: str, tool_id: str, changes: ToolChanges) -> Deed[Tool]:
    """Change name, description, branches or seed. Raises InvalidSetting or ToolNameTaken."""
    tool = find_tool(session, board_id, tool_id)
    edited = replace(tool, **_checked(changes))
    if edited.name.casefold() != tool.name.casefold() and tool.status in SHOWN:
        _check_names([edited], read_tools(session, board_id, SHOWN))
    return _changed(session, board_id, tool, edited, "edit_tool")


def reorder_tools(session: Session, board_id: str, tool_ids: Sequence[str]) -> Deed[list[Tool]]:
    """Number these tools from 1 in the given order, and the others after them in the order they had."""
    tools = {tool.tool_id: tool for tool in read_tools(session, board_id)}
    if unknown := [tool_id for tool_id in tool_ids if tool_id not in tools]:
        raise NotFound(f"There is no tool '{unknown[0]}' on this board. Nothing was changed.")
    if len(set(tool_ids)) != len(tool_ids):
        raise ActionRefused("A tool stands twice in the new order. Nothing was changed; name each once.")
    order = [*tool_ids, *(tool_id for tool_id in tools if tool_id not in set(tool_ids))]
    numbered = [replace(tools[tool_id], number=number) for number, tool_id in enumerate(order, start=1)]
    write_tools(session, board_id, numbered, replace=True)
    before = {tool.tool_id: tool.number for tool in tools.values()}
    after = {tool.tool_id: tool.number for tool in numbered}
    return Deed("reorder_tools", board_id, numbered, before=before, after=after)


def add_tools(
    session: Session, board_id: str, tools: Sequence[Tool], now: datetime, *, replacing_starters: bool = False
) -> Deed[list[Tool]]:
    """Add tools behind those that are there; ids that the board has already are left as they are.

    `replacing_starters`: the starter tools that nobody has voted on give way first.
    Returns those added. Raises InvalidSetting or ToolNameTaken, and then adds none.
    """
    gone = _starters_give_way(session, board_id) if replacing_starters else []
    there = read_tools(session, board_id)
    known = {tool.tool_id for tool in there}
    highest = max((tool.number for tool in there), default=0)
    new = [tool for tool in tools if tool.tool_id not in known]
    added = [_new(tool, number, now) for number, tool in enumerate(new, start=highest + 1)]
    _check_names(added, [tool for tool in there if tool.status in SHOWN])
    write_tools(session, board_id, added, replace=False)
    after = {"added": {tool.tool_id: tool.name for tool in added}}
    return Deed("add_tools", board_id, added, before={"gave_way": gone}, after=after)


def _starters_give_way(session: Session, board_id: str) -> list[str]:
    starters = [tool.tool_id for tool in read_tools(session, board_id) if tool.created_by == STARTER]
    session.execute(statement("delete_tools"), [board_id, starters])
    left = {tool.tool_id for tool in read_tools(session, board_id)}
    return [tool_id for tool_id in starters if tool_id not in left]


def _new(tool: Tool, number: int, now: datetime) -> Tool:
    """The tool as an organiser adds it: live, with its own number."""
    return Tool(
        tool_id=check_text("tool_id", tool.tool_id, LONGEST_ID) or f"added_{uuid4().hex[:12]}",
        name=check_text("name", tool.name, LONGEST_NAME, required=True),
        number=number,
        description=check_text("description", tool.description, LONGEST_TEXT),
        branches=check_branches(tool.branches),
        seed_x=check_place("seed_x", tool.seed_x),
        seed_y=check_place("seed_y", tool.seed_y),
        created_by=ORGANISER,
        created_at=now,
    )


def _checked(changes: ToolChanges) -> dict[str, Any]:
    checked: dict[str, Any] = dict(changes)
    if "name" in changes:
        checked["name"] = check_text("name", changes["name"], LONGEST_NAME, required=True)
    if "description" in changes:
        checked["description"] = check_text("description", changes["description"], LONGEST_TEXT)
    if "branches" in changes:
        checked["branches"] = check_branches(changes["branches"])
    for name in ("seed_x", "seed_y"):
        if name in checked:
            checked[name] = check_place(name, checked[name])
    return checked


def _check_names(new: Sequence[Tool], there: Sequence[Tool]) -> None:
    """Raise ToolNameTaken if two of the new tools, or one of them and one that is there, have the same name."""
    taken = {tool.name.casefold() for tool in there if tool.tool_id not in {n.tool_id for n in new}}
    for tool in new:
        if tool.name.casefold() in taken:
            raise ToolNameTaken(tool.name)
        taken.add(tool.name.casefold())


def _changed(session: Session, board_id: str, tool: Tool, changed: Tool, action: str) -> Deed[Tool]:
    write_tools(session, board_id, [changed], replace=True)
    different = [f.name for f in fields(Tool) if getattr(tool, f.name) != getattr(changed, f.name)]
    before = {name: getattr(tool, name) for name in different}
    after = {name: getattr(changed, name) for name in different}
    return Deed(action, tool.tool_id, changed, before=before, after=after)
