"""Duplicate tools become one, and can become two again.

The log keeps what was voted on. A tool remembers which one it was merged into
itself, so that a chain (a into b, b into c) comes apart link by link, whatever
was voted meanwhile; `Tool.merged_into` has the end of the chain, where votes count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from spectrum.errors import ActionRefused
from spectrum.model import Tool, ToolStatus
from spectrum.store.audit import Deed
from spectrum.store.catalogue import find_tool
from spectrum.store.engine import Session
from spectrum.store.rebuilding import rebuild
from spectrum.store.rows import read_tools, write_tools
from spectrum.store.statements import statement


@dataclass(frozen=True)
class _Link:
    """What a tool was merged into itself, and what it was before."""

    into: str
    status_before: ToolStatus


def merge_tools(session: Session, board_id: str, tool_id: str, into: str, now: datetime) -> Deed[Tool]:
    """Let the votes on a tool count for another one. Where a voter had both, the later vote counts.

    Raises ActionRefused if the one is merged already, or the other is not live.
    """
    tool, target = find_tool(session, board_id, tool_id), find_tool(session, board_id, into)
    if tool.tool_id == target.tool_id:
        raise ActionRefused(f"'{tool.name}' cannot be merged into itself. Name two tools.")
    if tool.status == "merged":
        raise ActionRefused(
            f"'{tool.name}' is merged already. Undo that before you merge it into another one."
        )
    if target.status != "live":
        raise ActionRefused(f"'{target.name}' is {target.status}. Merge into a tool that is live.")
    links = _links(session, board_id) | {tool_id: _Link(into, tool.status)}
    for merged_id, link in links.items():
        session.execute(statement("save_merge"), [board_id, merged_id, link.into, link.status_before, now])
    merged = _settle(session, board_id, links)
    rebuild(session, board_id, {tool_id, into})
    before = {"status": tool.status, "merged_into": None}
    after = {"status": "merged", "merged_into": into}
    return Deed("merge_tools", tool_id, merged[tool_id], before=before, after=after)


def unmerge_tool(session: Session, board_id: str, tool_id: str) -> Deed[Tool]:
    """Take a tool out of the one that it was merged into: its votes, and later ones on it, are its own again.

    Tools that were merged into it before come along. Raises ActionRefused if it is not merged.
    """
    tool = find_tool(session, board_id, tool_id)
    if tool.status != "merged" or tool.merged_into is None:
        raise ActionRefused(f"'{tool.name}' is not merged into another tool. Nothing was changed.")
    links = _links(session, board_id)
    link = links.pop(tool_id)
    session.execute(statement("delete_merge"), [board_id, tool_id])
    write_tools(session, board_id, [replace(tool, status=link.status_before, merged_into=None)], replace=True)
    _settle(session, board_id, links)
    rebuild(session, board_id, {tool_id, tool.merged_into})
    before = {"status": "merged", "merged_into": tool.merged_into}
    after = {"status": link.status_before, "merged_into": None}
    return Deed("unmerge_tool", tool_id, find_tool(session, board_id, tool_id), before=before, after=after)


def with_merged(session: Session, board_id: str, tool_id: str) -> list[str]:
    """The tool and all whose votes count for it, sorted."""
    merged = (t.tool_id for t in read_tools(session, board_id, ("merged",)) if t.merged_into == tool_id)
    return sorted({tool_id, *merged})


def _links(session: Session, board_id: str) -> dict[str, _Link]:
    """What every merged tool was merged into itself; where nobody noted it (as in a file), the end."""
    ends = {t.tool_id: t.merged_into for t in read_tools(session, board_id, ("merged",)) if t.merged_into}
    noted = {
        tool_id: _Link(into, status)
        for tool_id, into, status in session.fetch(statement("list_merges"), [board_id])
        if tool_id in ends
    }
    return {
        tool_id: noted[tool_id] if tool_id in noted and _end(tool_id, noted) == end else _Link(end, "live")
        for tool_id, end in ends.items()
    }


def _end(tool_id: str, links: Mapping[str, _Link]) -> str:
    """Where a chain ends. It stops where it would run in a circle, which no action makes."""
    seen = {tool_id}
    while tool_id in links and links[tool_id].into not in seen:
        tool_id = links[tool_id].into
        seen.add(tool_id)
    return tool_id


def _settle(session: Session, board_id: str, links: Mapping[str, _Link]) -> dict[str, Tool]:
    """Give every merged tool the end of its chain; return these tools by id."""
    tools = {tool.tool_id: tool for tool in read_tools(session, board_id)}
    merged = {
        tool_id: replace(tools[tool_id], status="merged", merged_into=_end(tool_id, links))
        for tool_id in links
    }
    changed = [tool for tool_id, tool in merged.items() if tool != tools[tool_id]]
    write_tools(session, board_id, changed, replace=True)
    return merged
