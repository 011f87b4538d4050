"""Which two groups of votes the compare page sets side by side.

Each way of comparing is an entry in WAYS: whether there is something to compare, and a
function that draws its controls and returns the two groups, or says what it lacks. The page
opens on the first way that has something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import streamlit as st

from spectrum.model import FEWEST_OF_GROUP, Board, Reveal, Round, Selection
from spectrum.ui import words
from spectrum.ui.compare.votes import (
    by_branch,
    by_round,
    every_round,
    has_blind_and_live,
    has_snapshot,
    last_two,
    seen_rounds,
    times,
)
from spectrum.ui.controls import branch_choice, leaving_out, one_of, round_choice, vote_choice
from spectrum.ui.current import snapshot_name, store
from spectrum.ui.reads import counts, tools

ROUNDS, BRANCHES, BLIND, TIMES = "Rounds", "Branches", "Blind and live", "Before and after"
SNAPSHOTS = "Snapshots"
NOW = "the board now"


@dataclass(frozen=True)
class Group:
    """One of the two: its name, its votes, and when its voters saw the others' votes, if that is known."""

    name: str
    selection: Selection
    reveals: frozenset[Reveal] | None = None


@dataclass(frozen=True)
class Pair:
    """What is compared: B against A. `left_out` says which votes are in neither, and why."""

    way: str
    a: Group
    b: Group
    left_out: str = ""


@dataclass(frozen=True)
class Lacking:
    """Why there is nothing to compare, and what would change that."""

    hint: str


Choice = Pair | Lacking


@dataclass(frozen=True)
class Way:
    """One way of comparing: its controls and groups, and whether the board has two groups for it."""

    choose: Callable[[Board], Choice]
    has_two: Callable[[Board], bool]


def compared(board: Board) -> Choice:
    """One row of controls: in which way to compare, the two groups, and which votes are left out."""
    if not tools(board.board_id):
        return Lacking("This board has no tools yet.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = next((name for name, way in WAYS.items() if way.has_two(board)), None)
        chosen = one_of(
            "Compare", tuple(WAYS), default=first or ROUNDS, key="compare", labelled=True, wrap=True
        )
        choice = WAYS[chosen].choose(board)
    choice = _refused(choice) or choice
    if first is None and chosen == ROUNDS and isinstance(choice, Lacking):
        return Lacking(
            f"{choice.hint} The other ways have nothing to compare yet either; each says what it takes."
        )
    return choice


def _refused(choice: Choice) -> Lacking | None:
    """Why two groups that can be chosen cannot be compared."""
    if isinstance(choice, Lacking):
        return None
    if choice.a.selection == choice.b.selection:
        if choice.a.name != choice.b.name:
            return Lacking(
                f"No vote was cast between “{choice.a.name}” and “{choice.b.name}”, so they have the same votes. "
                "Choose another for one of them."
            )
        return Lacking(f"A and B are both “{choice.a.name}”. Choose another for one of them.")
    for group in (choice.a, choice.b):
        found = counts(group.selection)
        branch = group.selection.branch
        if not found.votes:
            return Lacking(f"There are no votes in “{group.name}”. Choose another, or change “Filter”.")
        if branch is not None and found.voters < FEWEST_OF_GROUP:
            of_branch = "" if branch == group.name else f" of branch {branch}"
            return Lacking(
                f"“{group.name}” has votes of fewer than {FEWEST_OF_GROUP} voters{of_branch}. "
                "So few could be recognised, so their figures are not shown."
            )
    return None


# --- the ways ---------------------------------------------------------------------------


def _two_rounds(board: Board) -> Choice:
    by_name = seen_rounds(board)
    if len(by_name) < 2:
        there = f"one, “{next(iter(by_name))}”" if by_name else "none"
        return Lacking(
            f"To compare rounds takes two of which everybody may see the votes; this board has {there}. "
            "The organiser opens and closes rounds on the page Organise."
        )
    names = _a_and_b(list(by_name), "round", last_two(by_round(board)))
    base = _of_branch(every_round(board))
    a, b = (_of_rounds(name, [by_name[name]], base) for name in names)
    return Pair(ROUNDS, a, b)


def _two_branches(board: Board) -> Choice:
    known = store().branches(board.board_id)
    if len(known) < 2:
        said = f"only {known[0]} was named" if known else "no voter of this board has named one"
        return Lacking(
            f"Comparing branches takes voters of two; {said}. Voters name theirs on the voting page."
        )
    names = _a_and_b(known, "branch", last_two(by_branch(board)))
    with _filter():
        base = leaving_out(round_choice(board.board_id))
    a, b = (Group(name, replace(base, branch=name)) for name in names)
    others = counts(base).voters - sum(counts(group.selection).voters for group in (a, b))
    are = "is" if others == 1 else "are"
    beside = f"{words.count(others, 'voter')} of other branches, or of none, {are} on neither side."
    return Pair(BRANCHES, a, b, beside if others > 0 else "")


def _blind_and_live(board: Board) -> Choice:
    seen = seen_rounds(board).values()
    blind = [round_ for round_ in seen if round_.is_blind]
    live = [round_ for round_ in seen if not round_.is_blind]
    if not (blind and live):
        lacking = "live" if blind else "closed blind" if live else "closed blind round and a live"
        return Lacking(
            "This sets blind rounds, whose voters did not see the others’ votes, beside live ones, whose voters did. "
            f"A {lacking} round is missing. The organiser chooses the kind on opening a round on the page Organise."
        )
    base = _of_branch(every_round(board))
    return Pair(BLIND, _of_rounds("Blind rounds", blind, base), _of_rounds("Live rounds", live, base))


def _before_and_after(board: Board) -> Choice:
    middle = times(every_round(board)).middle
    if middle is None:
        return Lacking(
            "Before and after takes votes with recorded times at least a minute apart, and this board has none. "
            "Votes cast here get a time; imported votes have one if their file did."
        )
    moment = st.datetime_input(
        "At (UTC)", middle, key="at", bind="query-params", format="YYYY-MM-DD", step=60, width=240
    )
    at = moment or middle
    with _filter():
        base = vote_choice(board)
    cast = times(base)
    without = cast.untimed
    are = "has no recorded time and is" if without == 1 else "have no recorded time and are"
    beside = f"{words.thousands(without)} of {words.count(cast.votes, 'vote')} {are} on neither side."
    said = f"{at:%Y-%m-%d %H:%M}"
    before = Group(f"before {said}", replace(base, cast_until=at))
    after = Group(f"after {said}", replace(base, cast_from=at))
    return Pair(TIMES, before, after, beside if without else "")


def _two_snapshots(board: Board) -> Choice:
    if snapshot_name() is not None:
        return Lacking("Snapshots are compared on the live board, which knows the voters of all of them.")
    public = every_round(board)
    known = {snapshot.name: snapshot.seq for snapshot in reversed(store().snapshots(board.board_id))}
    if not known:
        return Lacking(
            "This sets a snapshot beside another one, or beside the board as it is now, and none was taken yet. "
            "The organiser freezes the board on the page Data."
        )
    names = [*known, NOW if NOW not in known else f"{NOW} "]
    chosen = _a_and_b(names, "snapshot")
    base = _of_branch(public)
    a, b = (Group(name, replace(base, as_of=_earlier(known.get(name), public.as_of))) for name in chosen)
    beside = (
        "Each side has the votes up to then, with the tools, merges and blocks of today: so a voter who is on "
        "both sides counts as one, which the frozen files could not tell."
    )
    if public.as_of is not None:
        beside += " A round is open whose votes stay hidden, so “now” is its opening."
    return Pair(SNAPSHOTS, a, b, beside)


def _earlier(seq: int | None, public: int | None) -> int | None:
    """The seq of a snapshot, but never beyond what everybody may see."""
    known = [limit for limit in (seq, public) if limit is not None]
    return min(known, default=None)


WAYS = {
    ROUNDS: Way(_two_rounds, lambda board: bool(last_two(by_round(board)))),
    BRANCHES: Way(_two_branches, lambda board: bool(last_two(by_branch(board)))),
    BLIND: Way(_blind_and_live, has_blind_and_live),
    TIMES: Way(_before_and_after, lambda board: times(every_round(board)).middle is not None),
    SNAPSHOTS: Way(_two_snapshots, has_snapshot),
}


# --- parts ------------------------------------------------------------------------------


def _filter() -> AbstractContextManager[object]:
    return st.popover("Filter", icon=":material/filter_alt:")


def _of_branch(selection: Selection) -> Selection:
    with _filter():
        return leaving_out(branch_choice(selection))


def _a_and_b(names: Sequence[str], key: str, likely: Sequence[str] = ()) -> tuple[str, str]:
    """Two choices; at first the two `likely` ones, or the last two names."""
    first = [names.index(name) for name in likely] if likely else [len(names) - 2, len(names) - 1]
    a = st.selectbox("A", names, index=first[0], key=f"{key}_a", bind="query-params", width=220)
    b = st.selectbox("B", names, index=first[1], key=f"{key}_b", bind="query-params", width=220)
    return a, b


def _of_rounds(name: str, chosen: Sequence[Round], base: Selection) -> Group:
    ids = tuple(round_.round_id for round_ in chosen)
    narrowed = replace(base, round_id=ids[0]) if len(ids) == 1 else replace(base, round_ids=ids)
    return Group(name, narrowed, frozenset(round_.reveal for round_ in chosen))
