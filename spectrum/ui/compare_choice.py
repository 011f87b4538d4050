"""Which two groups of votes the compare page sets side by side.

Each way of comparing is one function in WAYS: it draws its controls and returns the two
groups, or says what it lacks. A further way is a further entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import streamlit as st

from spectrum.model import FEWEST_OF_GROUP, Board, Reveal, Round, Selection
from spectrum.store import Store
from spectrum.ui import analyses, words
from spectrum.ui.controls import branch_choice, leaving_out, round_choice, unique_name, vote_choice
from spectrum.ui.current import snapshot_name, store
from spectrum.ui.reads import KEPT, counts, read_key, rounds, tools

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


def compared(board: Board) -> Choice:
    """One row of controls: in which way to compare, the two groups, and which votes are left out."""
    if not tools(board.board_id):
        return Lacking("This board has no tools yet.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            "Compare",
            list(WAYS),
            default=ROUNDS,
            required=True,
            key="compare",
            bind="query-params",
        )
        choice = WAYS[way or ROUNDS](board)
    return _refused(choice) or choice


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
    known = rounds(board.board_id)
    by_name = {unique_name(round_, known): round_ for round_ in known if not _hidden(round_)}
    if len(by_name) < 2:
        there = f"one, “{next(iter(by_name))}”" if by_name else "none"
        return Lacking(
            f"Comparing rounds takes two whose votes may be seen; this board has {there}. "
            "The organiser opens and closes rounds on the page Organise."
        )
    names = _a_and_b(list(by_name), "round")
    base = _of_branch(_every_round(board))
    a, b = (_of_rounds(name, [by_name[name]], base) for name in names)
    return Pair(ROUNDS, a, b)


def _two_branches(board: Board) -> Choice:
    known = store().branches(board.board_id)
    if len(known) < 2:
        said = f"only {known[0]} was named" if known else "no voter of this board has named one"
        return Lacking(
            f"Comparing branches takes voters of two; {said}. Voters name theirs on the voting page."
        )
    names = _a_and_b(known, "branch")
    with _filter():
        base = leaving_out(round_choice(board.board_id))
    a, b = (Group(name, replace(base, branch=name)) for name in names)
    others = counts(base).voters - sum(counts(group.selection).voters for group in (a, b))
    are = "is" if others == 1 else "are"
    beside = f"{words.count(others, 'voter')} of other branches, or of none, {are} on neither side."
    return Pair(BRANCHES, a, b, beside if others > 0 else "")


def _blind_and_live(board: Board) -> Choice:
    seen = [round_ for round_ in rounds(board.board_id) if not _hidden(round_)]
    blind = [round_ for round_ in seen if round_.is_blind]
    live = [round_ for round_ in seen if not round_.is_blind]
    if not (blind and live):
        lacking = "live" if blind else "closed blind" if live else "closed blind round and a live"
        return Lacking(
            "This sets blind rounds, whose voters did not see the others’ votes, beside live ones, whose voters did. "
            f"A {lacking} round is missing. The organiser chooses the kind on opening a round on the page Organise."
        )
    base = _of_branch(_every_round(board))
    return Pair(BLIND, _of_rounds("Blind rounds", blind, base), _of_rounds("Live rounds", live, base))


def _before_and_after(board: Board) -> Choice:
    middle = _times(_every_round(board)).middle
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
    times = _times(base)
    without = times.untimed
    are = "has no recorded time and is" if without == 1 else "have no recorded time and are"
    beside = f"{words.thousands(without)} of {words.count(times.votes, 'vote')} {are} on neither side."
    said = f"{at:%Y-%m-%d %H:%M}"
    before = Group(f"before {said}", replace(base, cast_until=at))
    after = Group(f"after {said}", replace(base, cast_from=at))
    return Pair(TIMES, before, after, beside if without else "")


def _two_snapshots(board: Board) -> Choice:
    if snapshot_name() is not None:
        return Lacking("Snapshots are compared on the live board, which knows the voters of all of them.")
    public = _every_round(board)
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


WAYS: dict[str, Callable[[Board], Choice]] = {
    ROUNDS: _two_rounds,
    BRANCHES: _two_branches,
    BLIND: _blind_and_live,
    TIMES: _before_and_after,
    SNAPSHOTS: _two_snapshots,
}


# --- parts ------------------------------------------------------------------------------


def _filter() -> AbstractContextManager[object]:
    return st.popover("Filter", icon=":material/filter_alt:")


def _of_branch(selection: Selection) -> Selection:
    with _filter():
        return leaving_out(branch_choice(selection))


def _every_round(board: Board) -> Selection:
    """All votes that may be seen, of any round or none."""
    return replace(store().public_view(board.board_id), round_id=None)


def _a_and_b(names: Sequence[str], key: str) -> tuple[str, str]:
    """Two choices; at first the last two names."""
    a = st.selectbox("A", names, index=len(names) - 2, key=f"{key}_a", bind="query-params", width=220)
    b = st.selectbox("B", names, index=len(names) - 1, key=f"{key}_b", bind="query-params", width=220)
    return a, b


def _of_rounds(name: str, chosen: Sequence[Round], base: Selection) -> Group:
    ids = tuple(round_.round_id for round_ in chosen)
    narrowed = replace(base, round_id=ids[0]) if len(ids) == 1 else replace(base, round_ids=ids)
    return Group(name, narrowed, frozenset(round_.reveal for round_ in chosen))


def _hidden(round_: Round) -> bool:
    """Whether its votes may not be seen yet."""
    return round_.is_open and round_.is_blind


@dataclass(frozen=True)
class _Times:
    """Of the votes that count: how many, how many without a recorded time, and the minute that halves the others."""

    votes: int
    untimed: int
    middle: datetime | None


def _times(selection: Selection) -> _Times:
    return _kept_times(*read_key(selection), selection, store())


@st.cache_data(max_entries=KEPT, show_spinner=analyses.ANALYSING)
def _kept_times(database: str, version: int, selection: Selection, _store: Store) -> _Times:
    times = analyses.placements(selection)["cast_at"]
    return _Times(len(times), int(times.isna().sum()), _middle_minute(times.dropna()))


def _middle_minute(recorded: pd.Series[pd.Timestamp]) -> datetime | None:
    """The full minute that halves the votes best; None where no full minute parts them."""
    minutes = recorded.dt.floor("min").sort_values()
    later = minutes[minutes > minutes.min()]
    if later.empty:
        return None
    middle = max(minutes.iloc[len(minutes) // 2], later.iloc[0])
    found: datetime = middle.to_pydatetime()
    return found
