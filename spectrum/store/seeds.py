"""Seeds: where an organiser puts the tools before anyone votes.

Baking makes the collective positions the new seeds. The votes in them then stop
counting in the figures of the board (`resets`, kind "baked"), as they would
count twice, whatever rounds follow; in the figures of their own rounds they
stay. Every set of seeds is kept with the seq up to which votes are in each seed,
so that going back to it restores both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from spectrum.errors import ActionRefused, NotFound, RoundAlreadyOpen
from spectrum.model import NO_VOTES, Round, SeedOrigin, SeedSet, Tally, Tool
from spectrum.store.audit import Deed
from spectrum.store.engine import Session
from spectrum.store.merging import with_merged
from spectrum.store.rebuilding import clear, rebuild
from spectrum.store.resets import counted_for, read_baked, write_resets
from spectrum.store.rounds import close_round, find_open_round, open_round, read_last_seq, told
from spectrum.store.rows import read_tools, write_tools
from spectrum.store.statements import statement
from spectrum.store.voting_rules import read_tallies, read_voting_rules


@dataclass(frozen=True)
class Seed:
    """One tool's seed, in axis points, and the last seq whose votes are in it."""

    x: float | None
    y: float | None
    baked_seq: int | None


def bake_seeds(
    session: Session, board_id: str, planned: Round, now: datetime, *, close_open: bool
) -> Deed[Round]:
    """Make the collective positions the seeds, and open a fresh round of the planned name and rules.

    Raises RoundAlreadyOpen while a round is open, unless `close_open`; RoundNameTaken; ActionRefused without votes.
    """
    before = _before(session, board_id, now, close_open=close_open)
    rules = read_voting_rules(session, board_id)
    tallies = read_tallies(session, rules)
    baked = [
        _baked(tool, tallies.get(tool.tool_id, NO_VOTES), rules.board.anchor_weight) for tool in rules.tools
    ]
    voted = [tool.tool_id for tool in baked if tallies.get(tool.tool_id, NO_VOTES).n]
    if not voted:
        raise ActionRefused("No votes count on this board, so there is nothing to bake into seeds.")
    write_tools(session, board_id, baked, replace=True)
    covered = [tool_id for voted_id in voted for tool_id in with_merged(session, board_id, voted_id)]
    at_seq = read_last_seq(session, board_id)
    write_resets(session, board_id, dict.fromkeys(covered, at_seq), "baked", now)
    clear(session, board_id, voted)
    number = _keep(session, board_id, "bake", now)
    opened = open_round(session, board_id, replace(planned, start="fresh"), now).result
    after = {"seed_set": number, "at_seq": at_seq, "tools": voted, "round": told(opened)}
    return Deed("bake_seeds", opened.round_id, opened, before=before, after=after)


def revert_seeds(
    session: Session, board_id: str, number: int, now: datetime, *, close_open: bool
) -> Deed[list[Tool]]:
    """Go back to a set of seeds; votes that are in none of them count again. Tools added since keep theirs.

    Raises RoundAlreadyOpen while a round is open, unless `close_open`; NotFound.
    """
    wanted = read_seeds(session, board_id, number)
    before = _before(session, board_id, now, close_open=close_open)
    present = _state(session, board_id)
    tools = [
        replace(tool, seed_x=wanted[tool.tool_id].x, seed_y=wanted[tool.tool_id].y)
        for tool in read_tools(session, board_id)
        if tool.tool_id in wanted
    ]
    write_tools(session, board_id, tools, replace=True)
    _rebake(session, board_id, {tool.tool_id: wanted[tool.tool_id] for tool in tools}, present, now)
    return Deed("revert_seeds", str(number), tools, before=before, after={"seed_set": number})


def read_seed_sets(session: Session, board_id: str) -> list[SeedSet]:
    """The sets that are kept, oldest first."""
    return [SeedSet(*row) for row in session.fetch(statement("list_seed_sets"), [board_id])]


def read_seeds(session: Session, board_id: str, number: int) -> dict[str, Seed]:
    """The seeds of a set, by tool. Raises NotFound."""
    kept_numbers = [kept.number for kept in read_seed_sets(session, board_id)]
    if number not in kept_numbers:
        there = ", ".join(map(str, kept_numbers)) or "none yet"
        raise NotFound(f"There is no set of seeds {number} on this board. Sets that are there: {there}.")
    return _read_seeds(session, board_id, number)


def _before(session: Session, board_id: str, now: datetime, *, close_open: bool) -> dict[str, object]:
    """End the open round, if that is wanted, and put the seeds aside; say what was."""
    open_ = find_open_round(session, board_id)
    if open_ is not None and not close_open:
        raise RoundAlreadyOpen(open_.name)
    if open_ is not None:
        close_round(session, board_id, open_.round_id, now)
    kept = _keep(session, board_id, "kept", now)
    return {"seed_set": kept, "closed_round": None if open_ is None else open_.round_id}


def _baked(tool: Tool, tally: Tally, weight: float) -> Tool:
    """The tool with its collective position for a seed."""
    return replace(
        tool,
        seed_x=_collective(tally.mean_x, tally.n, tool.seed_x, weight),
        seed_y=_collective(tally.mean_y, tally.n_y, tool.seed_y, weight),
    )


def _collective(mean: float | None, n: int, seed: float | None, weight: float) -> float | None:
    """The anchored mean; the plain one without a seed, and the seed without votes."""
    if not n or mean is None:
        return seed
    if seed is None:
        return mean
    return (weight * seed + n * mean) / (weight + n)


def _state(session: Session, board_id: str) -> dict[str, Seed]:
    """Every tool's seed as it is now."""
    baked = read_baked(session, board_id)
    return {
        tool.tool_id: Seed(tool.seed_x, tool.seed_y, baked.get(tool.tool_id))
        for tool in read_tools(session, board_id)
    }


def _read_seeds(session: Session, board_id: str, number: int) -> dict[str, Seed]:
    rows = session.fetch(statement("list_seeds"), [board_id, number])
    return {tool_id: Seed(x, y, baked_seq) for tool_id, x, y, baked_seq in rows}


def _keep(session: Session, board_id: str, origin: SeedOrigin, now: datetime) -> int:
    """Put the seeds aside, unless a set has the same; return the number of the set that has them."""
    state = _state(session, board_id)
    sets = read_seed_sets(session, board_id)
    for kept in reversed(sets):
        if origin == "kept" and _read_seeds(session, board_id, kept.number) == state:
            return kept.number
    number = sets[-1].number + 1 if sets else 1
    at_seq = read_last_seq(session, board_id)
    session.execute(statement("add_seed_set"), [board_id, number, origin, now, at_seq])
    columns: list[list[object]] = [
        list(state),
        [seed.x for seed in state.values()],
        [seed.y for seed in state.values()],
        [seed.baked_seq for seed in state.values()],
    ]
    session.execute(statement("add_seeds"), [board_id, number, *columns])
    return number


def _rebake(
    session: Session, board_id: str, wanted: Mapping[str, Seed], present: Mapping[str, Seed], now: datetime
) -> None:
    """Keep out the votes that are in the wanted seeds, and no others."""
    different = [tool_id for tool_id, seed in wanted.items() if seed.baked_seq != present[tool_id].baked_seq]
    session.execute(statement("delete_baked"), [board_id, different])
    again = {tool_id: seq for tool_id in different if (seq := wanted[tool_id].baked_seq) is not None}
    write_resets(session, board_id, again, "baked", now)
    counting = counted_for(session, board_id)
    rebuild(session, board_id, {counting[tool_id] for tool_id in different})
