"""What can be done to one tool, each with what takes it back."""

from __future__ import annotations

from collections.abc import Sequence

from spectrum.model import Tool, ToolChanges
from spectrum.store.organising import Organiser
from spectrum.ui.control_room.acting import Action, Done
from spectrum.ui.control_room.forms import begin_anew
from spectrum.ui.words import count


def approval(tool: Tool) -> Action:
    """Put a proposed tool on the board."""

    def approve(organiser: Organiser) -> Done:
        organiser.approve(tool.tool_id)
        return Done(f"“{tool.name}” is on the board.", hiding(tool), "Take it off again")

    return approve


def declining(tool: Tool) -> Action:
    """Put a proposed tool away."""

    def decline(organiser: Organiser) -> Done:
        organiser.hide(tool.tool_id)
        said = f"“{tool.name}” was declined. It is among the hidden tools."
        return Done(said, restoring(tool), "Put it on the board")

    return decline


def hiding(tool: Tool) -> Action:
    """Take a tool off the board."""

    def hide(organiser: Organiser) -> Done:
        organiser.hide(tool.tool_id)
        return Done(f"“{tool.name}” is hidden. Its votes are kept.", restoring(tool))

    return hide


def restoring(tool: Tool) -> Action:
    """Put a hidden tool back."""

    def restore(organiser: Organiser) -> Done:
        organiser.restore(tool.tool_id)
        return Done(f"“{tool.name}” is on the board, with its votes.", hiding(tool))

    return restore


def tool_form(tool: Tool) -> str:
    """The name of the form in which a tool is edited."""
    return f"tool_{tool.tool_id}"


def editing(tool: Tool, changes: ToolChanges) -> Action:
    """Change what is named of a tool. `tool`: as it was before."""

    def edit(organiser: Organiser) -> Done:
        changed = organiser.edit(tool.tool_id, **changes)
        begin_anew(tool_form(tool))
        before = ToolChanges(**{name: getattr(tool, name) for name in changes})  # type: ignore[typeddict-item]
        return Done(f"“{changed.name}” is saved.", taking_back(tool, before))

    return edit


def taking_back(tool: Tool, before: ToolChanges) -> Action:
    """Give a tool what it had before a change."""

    def back(organiser: Organiser) -> Done:
        organiser.edit(tool.tool_id, **before)
        begin_anew(tool_form(tool))
        return Done(f"Undone: “{tool.name}” is as it was.")

    return back


def ordering(order: Sequence[str], before: Sequence[str], said: str) -> Action:
    """Number the tools in this order. `before`: the order until now."""

    def reorder(organiser: Organiser) -> Done:
        organiser.reorder(order)
        return Done(said, ordering(before, order, "Undone: the tools are in the order they had."))

    return reorder


def merging(tool: Tool, into: Tool) -> Action:
    """Let a duplicate's votes count for another tool."""

    def merge(organiser: Organiser) -> Done:
        organiser.merge(tool.tool_id, into.tool_id)
        return Done(f"“{tool.name}” is merged: its votes count for “{into.name}”.", unmerging(tool))

    return merge


def unmerging(tool: Tool) -> Action:
    """Take a merged tool out of the other one again."""

    def unmerge(organiser: Organiser) -> Done:
        organiser.unmerge(tool.tool_id)
        return Done(f"“{tool.name}” stands by itself again, with its own votes.")

    return unmerge


def resetting(tool: Tool) -> Action:
    """Let a tool's votes so far not count."""

    def reset(organiser: Organiser) -> Done:
        organiser.reset_votes(tool.tool_id)
        said = f"The votes on “{tool.name}” do not count any more. They stay in the log."
        return Done(said, undoing_reset(tool))

    return reset


def undoing_reset(tool: Tool) -> Action:
    """Let them count again."""

    def undo(organiser: Organiser) -> Done:
        organiser.undo_reset(tool.tool_id)
        return Done(f"The votes on “{tool.name}” count again.")

    return undo


def adding(tools: Sequence[Tool], *, replacing_starters: bool = False) -> Action:
    """Add tools that the board does not have."""

    def add(organiser: Organiser) -> Done:
        added = organiser.add_tools(tools, replacing_starters=replacing_starters)
        if len(tools) == 1 and added:
            return Done(f"“{added[0].name}” is on the board.", hiding(added[0]), "Take it off again")
        there = len(tools) - len(added)
        were = "was there and stayed as it is" if there == 1 else "were there and stayed as they are"
        known = f" {count(there, 'tool')} of the file {were}." if there else ""
        gave_way = " Starter tools without votes gave way." if replacing_starters else ""
        return Done(f"{count(len(added), 'tool')} added.{known}{gave_way}")

    return add
